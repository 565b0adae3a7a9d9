"""Codes have names, and accident classes the names of their day."""

from __future__ import annotations

import datetime

import pytest

from cases.rules import taxonomy

BEFORE, AFTER = datetime.date(2024, 6, 3), datetime.date(2026, 11, 1)


def test_both_lists_of_accident_classes_are_whole():
    new = taxonomy.choices(taxonomy.ACCIDENT, on=AFTER)
    old = taxonomy.choices(taxonomy.ACCIDENT, on=BEFORE)
    assert len(new) == 27
    assert list(new) == list(old)
    numbers = {number for code in new for number in taxonomy.old_numbers(code)}
    assert numbers == {f"{number:02}" for number in range(1, 21)}


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("AC-LIF", BEFORE, "起重伤害"),
        ("AC-LIF", AFTER, "起重致害"),
        ("AC-ASP", BEFORE, "中毒和窒息（窒息）"),
        ("AC-ASP", AFTER, "窒息"),
        ("AC-FAL", BEFORE, "高处坠落"),
        ("AC-LIF", None, "起重伤害"),
        ("AC-LIF", datetime.date(2026, 6, 30), "起重伤害"),
        ("AC-LIF", datetime.date(2026, 7, 1), "起重致害"),
    ],
)
def test_the_day_of_the_accident_picks_the_name(code, on, name):
    assert taxonomy.name(code, on=on) == name


def test_every_facet_has_codes_and_no_code_has_two_names():
    seen: dict[str, str] = {}
    for facet in taxonomy.facets():
        codes = taxonomy.choices(facet, on=AFTER)
        assert codes
        for code, name in codes.items():
            assert seen.setdefault(code, name) == name
            assert taxonomy.name(code, on=AFTER) == name


def test_every_kind_has_a_family():
    assert {taxonomy.family(kind) for kind in taxonomy.kinds()} == set(taxonomy.families())


def test_what_is_not_known_is_told():
    assert taxonomy.unknown({"hazard": ["HZ-HGT"], "trade": ["TR-SCF"]}) == []
    assert taxonomy.unknown({"hazard": ["TR-SCF"], "weather": ["X"]}) == [
        "没有这个分类：weather", "危险作业里没有这个代号：TR-SCF",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("deaths", "serious", "loss", "grade"),
    [(0, 0, 0, "AG0"), (1, 0, 0, "AG4"), (2, 10, 0, "AG3"), (3, 0, 0, "AG3"), (9, 0, 50_000_000, "AG2"),
     (30, 0, 0, "AG1"), (0, 100, 0, "AG1"), (0, 0, 9_999_999, "AG4")],
)  # fmt: skip
def test_the_grade_is_the_highest_of_three(deaths, serious, loss, grade):
    assert taxonomy.grade(deaths=deaths, serious=serious, loss=loss) == grade


def test_what_is_not_sure_says_why():
    assert "GB 15499" in taxonomy.unsure("SEV-SER")
    assert taxonomy.unsure("AC-FAL") == ""
