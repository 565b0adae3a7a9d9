"""Seven lines for every kind of case: short, with their articles, and nothing that was not reckoned."""

from __future__ import annotations

import datetime
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cases.rules import taxonomy
from cases.rules.plain_summary import TITLES, Entitlement, Facts, Ground, Limit, Line, group_of, seven_lines
from knowledge.rules.numerals import to_int

ON = datetime.date(2026, 10, 12)
CITE = re.compile(
    r"^《([^《》]+)》第([一二三四五六七八九十百千零]+)条(第[一二三四五六七八九十]+款)?(第[一二三四五六七八九十]+项)?$"
)
DIGESTS = Path(__file__).parents[3] / "knowledge" / "content"
SUMMED = Entitlement("丧葬补助金", Decimal("60000.00"), "《工伤保险条例》第三十九条")


def lines(kind: str = "DTH", **facts: Any) -> dict[str, Line]:
    return {one.title: one for one in seven_lines(Facts(kind, taxonomy.name(kind), ON, **facts))}


@pytest.mark.parametrize("kind", sorted(taxonomy.kinds()))
def test_every_kind_has_its_seven_lines(kind: str) -> None:
    found = seven_lines(Facts(kind, taxonomy.name(kind), ON))
    assert [one.title for one in found] == list(TITLES)
    assert all(0 < len(one.text) <= 130 for one in found)
    assert found[0].text.startswith("2026年10月12日，")
    assert not re.search(r"\d+(\.\d+)? 元", "".join(one.text for one in found))
    assert ("未计算" in found[2].text) == group_of(kind).get("sums", True)


@pytest.mark.parametrize("kind", sorted(taxonomy.kinds()))
def test_every_article_is_written_as_the_linker_reads_it(kind: str) -> None:
    for one in seven_lines(Facts(kind, taxonomy.name(kind), ON)):
        assert all(CITE.match(cite) for cite in one.cites), one


@pytest.mark.parametrize("family", ["DIS", "DIS-WAG", "INJ", "DTH", "OCC"])
def test_what_workers_mostly_ask_carries_an_article_in_every_line_of_law(family: str) -> None:
    found = seven_lines(Facts(family, taxonomy.name(family), ON))
    assert all(one.cites for one in found[1:])


def test_every_article_has_been_read_and_put_in_plain_words() -> None:
    """Each is one that the site explains, with its number confirmed, or that a checked rule of proposals cites."""
    titles = {
        row["code"]: row["title"] for row in tomllib.loads((DIGESTS / "catalogue.toml").read_text("utf8"))["regulation"]
    }
    known = set()
    for path in (DIGESTS / "digests").glob("*.toml"):
        data = tomllib.loads(path.read_text("utf8"))
        known |= {(titles[data["code"]], row["number"]) for row in data["article"] if row.get("verified")}
    rules = tomllib.loads((DIGESTS.parents[1] / "cases/content/proposals.toml").read_text("utf8"))
    known |= {
        (rules["laws"][row["law"]]["title"], row["article"])
        for rule in rules["rule"]
        for row in rule["cite"]
        if row.get("verified", rules["laws"][row["law"]]["verified"])
    }
    for kind in taxonomy.kinds():
        for one in seven_lines(Facts(kind, "", ON)):
            for cite in one.cites:
                found = CITE.match(cite)
                assert found is not None
                number = str(to_int(found[2]))
                assert any(title.endswith(found[1]) and article == number for title, article in known), cite


def test_what_is_confirmed_goes_before_what_is_proposed_and_what_is_violated_before_the_way() -> None:
    grounds = (
        Ground("《甲》第一条", "violated", "只是建议。", confirmed=False),
        Ground("《乙》第二条", "procedure", "怎么办。"),
        Ground("《丙》第三条", "violated", "违反了什么。"),
        Ground("《丁》第四条", "basis", "依据什么。"),
    )
    one = lines(grounds=grounds)["按哪条法"]
    assert (one.text, one.cites, one.unsure) == ("违反了什么。依据什么。", ("《丙》第三条", "《丁》第四条"), "")
    proposed = lines(grounds=grounds[:1])["按哪条法"]
    assert (proposed.text, proposed.unsure) == ("只是建议。", "经办人还没有确认")
    doubted = lines(grounds=(Ground("《戊》第五条", "basis", "依据。", verified=False),))["按哪条法"]
    assert doubted.unsure == "条文待核实"


def test_a_sum_stands_there_only_when_it_was_reckoned_from_confirmed_numbers() -> None:
    open_ = Entitlement("一次性工亡补助金", None, "《工伤保险条例》第三十九条", "缺上一年人均可支配收入")
    doubted = Entitlement("抚恤金", Decimal("1200.00"), "《工伤保险条例》第三十九条", verified=False, monthly=True)
    one = lines(sums=(SUMMED, open_, doubted))["可以要什么"]
    assert "丧葬补助金 60000 元" in one.text
    assert "未计算：一次性工亡补助金、抚恤金（缺上一年人均可支配收入；用的数待核实）" in one.text
    assert "1200" not in one.text
    assert one.unsure
    assert "未计算" not in lines(sums=(SUMMED,))["可以要什么"].text


def test_a_day_stands_there_only_for_a_clock_that_runs() -> None:
    running = Limit(
        "自己申请工伤认定（一年）", "2027年10月11日 24:00", ("《工伤保险条例》第十七条第二款",), "放假安排没有公布"
    )
    one = lines(limits=(running,))["最晚哪天"]
    assert one == Line(
        "最晚哪天",
        "自己申请工伤认定（一年）：最晚 2027年10月11日 24:00。",
        ("《工伤保险条例》第十七条第二款",),
        "放假安排没有公布",
    )
    none = lines()["最晚哪天"]
    assert "一年内" in none.text
    assert none.unsure == "具体哪天没有算"
    assert len(lines(limits=(running,) * 9)["最晚哪天"].text) == 3 * len(one.text)


def test_legal_aid_is_named_where_the_law_gives_it_and_asked_for_elsewhere() -> None:
    assert "《法律援助法》第三十一条第七项" in lines("INJ")["找谁帮忙"].cites
    assert "《法律援助法》第三十一条第五项" in lines("DIS-WAG")["找谁帮忙"].cites
    elsewhere = lines("DIS-SOC")["找谁帮忙"]
    assert "12348" in elsewhere.text
    assert elsewhere.cites == ("《工会法》第二十二条",)


def test_a_day_that_is_only_the_one_on_which_it_was_known_says_so() -> None:
    assert lines(sure=False)["出了什么事"].unsure == "发生的日子没有填，先按知道的那天"


def test_the_longest_beginning_of_a_kind_gives_its_words() -> None:
    assert group_of("DIS-TER-ILL") is group_of("DIS-TER")
    assert group_of("DIS-WEL") is group_of("DIS")
    with pytest.raises(KeyError):
        group_of("XXX")
