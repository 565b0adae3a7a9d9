"""Citations typed into the search box."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.rules import numerals
from knowledge.rules.citations import parse_query

from .citation_library import LIBRARY

DAY = date(2026, 1, 1)


def typed(text: str) -> list[tuple[Any, ...]]:
    return [(one.code, one.article, one.paragraph, one.item) for one in parse_query(text, LIBRARY, DAY)]


QUERIES = [
    ("工伤条例17条", [("gsbxtl", "17", 0, 0)]),
    ("第82条 劳动合同法", [("ldhtf", "82", 0, 0)]),
    ("劳动法44、45条", [("ldf", "44", 0, 0), ("ldf", "45", 0, 0)]),
    ("劳动法44 45条", [("ldf", "44", 0, 0), ("ldf", "45", 0, 0)]),
    ("劳动法第44条到第46条", [("ldf", n, 0, 0) for n in ("44", "45", "46")]),
    ("民法典1165", [("mfd", "1165", 0, 0)]),
    ("民法典 １１６５", [("mfd", "1165", 0, 0)]),
    ("劳动合同法 38", [("ldhtf", "38", 0, 0)]),
    ("《工伤保险条例》第三十八条", [("gsbxtl", "38", 0, 0)]),
    ("中华人民共和国劳动合同法第三十八条", [("ldhtf", "38", 0, 0)]),
    ("第 十 七 条 工伤 保险 条例", [("gsbxtl", "17", 0, 0)]),
    ("工伤保险条例\u3000第１７条", [("gsbxtl", "17", 0, 0)]),
    ("刑法276条之一", [("xf", "276-1", 0, 0)]),
    ("刑法276之1", [("xf", "276-1", 0, 0)]),
    ("刑法276-1", [("xf", "276-1", 0, 0)]),
    ("劳动合同法38条第1款第2项", [("ldhtf", "38", 1, 2)]),
    ("劳动合同法38条1款2项", [("ldhtf", "38", 1, 2)]),
    ("劳动合同法第三十八条是什么？", [("ldhtf", "38", 0, 0)]),
    ("劳动法第44条和劳动合同法第38条", [("ldf", "44", 0, 0), ("ldhtf", "38", 0, 0)]),
    ("法释〔2020〕26号第3条", [("ldzyjs1", "3", 0, 0)]),
    ("《国务院令第375号》第14条", [("gsbxtl", "14", 0, 0)]),
    ("第14条 国务院令第375号", [("gsbxtl", "14", 0, 0)]),
    ("河南条例（工伤）9条", [("hngsbxtl", "9", 0, 0)]),
    ("法释[2020]26号", [("ldzyjs1", None, 0, 0)]),
    ("解释一第三条", [("ldzyjs1", "3", 0, 0)]),
    ("劳动合同法", [("ldhtf", None, 0, 0)]),
    ("安全法3条", [("aqscf", "3", 0, 0)]),
    ("第82条", [(None, "82", 0, 0)]),
    ("17条", [(None, "17", 0, 0)]),
]


@pytest.mark.parametrize(("text", "expected"), QUERIES)
def test_queries(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert typed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "工伤怎么认定",
        "老板欠薪17条",
        "劳动合同法第38条拖欠工资",
        "证券法第3条",
        "100",
        "劳动合同",
        "《安置协议》第3条",
    ],
)
def test_no_citation_or_more_than_citations(text: str) -> None:
    assert typed(text) == []


def test_a_bare_article_names_every_regulation_that_has_it() -> None:
    (one,) = parse_query("第82条", LIBRARY, DAY)
    codes = [entry.code for entry in LIBRARY.entries if entry.id in one.candidates]
    assert "ldf" in codes
    assert "gsbxtl" not in codes


def test_an_article_that_does_not_exist_says_so() -> None:
    (one,) = parse_query("工伤保险条例99条", LIBRARY, DAY)
    assert (one.code, one.exists, one.article_id) == ("gsbxtl", False, None)


@given(st.sampled_from([e for e in LIBRARY.entries if e.versions and not e.ended(DAY)]), st.data(), st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_every_form_of_every_article_hits(entry: Any, data: Any, form: int) -> None:
    key = data.draw(st.sampled_from(sorted((entry.in_force(DAY) or entry.ordered()[-1]).articles)))
    number, sub = numerals.parse_article_key(key)
    name = data.draw(st.sampled_from([n for n in (entry.title, entry.short_title, *entry.aliases) if n]))
    label, plain = numerals.article_label(number, sub), numerals.article_short_label(number, sub)
    text = [
        f"{name}{label}", f"《{name}》{label}", f"{name}{plain}", f"{name} {plain}", f"{plain} {name}",
        f"{label}　{name}", f"{name}{plain.removeprefix('第')}", f"《{name}》{plain.removeprefix('第')}",
        f"{name}{key}", f"{' '.join(name)} {' '.join(label)}",
    ][form]  # fmt: skip
    assert [(one.code, one.article) for one in parse_query(text, LIBRARY, DAY)] == [(entry.code, key)]


@given(st.text(max_size=120))
@settings(max_examples=300, deadline=None)
def test_never_fails(text: str) -> None:
    assert parse_query(text, LIBRARY, DAY) == parse_query(text, LIBRARY, DAY)
