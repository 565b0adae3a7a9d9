"""The sample precedents: every figure follows from what the case states, every article can be read, nobody is named."""

from __future__ import annotations

import ast
import datetime
import operator
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cases.rules import taxonomy
from cases.rules.writing import problems
from knowledge.rules.citations import Entry, Library, Version, find
from portal.rules.masking import Kind
from portal.rules.masking import find as find_personal

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "cases/content/precedents"
TEXTS = ("summary", "facts", "issue", "reasoning", "outcome", "lesson_worker", "lesson_manager")
NO_SURNAME = set("付要里有时别关由和干满留标深")
"""Everyday characters that are rare surnames too; a word with one of them in these texts is a word."""
SETTLEMENTS = {"OUT-SET", "OUT-MED"}
# Months of own wage for each grade (工伤保险条例35–37), months of the average wage in Zhejiang (浙江省工伤保险条例27).
GRANT_MONTHS = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7}
ZHEJIANG_MONTHS = {5: 30, 6: 25, 7: 10, 8: 7, 9: 4, 10: 2}
# National urban disposable income of the year before the death, in yuan.
INCOME = {2020: 42359, 2021: 43834, 2022: 47412, 2023: 49283, 2024: 51821, 2025: 54188, 2026: 56502}
OPERATIONS: dict[type, Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _precedents() -> list[dict[str, Any]]:
    return [row for path in sorted(FOLDER.glob("*.toml")) for row in tomllib.loads(path.read_text())["precedent"]]


PRECEDENTS = _precedents()
each = pytest.mark.parametrize("case", PRECEDENTS, ids=lambda case: case["code"])


@pytest.fixture(scope="module")
def library() -> Library:
    """The catalogue's regulations by name and date, without the text of their articles."""
    rows = tomllib.loads((ROOT / "knowledge/content/catalogue.toml").read_text())["regulation"]
    return Library.build(
        Entry(
            id=number,
            code=row["code"],
            title=row["title"],
            short_title=row["short"],
            level=row["level"],
            aliases=tuple(row["aliases"]),
            versions=tuple(
                Version(number * 100 + n, one.get("published_on"), one.get("effective_on"), one.get("ended_on"))
                for n, one in enumerate(row.get("version", []))
            ),
        )
        for number, row in enumerate(rows, 1)
    )


def reckon(formula: str, given: dict[str, Any]) -> Decimal:
    """The value of a plain sum such as `9*wage`; only numbers, given names and + - * / are allowed."""

    def value(node: ast.expr) -> Decimal:
        if isinstance(node, ast.BinOp):
            return OPERATIONS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.Name):
            return Decimal(str(given[node.id]))
        assert isinstance(node, ast.Constant), formula
        return Decimal(str(node.value))

    return value(ast.parse(formula, mode="eval").body).quantize(Decimal("0.01"))


def articles(case: dict[str, Any]) -> list[tuple[str, datetime.date]]:
    """Each article cited with the day on which it has to be law: what was violated on the day of the event."""
    happened, decided = case["happened_on"], case["decided_on"]
    found = [(row["article"], happened if row["kind"] == "violated" else decided) for row in case["cites"]]
    found += [(row["basis"], decided) for row in case["amounts"]]
    later = [(row["cite"], happened + datetime.timedelta(days=row["day"])) for row in case["timeline"]]
    return found + [(cite, day) for cite, day in later if cite]


def test_codes_and_titles_are_unique() -> None:
    for field in ("code", "title"):
        assert [one for one, n in Counter(case[field] for case in PRECEDENTS).items() if n > 1] == []


@each
def test_amounts_follow_from_what_the_case_states(case: dict[str, Any]) -> None:
    given = case["inputs"]
    stated = {row["name"]: Decimal(str(row["yuan"])) for row in case["amounts"]}
    assert {name: reckon(formula, given) for name, formula in given.get("formulas", {}).items()} == stated
    assert sum(stated.values()) == Decimal(str(case.get("amount", 0)))
    assert {row["payer"] for row in case["amounts"]} <= set(taxonomy.payers())


