"""Working days as the State Council arranged them."""

from __future__ import annotations

import datetime

import pytest

from cases.rules.calendar import DAY, UnknownYear, from_data, national
from tests.cases.rules.clocks import walking

D = datetime.date


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2026, 10, 10), True),  # a Saturday that is worked
        (D(2026, 10, 1), False),
        (D(2026, 6, 19), False),
        (D(2026, 6, 21), False),
        (D(2026, 6, 22), True),
        (D(2026, 2, 17), False),
        (D(2026, 11, 28), False),
        (D(2025, 1, 26), True),
        (D(2024, 2, 18), True),
        (D(2024, 2, 12), False),
    ],
)
def test_festivals_weekends_and_made_up_days(day: datetime.date, works: bool) -> None:
    assert national().is_working(day) is works


def test_a_year_that_is_not_known_says_so() -> None:
    with pytest.raises(UnknownYear):
        national().is_working(D(2027, 5, 3))
    assert national().unknown_between(D(2026, 12, 30), D(2028, 1, 1)) == [2027, 2028]
    assert national().looks_working(D(2027, 5, 3))
    assert not national().looks_working(D(2027, 5, 2))


def test_a_last_day_rolls_over_a_whole_festival() -> None:
    assert national().roll(D(2026, 6, 20)) == D(2026, 6, 22)
    assert national().roll_back(D(2026, 10, 1)) == D(2026, 9, 30)
    assert national().festival(D(2026, 6, 19)) == "端午节"


def test_thirteen_national_holidays_stand_in_every_year() -> None:
    """全国年节及纪念日放假办法第二条 (since 2025): New Year 1, Spring 4, Qingming 1, Labour 2, Dragon Boat 1,
    Mid-Autumn 1, National 3."""
    for year in (2025, 2026):
        names = list(national().years[year].rest.values())
        assert all(
            any(feast in name for name in names) for feast in ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
        )
        assert len(names) >= 13


@pytest.mark.parametrize(
    "row",
    [
        {"year": 2030, "source": "x", "rest": [], "make_up": [D(2031, 1, 5)]},
        {"year": 2030, "source": "x", "rest": [], "make_up": [D(2030, 1, 7)]},
        {
            "year": 2030,
            "source": "x",
            "rest": [{"name": "a", "first": D(2030, 1, 2), "last": D(2030, 1, 1)}],
            "make_up": [],
        },
    ],
)
def test_what_cannot_stand_in_a_year_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="2030"):
        from_data([row])


def test_every_day_of_the_known_years_is_as_the_notices_say() -> None:
    day = D(2024, 1, 1)
    while day.year < 2027:
        assert national().is_working(day) is walking.works(day), day
        day += DAY


@pytest.mark.parametrize(("year", "working"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_number_of_working_days(year: int, working: int) -> None:
    """Weekdays, less those of festivals, with made-up days: counted on paper."""
    days = [D(year, 1, 1) + DAY * ahead for ahead in range(365 + (year == 2024))]
    assert sum(national().is_working(day) for day in days) == working


def test_a_year_stands_once_and_names_its_notice() -> None:
    row = {"year": 2030, "source": "x", "rest": [], "make_up": []}
    with pytest.raises(ValueError, match="twice"):
        from_data([row, row])
    assert all(str(number) in year.source for number, year in national().years.items())
