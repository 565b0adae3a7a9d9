"""What a worker's sums are reckoned from, blank by blank, and which lines each kind of case gives."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import taxonomy
from cases.rules.bases import Claim, blanks, dependants, lines, names, out_of_order
from cases.rules.blanks import read
from cases.rules.sums.death import Dependant
from cases.rules.sums.lines import NOT_COMPUTED
from cases.rules.sums.parameters import shipped

D, DAY = Decimal, datetime.date
TODAY = DAY(2026, 10, 22)


def reckon(kind, values, **more):
    claim = Claim(kind=kind, on=DAY(2026, 3, 1), today=TODAY, **more)
    return {one.code: one for one in lines(claim, values, book=shipped())}


@pytest.mark.parametrize(
    ("kind", "values", "amounts"),
    [
        ("DIS-WAG", {"owed": "15600.00"}, {"arrears": 15600}),
        ("DIS-WAG", {}, {"arrears": None}),
        ("DIS-REL", {}, {}),
        (
            "DIS-DBL",
            {"hired_on": "2025-03-01", "left_on": "2026-03-15", "month_wage": "7000.00", "written": "no"},
            {"double-wage": 77000},
        ),
        ("DIS-WAG", {"owed": "1.00", "written": "yes"}, {"arrears": 1}),
        (
            "DIS-TER",
            {"hired_on": "2023-01-01", "left_on": "2026-02-28", "reason": "36", "average_wage": "8000.00",
             "city_wage": "9000.00", "minimum_wage": "2000.00"},
            {"compensation": 28000},
        ),
        ("DIS-TER-ILL", {}, {"compensation": None}),
        ("DIS-OVT", {"month_wage": "4350.00", "overtime_weekday": "100", "overtime_rest_day": "0"},
         {"overtime-weekday": 3750, "overtime-holiday": None}),
        ("DIS-WAG", {"owed": "1.00", "month_wage": "4350.00", "overtime_holiday": "8"},
         {"arrears": 1, "overtime-holiday": 600}),
        ("DIS-MIN", {"paid_wage": "1800.00", "minimum_wage": "2000.00", "short_months": "2.5"}, {"below-minimum": 500}),
        ("DIS-LVE", {"month_wage": "2175.00", "leave_days": 5}, {"unused-leave": 1000}),
        ("NEI-LAB", {"owed": "1.00"}, {}),
    ],
)  # fmt: skip
def test_a_dispute_gives_the_lines_that_its_kind_asks_for_and_those_that_were_written_down(kind, values, amounts):
    assert {code: one.amount for code, one in reckon(kind, values).items()} == amounts


def test_hours_of_many_months_are_not_held_against_the_limit_of_one():
    line = reckon("DIS-OVT", {"month_wage": "4350.00", "overtime_weekday": "100"})["overtime-weekday"]
    assert "36" not in line.note


@pytest.mark.parametrize(("sub", "who"), [(True, "general_contractor"), (False, "employer")])
def test_the_general_contractor_pays_first_what_a_subcontractor_owes(sub, who):
    """保障农民工工资支付条例第三十条第三款."""
    assert reckon("DIS-WAG", {"owed": "15600.00"}, subcontracted=sub)["arrears"].who_pays == who


INJURY = {"grade": "7", "wage": "7200.00", "insured": "yes", "ended": "resigned", "ended_on": "2026-10-12"}


def test_an_injury_of_zhejiang_has_its_three_sums():
    found = reckon("INJ", INJURY | {"province_wage_at_end": "8500.00", "years_to_retirement": "12"}, region="浙江省")
    assert found["one-time"].amount == 93600
    assert (found["medical-grant"].amount, found["medical-grant"].who_pays) == (85000, "fund")
    assert (found["job-grant"].amount, found["job-grant"].who_pays) == (85000, "employer")


def test_near_retirement_the_grant_is_left_to_a_person():
    found = reckon("INJ", INJURY | {"province_wage_at_end": "8500.00", "years_to_retirement": "3"}, region="浙江省")
    assert found["job-grant"].amount is None


def test_what_is_asked_of_an_injury_reaches_its_lines():
    values = {
        "grade": "9", "wage": "6000.00", "region_wage": "8000.00", "medical": "31000.50", "hospital_days": 20,
        "meal_per_day": "30.00", "leave_months": "2.5", "leave_wage": "6000.00", "care": "CARE-3", "insured": "no",
    }  # fmt: skip
    found = {code: one.amount for code, one in reckon("INJ", values).items()}
    assert found["medical"] == D("31000.50")
    assert (found["meal"], found["leave-wage"], found["care"], found["one-time"]) == (600, 15000, 2400, 54000)


def test_a_disease_of_the_trade_is_reckoned_as_an_injury():
    assert reckon("OCC", {"grade": "9", "wage": "6000.00"})["one-time"].amount == 54000


def test_a_death_goes_by_its_own_day_and_its_kin():
    values = {
        "wage": "8000.00",
        "region_wage": "11000.00",
        "insured": "yes",
        "dependants": "妻子 符合\n儿子 符合\n母亲 符合",
    }
    found = reckon("DTH", values | {"died_on": "2026-03-05"})
    assert found["funeral"].amount == 66000
    assert found["pension"].amount == 8000
    assert "2025 年" in found["death-grant"].formula
    assert "2024 年" in reckon("DTH", values | {"died_on": "2025-12-31"})["death-grant"].formula
    assert "pension" not in reckon("DTH", values | {"dependants": "没有"})
    assert NOT_COMPUTED in reckon("DTH", {"wage": "8000.00"})["pension"].formula


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("  \n", None),
        ("没有", ()),
        ("配偶", (Dependant("spouse"),)),
        ("妻子 符合\n\n母亲 孤寡", (Dependant("spouse", entitled=True), Dependant("母亲", alone=True))),
        ("弟弟 不符合", (Dependant("弟弟", entitled=False),)),
        ("女儿 孤儿 符合", (Dependant("女儿", alone=True, entitled=True),)),
    ],
)
def test_kin_are_written_a_line_each(text, found):
    assert dependants(text) == found


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"died_on": "2026-02-28"}, "died_on"),
        ({"died_on": "2026-10-23"}, "died_on"),
        ({"hired_on": "2199-01-01"}, "hired_on"),
        ({"hired_on": "2026-01-02", "left_on": "2026-01-01"}, "left_on"),
        ({"hired_on": "2026-01-02", "left_on": "2026-01-02"}, None),
        ({"died_on": "2026-03-01"}, None),
        ({}, None),
    ],
)
def test_a_day_that_cannot_be_is_told_beside_its_blank(values, field):
    wrong = out_of_order(values, on=DAY(2026, 3, 1), today=TODAY)
    assert (wrong and wrong[0]) == field


@given(st.sampled_from(sorted(taxonomy.kinds())), st.data())
def test_whatever_was_written_into_the_blanks_is_reckoned_without_a_nought(kind, data):
    """No blank, alone or with others, breaks the reckoning; what lacks its base has no amount at all."""
    written = {
        "money": st.decimals(0, 10**6, places=2).map(str), "decimal": st.decimals(0, 500, places=1).map(str),
        "number": st.integers(0, 400).map(str), "long": st.sampled_from(["", "没有", "配偶\n母亲 孤寡", "子女 不符合"]),
        "day": st.dates(DAY(2005, 1, 1), TODAY).map(str),
    }  # fmt: skip
    asked = blanks(kind)
    some = {one.name: written[one.type] if one.type in written else st.sampled_from([*one.choices]) for one in asked}
    raw = {name: data.draw(st.one_of(st.just(""), values)) for name, values in some.items()}
    values, wrong = read(asked, raw)
    assert not wrong
    if out_of_order(values, on=DAY(2026, 3, 1), today=TODAY) is None:
        assert all(one.amount is None for code, one in reckon(kind, {}).items() if code != "death-grant")
        for one in reckon(kind, values).values():
            assert one.amount is None or one.amount >= 0


def test_every_blank_is_asked_somewhere_and_only_of_kinds_there_are():
    kinds = taxonomy.kinds()
    assert {blank.name for kind in kinds for blank in blanks(kind)} == names()
