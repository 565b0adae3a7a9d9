"""Personal data in texts: what is found, what is left alone, and what stands there instead."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.identity import check_character
from portal.rules.masking import Kind, Options, Party, apply, find, suggest
from portal.rules.masking.dates import to_month
from portal.rules.masking.numbers import is_luhn

TABLE = [
    ("架子工李建国从脚手架上摔下来", [("姓名", "李建国")]),
    ("工友王二狗、赵铁柱把他送到医院", [("姓名", "王二狗"), ("姓名", "赵铁柱")]),
    ("被告法定代表人：周志强。", [("姓名", "周志强")]),
    ("死者陈小龙，妻子黄秀英，儿子陈浩然（12岁）", [("姓名", "陈小龙"), ("姓名", "黄秀英"), ("姓名", "陈浩然")]),
    ("陈师傅说安全带没挂", [("姓名", "陈师傅")]),
    ("老王说班组长小刘没给钱", [("姓名", "老王"), ("姓名", "小刘")]),
    ("证人买买提·艾力作证", [("姓名", "买买提·艾力")]),
    ("项目经理刘某某没有报告", [("姓名", "刘某某")]),
    ("身份证号11010519491231002x", [("证件号", "11010519491231002x")]),
    ("身份证１１０１０５１９４９１２３１００２Ｘ", [("证件号", "１１０１０５１９４９１２３１００２Ｘ")]),
    ("证件 110105 19491231 002X 号", [("证件号", "110105 19491231 002X")]),
    ("老身份证 110105491231002", [("证件号", "110105491231002")]),
    ("电话138 0013 8000", [("电话", "138 0013 8000")]),
    ("打0371-65831234找人社局", [("电话", "0371-65831234")]),
    ("工资卡6222021234567890128", [("银行卡号", "6222021234567890128")]),
    ("车牌豫A12345的货车", [("车牌", "豫A12345")]),
    ("发到 li.ming@example.com", [("邮箱", "li.ming@example.com")]),
    ("微信liming_8888", [("微信号", "liming_8888")]),
    ("他用微信（liu_77aa）催款", [("微信号", "liu_77aa")]),
    ("加了微信，账号是zhang-88x", [("微信号", "zhang-88x")]),
    ("转到wxid_8s9d7f6g5h4j名下", [("微信号", "wxid_8s9d7f6g5h4j")]),
    ("微信转账记录编号A2023111200", []),
    ("证据是对方账号li-ming622发来的", [("微信号", "li-ming622")]),
    ("发到wxid_0vqql2n2wut1lm的截图", [("微信号", "wxid_0vqql2n2wut1lm")]),
    ("名片上的0898-7396 849没人接", [("电话", "0898-7396 849")]),
    ("手机(+86)180-5589-3307", [("电话", "(+86)180-5589-3307")]),
    ("现住棠景街远景路116号之三", [("住址", "棠景街远景路116号之三")]),
    ("住河南省周口市太康县城关镇王庄村3组", [("住址", "城关镇王庄村3组")]),
    ("在浦东新区张江路88号工地", [("住址", "张江路88号")]),
    ("（亓德才口述，胡建国以生病为由未到）", [("姓名", "亓德才"), ("姓名", "胡建国")]),
    ("户口本上马秀兰住在老家", [("姓名", "马秀兰")]),
    ("死者次仁卓玛，藏族，和乌云其木格同住", [("姓名", "次仁卓玛"), ("姓名", "乌云其木格")]),
    ("小李在四层，点名批评老郄所带班组", [("姓名", "小李"), ("姓名", "老郄")]),
    ("被投诉单位为垚信脚手架工程有限公司。", [("单位", "垚信脚手架工程有限公司")]),
    ("我在宏达公司干了三个月", [("单位", "宏达公司")]),
    ("在翠湖雅苑二期3号楼做油漆工", [("项目", "翠湖雅苑二期3号楼")]),
    ("去望岳台工地上班", [("项目", "望岳台工地")]),
    ("住址四川省资中县翠湖小区B区4栋876。", [("住址", "翠湖小区B区4栋876")]),
    ("6253 6245 1215 5357 801,068", [("银行卡号", "6253 6245 1215 5357")]),
    ("从9558806524389072698转出801.68元", [("银行卡号", "9558806524389072698")]),
    ("住院号：00871234，已出院", [("证件号", "00871234")]),
    ("@艾大力 明天去", [("姓名", "艾大力")]),
    ("劳务由成都蜀通劳务派遣，广州一建欠我三万", [("单位", "成都蜀通劳务"), ("单位", "广州一建")]),
    ("江西省第二建筑工程公司盖的章", [("单位", "江西省第二建筑工程公司")]),
    ("中铁十二局集团发的通知", [("单位", "中铁十二局集团")]),
]
QUIET = [
    "某建筑公司与某劳务公司签订分包合同，公司支付全部余款3万元。",
    "高处作业马上停止，安全带高挂低用，石头从高空落下。",
    "每日延长工作时间不得超过三小时，小区门口，小时工资。",
    "《工伤保险条例》第十七条、第三十九条，法释〔2014〕9号。",
    "（2023）豫01民终12345号民事判决书，2024年3月。",
    "施工总承包单位、用人单位和劳务分包公司都有责任。",
    "塔式起重机备案编号浙A-T58602，事故认定书编号第330106220220302号。",
    "事发时为早高峰前，雷雨天气严禁吊装，仲裁委员会由主任一人组成。",
    "从事房屋建筑工程和市政基础设施工程施工的企业和监理单位，统筹城镇和农村发展。",
    "GB 6441-2025、JGJ 59-2011，赔偿1130040元，工资62400元。",
]


@pytest.mark.parametrize(("text", "wanted"), TABLE, ids=[text[:12] for text, _ in TABLE])
def test_it_finds(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(one.kind.value, one.text) for one in find(text)] == wanted


@pytest.mark.parametrize("text", QUIET, ids=[text[:12] for text in QUIET])
def test_it_leaves_alone(text: str) -> None:
    assert find(text) == []


def test_a_wrong_check_digit_is_found_and_flagged() -> None:
    (found,) = find("身份证110105194912310021，有误")
    assert found.text == "110105194912310021"
    assert found.flag == "校验位不对"
    assert not found.sure


def test_exact_days_only_when_asked() -> None:
    text = "2024年3月5日上午"
    assert find(text) == []
    (found,) = find(text, options=Options(exact_dates=True))
    assert (found.kind, found.text) == (Kind.DATE, "2024年3月5日")


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2024年3月5日", "2024年3月"),
        ("2024-03-05", "2024年3月"),
        ("3月5日", "3月"),
        ("二〇二四年三月五日", "二〇二四年三月"),
    ],
)
def test_days_become_months(day: str, month: str) -> None:
    assert to_month(day) == month


def test_parties_are_found_everywhere_and_keep_their_word() -> None:
    text = "阿布 来了。后来阿 布走了。宏达项目由阿布负责。"
    parties = [Party("阿布", instead="工人甲"), Party("宏达项目", Kind.PROJECT, "某项目")]
    assert apply(text, suggest(text, parties)) == "工人甲 来了。后来工人甲走了。某项目由工人甲负责。"


def test_the_same_person_gets_the_same_word_and_another_a_number() -> None:
    text = "原告张建国起诉。被告张卫东答辩。张建国上诉。"
    assert apply(text, suggest(text)) == "原告张某起诉。被告张某甲答辩。张某上诉。"


def test_a_short_name_gets_the_word_of_the_long_one() -> None:
    text = "原告李建国诉四川砺岩建筑有限公司。证人说建国没系安全带，砺岩公司没人管。买买提·艾力在场，买买提作证。"
    masked = "原告李某诉某建筑公司。证人说李某没系安全带，某建筑公司没人管。买某在场，买某作证。"
    assert apply(text, suggest(text)) == masked


def test_every_finding_says_why() -> None:
    text = "架子工李建国，电话13800138000，住浦东新区张江路88号"
    assert all(one.why for one in find(text))


def test_overlapping_replacements_are_refused() -> None:
    (one,) = suggest("电话13800138000")
    with pytest.raises(ValueError, match="重叠"):
        apply("电话13800138000", [one, one])


IDS = st.builds(
    lambda region, year, month, day, order: f"{region}{year}{month:02}{day:02}{order:03}",
    st.sampled_from(["110105", "411627", "510104", "330106"]),
    st.integers(1950, 2005),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 999),
).map(lambda seventeen: seventeen + check_character(seventeen))
MOBILES = st.builds(lambda a, b: f"1{a}{b:09}", st.integers(3, 9), st.integers(0, 999_999_999))
WIDTHS = st.sampled_from([str, lambda n: n.translate({ord(d): chr(ord(d) + 0xFEE0) for d in "0123456789X"})])


def _spaced(number: str, every: int) -> str:
    return " ".join(number[at : at + every] for at in range(0, len(number), every))


@settings(deadline=None)
@given(number=st.one_of(IDS, MOBILES), width=WIDTHS, every=st.sampled_from([3, 4, 18]))
def test_a_planted_number_is_found_whole_however_it_is_typed(number, width, every) -> None:
    typed = width(_spaced(number, every))
    text = f"材料里写着{typed}，请核对。"
    found = [one.text for one in find(text) if one.kind in (Kind.DOCUMENT, Kind.PHONE)]
    assert found == [typed]


@settings(deadline=None)
@given(text=st.text(alphabet="王李张建国电话1380 3，。、住路号公司某项目诉师傅老\n", max_size=60))
def test_findings_lie_in_order_inside_the_text(text: str) -> None:
    found = find(text, options=Options(exact_dates=True))
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(deadline=None)  # the dictionary is read at the first call
@given(text=st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    masked = apply(text, suggest(text))
    assert isinstance(masked, str)


@pytest.mark.parametrize(("number", "right"), [("6222021234567890128", True), ("6222021234567890127", False)])
def test_check_digit_of_cards(number: str, right: bool) -> None:
    assert is_luhn(number) is right
