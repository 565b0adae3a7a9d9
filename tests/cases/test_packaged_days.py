"""What the package has of a year's rest days, as an editor types it."""

from __future__ import annotations

import pytest

from bench.rest_days import year_of
from cases.packaged_days import NAMES, packaged
from cases.rules.calendar import national
from cases.rules.rest_days import WrongDays, read_year


@pytest.mark.parametrize("year", [year for year in range(2010, 2027) if year != 2020])
def test_what_the_package_has_of_a_year_is_read_as_it_was_meant(year: int) -> None:
    found = packaged(year)
    assert found is not None
    read = read_year(year, source=found.source, rest=found.rest, make_up=found.make_up)
    assert {part for name in read.rest.values() for part in name.split("、")} <= set(NAMES.values())
    shipped = national().years.get(year)
    if shipped is not None:
        assert (set(read.rest), set(read.make_up)) == (set(shipped.rest), set(shipped.make_up))


def test_two_festivals_of_one_day_are_one_to_the_package_and_the_editor_is_told() -> None:
    """In 2020 中秋 fell on 1 October."""
    found = packaged(2020)
    assert found is not None
    with pytest.raises(WrongDays, match="没有写中秋"):
        read_year(2020, source="", rest=found.rest, make_up=found.make_up)


def test_a_year_that_the_package_does_not_know_is_none_and_no_empty_year() -> None:
    assert packaged(2199) is None
    with pytest.raises(ValueError, match="2199"):
        year_of(2199)


def test_the_source_says_that_a_package_filled_it_in() -> None:
    found = packaged(2026)
    assert found is not None
    assert "chinesecalendar 1." in found.source
    assert found.rest.splitlines()[0] == "元旦 2026-01-01 2026-01-03"
