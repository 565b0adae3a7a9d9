"""What titles tell."""

import pytest

from knowledge.rules.titles import initials, origin, short_title, title_key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("中华人民共和国劳动法", "劳动法", True),
        ("关于适用《中华人民共和国工会法》的解释", "关于适用〈工会法〉的解释", True),
        ("解释（一）", "解释(一)", True),
        ("解释（一）", "解释（二）", False),
        ("解释", "解释（一）", False),
        ("工伤保险条例", "河南省工伤保险条例", False),
        ("信访条例", "信访工作条例", False),
    ],
)
def test_title_key(one: str, other: str, same: bool) -> None:
    assert (title_key(one) == title_key(other)) is same


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("中华人民共和国劳动法", "劳动法"),
        ("最高人民法院关于审理某类案件的解释（二）", "审理某类案件的解释（二）"),
        ("最高人民法院、最高人民检察院关于办理某类案件的解释", "办理某类案件的解释"),
        ("浙江省某条例", "浙江省某条例"),
    ],
)
def test_short_title(title: str, short: str) -> None:
    assert short_title(title) == short


def test_initials_are_unique_ascii() -> None:
    assert initials("工伤认定办法", ()) == "gsrdbf"
    assert initials("工伤认定办法", {"gsrdbf"}) == "gsrdbf-2"
    assert initials("某解释（二）", ()) == "mjs2"
    assert initials("《》", ()) == "fg"
    assert len(initials("很" * 90, ())) <= 24


@pytest.mark.parametrize(
    ("title", "notes", "folders", "level", "issuer", "region"),
    [
        (
            "中华人民共和国劳动法",
            ["第八届全国人民代表大会常务委员会第八次会议通过"],
            [],
            "law",
            "全国人民代表大会常务委员会",
            "",
        ),
        ("中华人民共和国民法典", ["第十三届全国人民代表大会第三次会议通过"], [], "law", "全国人民代表大会", ""),
        ("最高人民法院关于某事的规定", [], ["行政法规"], "interpretation", "最高人民法院", ""),
        ("某某条例", ["国务院第52次常务会议通过"], [], "admin", "国务院", ""),
        ("某某支付暂行规定", ["劳部发〔1994〕489号", "劳动部"], ["行政法规"], "rule", "劳动部", ""),
        ("某统计规定", ["1990年1月1日 国家统计局令第1号发布"], ["行政法规"], "rule", "国家统计局", ""),
        ("关于某事的通知", ["劳社部发[2008]3号"], ["部门规章"], "normative", "", ""),
        (
            "某工作条例",
            ["中共中央政治局会议审议批准", "中共中央、国务院发布"],
            ["行政法规"],
            "party",
            "中共中央、国务院",
            "",
        ),
        ("浙江省某条例", [], [], "local", "浙江省人民代表大会常务委员会", "浙江"),
        (
            "宁波市某规定",
            ["浙江省第十三届人民代表大会常务委员会批准"],
            [],
            "local",
            "宁波市人民代表大会常务委员会",
            "浙江",
        ),
        ("郑州市某条例", [], ["河南地方法规"], "local", "郑州市人民代表大会常务委员会", "河南"),
    ],
)
def test_origin(title: str, notes: list[str], folders: list[str], level: str, issuer: str, region: str) -> None:
    found = origin(title, notes, folders)
    assert (found.level, found.issuer, found.region, found.sure) == (level, issuer, region, True)


def test_what_only_the_folder_tells_is_not_sure() -> None:
    assert (origin("某某放假办法", [], ["行政法规"]).level, origin("某某放假办法", [], ["行政法规"]).sure) == (
        "admin",
        False,
    )
