"""How much worker data a case may ask for."""

import datetime

import pytest

from cases.rules.lookups import NAMES, Range, kinds_for, problem, widest, words_of
from cases.rules.stages import Path

D = datetime.date
TODAY = D(2026, 10, 12)


def test_an_injury_asks_for_twelve_whole_months_before_it():
    assert widest(Path.INJURY, incident_on=D(2026, 9, 10), today=TODAY) == Range(D(2025, 9, 1), TODAY)


def test_a_dispute_asks_for_the_three_years_for_which_ledgers_are_kept():
    assert widest(Path.DISPUTE, incident_on=D(2026, 1, 31), today=TODAY) == Range(D(2023, 1, 1), TODAY)


def test_insurance_and_permits_matter_to_injuries_alone():
    assert set(kinds_for(Path.INJURY)) - set(kinds_for(Path.DISPUTE)) == {"certificate", "special_permit", "insurance"}
    assert set(kinds_for(Path.INJURY)) <= set(NAMES)
    assert "health" not in kinds_for(Path.INJURY)


@pytest.mark.parametrize(
    ("first", "last", "word"),
    [
        (D(2025, 9, 1), TODAY, ""),
        (D(2025, 8, 31), TODAY, "最早"),
        (D(2026, 5, 2), D(2026, 5, 1), "早于"),
        (D(2026, 5, 2), D(2026, 10, 13), "还没有到"),
    ],
)
def test_more_than_the_case_needs_is_refused_in_words(first, last, word):
    allowed = widest(Path.INJURY, incident_on=D(2026, 9, 10), today=TODAY)
    told = problem(Range(first, last), allowed)
    assert word in told if word else told == ""


def test_what_a_record_says_is_told_in_words_and_amounts_in_yuan():
    assert (
        words_of({"sheet": "wages", "due": "5200", "paid": "0", "days": "26"}) == "应发 5200 元，实发 0 元，出勤天数 26"
    )
    assert words_of({"signed": False, "number": "HT-1"}) == "已签 否，编号 HT-1"
    assert words_of({"sheet": "wages"}) == ""


def test_days_hours_and_deductions_of_a_sheet_are_told_by_day_and_by_name():
    told = words_of({"hours": "16", "hour_days": "2", "daily": {"1": "8 小时", "2": "8 小时", "3": "病假"}})
    assert "工时 16" in told
    assert "折算待核实" in told
    assert told.endswith("逐日：8 小时 1—2 日；病假 3 日")
    assert words_of({"due": "5200", "deductions": {"借支": "500"}}) == "应发 5200 元，各项扣款：借支 500 元"
