"""The linker: the forms in which law is cited, each with what it must resolve to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.rules.citations import Library, Link, Own, State, find, link, resolve, whole_laws

from .citation_library import LIBRARY

DAY = date(2022, 6, 1)


def short(links: list[Link]) -> list[tuple[Any, ...]]:
    """(code or state, article, paragraph, item) of each link that is law."""
    return [(one.code or one.state.value, one.article, one.paragraph, one.item) for one in links]


def read(text: str, on: date | None = DAY, **more: Any) -> list[tuple[Any, ...]]:
    return short(link(text, LIBRARY, on, **more))


TWENTY = [
    (
        "依照《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第二百二十六条及第二百二十八条",
        [("msssfjs", "226", 0, 0), ("msssfjs", "228", 0, 0)],
    ),
    (
        "《中华人民共和国劳动法》第三十八条规定：“每周至少休息一日。”第四十一条规定：“可以延长工作时间。”",
        [("ldf", "38", 0, 0), ("ldf", "41", 0, 0)],
    ),
    ("《国务院关于职工工作时间的规定》（国务院令第174号）第三条", [("gzsjgd", "3", 0, 0)]),
    ("《民法典》第153条第2款，民法典第1217条", [("mfd", "153", 2, 0), ("mfd", "1217", 0, 0)]),
    ("《关于工资总额组成的规定》（国家统计局令第1号）第四条", [("gzzegd", "4", 0, 0)]),
    (
        "《中华人民共和国食品安全法》（以下简称《食品安全法》）第三条，《食品安全法》第九十六条第一款",
        [("spaqf", "3", 0, 0), ("spaqf", "96", 1, 0)],
    ),
    ("《劳动合同法》第三条规定。该法第二十八条第（八）项", [("ldhtf", "3", 0, 0), ("ldhtf", "28", 0, 8)]),
    (
        "《最高人民法院关于审理行政协议案件若干问题的规定》（以下简称《行政协议司法解释》）施行后，"
        "《行政协议司法解释》第五条第二项，行政协议司法解释第六条",
        [("xxgkgd", "5", 0, 2), ("xxgkgd", "6", 0, 0)],
    ),
    (
        "《安置协议》第六条第一项，《特许权协议》第七十七条，《杭州集补条例》第二十条第二款",
        [("not_law", "6", 0, 1), ("not_law", "77", 0, 0), ("unknown_law", "20", 2, 0)],
    ),
    (
        "法释〔2020〕26号；国土资发（2018）366号；京政办字〔2017〕20号文",
        [("ldzyjs1", None, 0, 0), ("unknown_law", None, 0, 0), ("unknown_law", None, 0, 0)],
    ),
    ("（2012）西民四初字第438号，（2016）最高法民再98号", []),
    ("刑法第二百七十六条之一第一款；第一百三十四条之一第二项", [("xf", "276-1", 1, 0), ("xf", "134-1", 0, 2)]),
    ("民事诉讼法第二百三十七条，民事诉讼法第六十四条", [("msssf", "237", 0, 0), ("msssf", "64", 0, 0)]),
    (
        "《工伤保险条例》第十四条第（六）项“本人主要责任”、第十六条第（二）项“醉酒或者吸毒”和第十六条第（三）项",
        [("gsbxtl", "14", 0, 6), ("gsbxtl", "16", 0, 2), ("gsbxtl", "16", 0, 3)],
    ),
    (
        "劳动合同法第三十九条、第四十条；第四十二条第一项至第三项",
        [("ldhtf", "39", 0, 0), ("ldhtf", "40", 0, 0), ("ldhtf", "42", 0, 1)],
    ),
    ("《工伤条例》第17条第1款；工伤保险条例17条1款", [("gsbxtl", "17", 1, 0), ("gsbxtl", "17", 1, 0)]),
    (
        "《杭州市工伤保险条例》第三条，《河南省工伤保险条例》第四条，河南省工伤保险条例第五条，《工伤保险条例》第六条",
        [("unknown_law", "3", 0, 0), ("hngsbxtl", "4", 0, 0), ("hngsbxtl", "5", 0, 0), ("gsbxtl", "6", 0, 0)],
    ),
    ("《劳动争议解释》第三条，《解释（一）》第四条", [("ldzyjs1", "3", 0, 0), ("ldzyjs1", "4", 0, 0)]),
    ("《关于修改<中华人民共和国劳动合同法>的决定》第二条", [("unknown_law", "2", 0, 0)]),
    (
        "《民法典》第1009条规定。根据《民法典》第1009条，《食品安全法》第一百四十八条第二款",
        [("mfd", "1009", 0, 0), ("mfd", "1009", 0, 0), ("spaqf", "148", 2, 0)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TWENTY, ids=range(1, 21))
def test_the_twenty_examples(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert read(text) == expected


FORMS = [
    # no title in the library
    ("合同法第五十二条第（五）项、侵权责任法第十六条", [("unknown_law", "52", 0, 5), ("unknown_law", "16", 0, 0)]),
    ("违反道路交通安全法第七十六条", [("unknown_law", "76", 0, 0)]),
    ("依照劳动合同法实施条例第十九条", [("unknown_law", "19", 0, 0)]),
    ("依照杭州市工伤保险条例第五条", [("unknown_law", "5", 0, 0)]),
    ("根据住宅专项维修资金管理办法第九条", [("unknown_law", "9", 0, 0)]),
    # a title without brackets around one with them
    ("最高人民法院关于适用《中华人民共和国民事诉讼法》的解释第三条", [("msssfjs", "3", 0, 0)]),
    ("浙江省实施《工伤保险条例》办法第三条", [("unknown_law", "3", 0, 0)]),
    ("关于《劳动法》第三条的规定", [("ldf", "3", 0, 0)]),
    ("中华人民共和国刑法第三条", [("xf", "3", 0, 0)]),
    # 《规定》 alone, marks without 、, an edition named, a treaty
    ("《国务院关于职工工作时间的规定》施行后，《规定》第三条", [("gzsjgd", "3", 0, 0)]),
    ("劳动法第二十五条第（二）（三）项", [("ldf", "25", 0, 2)]),
    ("《联合国国际货物销售合同公约》第三十五条", [("unknown_law", "35", 0, 0)]),
    ("《业主公约》第三十五条", [("not_law", "35", 0, 0)]),
    ("依据住建部37号令第十条", [("unknown_law", "10", 0, 0)]),
    # informal names stand alone only
    ("依照安全法第三条", [("aqscf", "3", 0, 0)]),
    ("依照粮食安全法第三条", [("unknown_law", "3", 0, 0)]),
    # contracts
    ("根据本合同第三条", [("not_law", "3", 0, 0)]),
    ("双方协议第六条约定", [("not_law", "6", 0, 0)]),
    ("公司章程第八条", [("not_law", "8", 0, 0)]),
    (
        "《劳动法》第四条规定，《员工手册》第五条规定，第六条规定",
        [("ldf", "4", 0, 0), ("not_law", "5", 0, 0), ("not_law", "6", 0, 0)],
    ),
    ("《某某公司员工考勤管理规定》第七条", [("not_law", "7", 0, 0)]),
    # lists and ranges
    ("劳动法第四十四、四十五条", [("ldf", "44", 0, 0), ("ldf", "45", 0, 0)]),
    ("劳动法44、45条", [("ldf", "44", 0, 0), ("ldf", "45", 0, 0)]),
    ("劳动法第三条至第五条", [("ldf", "3", 0, 0), ("ldf", "4", 0, 0), ("ldf", "5", 0, 0)]),
    ("刑法第一百三十四条至第一百三十五条之一", [("xf", k, 0, 0) for k in ("134", "134-1", "135", "135-1")]),
    ("《劳动法》第三十八条、三十九条", [("ldf", "38", 0, 0), ("ldf", "39", 0, 0)]),
    # pronouns
    ("《工伤保险条例》第五条。上述条例第六条，同条例第七条", [("gsbxtl", k, 0, 0) for k in ("5", "6", "7")]),
    ("《劳动合同法》第三十条第一款规定，该条第二款规定", [("ldhtf", "30", 1, 0), ("ldhtf", "30", 2, 0)]),
    (
        "《劳动法》第四条。《工伤保险条例》第五条。该法第六条",
        [("ldf", "4", 0, 0), ("gsbxtl", "5", 0, 0), ("ldf", "6", 0, 0)],
    ),
    # names inside names, words that only look like articles
    ("劳动法律关系第一条线索，第二条意见", []),
    ("民法典侵权责任编第一千一百六十五条", [("mfd", "1165", 0, 0)]),
    ("《中华人民共和国劳动法（2018年修正）》第四十四条", [("ldf", "44", 0, 0)]),
    ("第一条、第二条", []),
    ("经审理认为第三条规定有效", [("unknown_law", "3", 0, 0)]),
    ("## 劳动法\n《劳动法》第三条\n\n## 第二节\n第四条规定", [("ldf", "3", 0, 0), ("unknown_law", "4", 0, 0)]),
    # a number without a year, in and after a title
    ("国务院令第375号第十四条", [("gsbxtl", "14", 0, 0)]),
    ("《最高人民法院关于审理劳动争议案件适用法律问题的解释（一）》（法释[2020]26号）第32条", [("ldzyjs1", "32", 0, 0)]),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_forms(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert read(text) == expected


def test_spans_cover_their_own_part() -> None:
    text = "根据《劳动合同法》第四十四条第一款第（二）项、第四十六条"
    first, second = link(text, LIBRARY, DAY)
    assert (first.raw, text[first.title_start : first.end]) == (
        "第四十四条第一款第（二）项",
        "《劳动合同法》第四十四条第一款第（二）项",
    )
    assert (second.raw, second.title_start) == ("第四十六条", second.start)


def test_items_of_one_article_are_one_link() -> None:
    (one,) = link("劳动法第二十五条第（二）项、第（三）项或者第（四）项", LIBRARY, DAY)
    assert [place.item for place in one.places] == [2, 3, 4]
    (two,) = link("劳动法第二十五条第一款第一项至第三项、第二款", LIBRARY, DAY)
    assert [(p.paragraph, p.item) for p in two.places] == [(1, 1), (1, 2), (1, 3), (2, 0)]


def test_middle_of_a_range_is_implied() -> None:
    links = link("劳动法第三条至第五条", LIBRARY, DAY)
    assert [(one.raw, one.implied) for one in links] == [("第三条", False), ("第三条至第五条", True), ("第五条", False)]


def test_the_text_in_force_when_cited_decides() -> None:
    text = "民事诉讼法第二百三十七条"
    (old,) = link(text, LIBRARY, date(2020, 12, 29))
    assert (old.state, old.version_date, old.current_article) == (State.RESOLVED, date(2017, 7, 1), "248")
    (new,) = link(text, LIBRARY, date(2024, 2, 1))
    assert (new.version_date, new.current_article) == (date(2024, 1, 1), None)
    assert old.article_id != new.article_id


def test_a_number_in_a_text_that_is_not_held_is_never_bound_to_a_later_one() -> None:
    (one,) = link("《食品安全法》第九十六条", LIBRARY, date(2012, 1, 1))
    assert (one.state, one.article_id, one.code, one.article) == (State.NO_VERSION, None, "spaqf", "96")


def test_known_renumbering_and_steady_numbers() -> None:
    later = {str(n): n for n in range(1, 307)}
    plain = [
        {
            "code": "msssf",
            "title": "中华人民共和国民事诉讼法",
            "versions": [{"effective_on": date(2024, 1, 1), "articles": later}],
        },
        {
            "code": "ldhtf",
            "title": "中华人民共和国劳动合同法",
            "versions": [{"effective_on": date(2013, 7, 1), "articles": 98}],
        },
    ]
    library = Library.from_plain(plain)
    moved, unknown = link("民事诉讼法第二百三十七条、第二百三十六条", library, date(2020, 12, 29))
    assert (moved.state, moved.article, moved.article_id, moved.current_article) == (State.RESOLVED, "237", 248, "248")
    assert unknown.state is State.NO_VERSION
    (steady,) = link("劳动合同法第三十八条", library, date(2010, 1, 1))
    assert steady.state is State.RESOLVED
    assert steady.reason


def test_an_edition_that_is_named_is_the_one_read() -> None:
    (one,) = link("《民事诉讼法》（2017年修正）第二百三十七条", LIBRARY, date(2025, 1, 1))
    assert (one.version_date, one.current_article) == (date(2017, 7, 1), "248")
    (two,) = link("《民事诉讼法（2012年修正）》第二百三十七条", LIBRARY, date(2025, 1, 1))
    assert (two.state, two.article_id) == (State.NO_VERSION, None)


def test_published_but_not_yet_in_force_is_read() -> None:
    (one,) = link("民法典第一千一百六十五条", LIBRARY, date(2020, 12, 29))
    assert one.state is State.RESOLVED


def test_ambiguous_until_the_date_decides() -> None:
    (shared,) = link("《劳动争议解释》第四条", LIBRARY, date(2012, 1, 1))
    assert shared.state is State.AMBIGUOUS
    assert set(shared.candidates) == {"ldzyjs2001", "ldzyjs2006"}
    (one,) = link("《解释（一）》第四条", LIBRARY, date(2012, 1, 1))
    assert one.code == "ldzyjs2001"
    (two,) = link("《解释（一）》第四条", LIBRARY, date(2026, 1, 1))
    assert two.code == "ldzyjs1"


def test_no_such_article() -> None:
    (one,) = link("工伤保险条例第九十九条", LIBRARY, DAY)
    assert (one.state, one.code, one.reason) == (State.NO_SUCH_ARTICLE, "gsbxtl", "这一版没有第九十九条")
    (two,) = link("工伤保险条例第十七条第九款", LIBRARY, DAY)
    assert (two.state, two.reason) == (State.RESOLVED, "这一条没有第九款")


def test_titles_inside_a_quoted_rule_do_not_outlive_it() -> None:
    text = "《劳动合同法》第三十八条规定：“依照《工伤保险条例》第十四条办理。”第四十六条规定"
    assert [one[0] for one in read(text)] == ["ldhtf", "gsbxtl", "ldhtf"]


OWN = Own(next(entry for entry in LIBRARY.entries if entry.code == "gsbxtl"), article="17")
OWN_TEXTS = [
    ("依照本条例第十四条的规定", [("gsbxtl", "14", 0, 0)]),
    ("一。\n前款规定的期限，依照第十六条处理", [("gsbxtl", "17", 1, 0), ("gsbxtl", "16", 0, 0)]),
    ("一。\n二。\n（一）甲\n前两款规定", [("gsbxtl", "17", 1, 0)]),
    ("一：\n（一）甲\n（二）乙\n前款第二项规定", [("gsbxtl", "17", 1, 2)]),
    ("依照本条第二款", [("gsbxtl", "17", 2, 0)]),
    ("依照前条规定", [("gsbxtl", "16", 0, 0)]),
    ("第一款规定的单位", [("gsbxtl", "17", 1, 0)]),
    ("前款规定", []),
    ("依照刑法第三条、第四条处罚。依照第六条办理", [("xf", "3", 0, 0), ("xf", "4", 0, 0), ("gsbxtl", "6", 0, 0)]),
    ("依照劳动法第三条以及本条例第五条", [("ldf", "3", 0, 0), ("gsbxtl", "5", 0, 0)]),
]


@pytest.mark.parametrize(("text", "expected"), OWN_TEXTS)
def test_own_law(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert read(text, own=OWN) == expected


def test_a_whole_statute_finds_its_own_articles() -> None:
    text = "# 工伤保险条例\n\n第一条 一。\n\n前款规定。\n\n第二条 依照本条例第五条。\n\n第三条 甲\n\n依照前款"
    links = link(text, LIBRARY, DAY, own=Own(OWN.entry))
    assert short(links) == [("gsbxtl", "1", 1, 0), ("gsbxtl", "5", 0, 0), ("gsbxtl", "3", 1, 0)]


def test_find_and_resolve_are_the_two_halves_of_link() -> None:
    text = TWENTY[0][0]
    assert resolve(text, find(text, LIBRARY), LIBRARY, DAY) == link(text, LIBRARY, DAY)


def test_a_law_named_without_an_article_is_told_once_and_not_beside_its_articles() -> None:
    text = "看《中华人民共和国劳动法》，也看《劳动法》和《民法典》第153条，还有《没有这部法》。"
    links = link(text, LIBRARY, DAY)
    assert [(one.code, one.raw, one.article) for one in whole_laws(text, LIBRARY, links)] == [
        ("ldf", "《中华人民共和国劳动法》", None)
    ]
    assert whole_laws("劳动法和合同", LIBRARY) == []