@each
def test_amounts_by_law_have_the_number_of_months_of_the_law(case: dict[str, Any]) -> None:
    given, names = case["inputs"], case["inputs"].get("formulas", {})
    if formula := names.get("一次性伤残补助金"):
        own = given["region_wage"] * given["floor_percent"] / 100 if "floor_percent" in given else given["wage"]
        assert reckon(formula, given) == GRANT_MONTHS[given["grade"]] * own
        assert case["facets"]["disability"] == [f"DG{given['grade']:02}"]
    if formula := names.get("一次性工亡补助金"):
        assert given["income"] == INCOME[given["death_year"]]
        assert reckon(formula, given) == 20 * given["income"]
    if "income" in given:
        assert given["income"] == INCOME[given["death_year"]]
    for name in ("一次性工伤医疗补助金", "一次性伤残就业补助金"):
        if name in names and case["region"].startswith("浙江"):
            assert reckon(names[name], given) == ZHEJIANG_MONTHS[given["grade"]] * given["base"]


@each
def test_codes_and_facts_pass_what_the_editor_is_held_to(case: dict[str, Any]) -> None:
    assert taxonomy.unknown(case["facets"]) == []
    assert problems(case) == []


@each
def test_days_agree_with_the_timeline(case: dict[str, Any]) -> None:
    days = [row["day"] for row in case["timeline"]]
    assert days[0] == 0
    assert days == sorted(days)
    assert (case["decided_on"] - case["happened_on"]).days in days
    spans = case["inputs"]["spans"]
    assert {row["name"]: row["days"] for row in case["days"]} == {name: b - a for name, (a, b) in spans.items()}
    assert {day for span in spans.values() for day in span} <= set(days)


# Longest time, in days, between two steps: the law's own limit, with the days for acceptance where they come before it.
LIMITS = {
    "从仲裁受理到裁决": 45,  # 劳动争议调解仲裁法43
    "从申请到认定": 75,  # 工伤保险条例20, 工伤认定办法8
    "从申请复议到复议决定": 65,  # 行政复议法30, 62
    "从起诉到一审判决": 184,  # 行政诉讼法81, 民事诉讼法152: six months
    "公司的申请期限": 30,  # 工伤保险条例17
    "申请撤销的期限": 30,  # 劳动争议调解仲裁法49
    "起诉的期限": 15,  # 劳动争议调解仲裁法50
}


@each
def test_steps_keep_the_limits_of_the_law(case: dict[str, Any]) -> None:
    assert {row["name"]: row["days"] for row in case["days"] if row["days"] > LIMITS.get(row["name"], 10_000)} == {}
    steps = {row["text"]: row["day"] for row in case["timeline"]}
    if "仲裁受理" in steps and "工人申请仲裁" in steps:
        assert 0 <= steps["仲裁受理"] - steps["工人申请仲裁"] <= 5
    for text, day in steps.items():
        if text.startswith(("公司申请工伤认定", "公司申请工亡认定")) and case["code"] != "struck-nail-eye-gap":
            assert day <= 30, "the employer is late: say who bears the cost (工伤保险条例17)"


@each
def test_every_article_is_read_and_was_law(case: dict[str, Any], library: Library) -> None:
    for text, day in articles(case):
        mentions = find(text, library)
        assert len(mentions) == 1, text
        (entry,) = mentions[0].target.entries
        assert mentions[0].cited is not None, text
        assert any(v.day is None or v.day <= day for v in entry.versions), f"{text} on {day}"
        assert not entry.ended(day), f"{text} on {day}"


@each
def test_texts_are_short_and_name_nobody(case: dict[str, Any]) -> None:
    for field in TEXTS:
        assert 45 <= len(case[field]) <= 250, f"{field}: {len(case[field])}"
    lines = [case["title"], case["court"], case["both_agreed"], *(case[f] for f in TEXTS)]
    lines += [row["text"] for row in case["timeline"]] + [row["name"] for row in case["amounts"] + case["days"]]
    found = [one for line in lines for one in find_personal(line) if one.sure]
    assert [(one.kind, one.text) for one in found if one.kind is not Kind.NAME] == []
    # A name without a list of parties is a guess (付双倍 was one): here people go by their role, never by a surname.
    assert [one.text for one in found if one.kind is Kind.NAME and not set(one.text) & NO_SURNAME] == []
    assert re.findall(r"[赵钱孙李周吴郑王张刘陈杨黄林]某|某某", "".join(lines)) == []
    assert case["case_number"] == ""


@each
def test_a_settlement_is_shown_only_where_both_sides_agreed(case: dict[str, Any]) -> None:
    assert case["settled"] == (case["outcome_code"] in SETTLEMENTS)
    assert bool(case["both_agreed"]) == case["settled"]


def test_dates_lie_in_the_years_promised() -> None:
    assert min(case["happened_on"] for case in PRECEDENTS) >= datetime.date(2019, 1, 1)
    assert max(case["decided_on"] for case in PRECEDENTS) <= datetime.date(2026, 11, 22)
