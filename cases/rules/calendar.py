"""Which days are working days: the national arrangement of each year, as data (`cases/content/rest_days.toml`).

Source: 全国年节及纪念日放假办法第二条, and the yearly notice of the State Council's office that moves days about. A
year whose notice is not in the data is *unknown*: asked plainly (`is_working`) it raises UnknownYear; the engine of
clocks asks `looks_working`, which goes by weekends alone, and flags what it found.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DAY = datetime.timedelta(days=1)
_FILE = Path(__file__).parent.parent / "content" / "rest_days.toml"


class UnknownYear(LookupError):
    """The arrangement of rest days of that year is not in the data. `.year` says which."""

    def __init__(self, year: int) -> None:
        super().__init__(f"The rest days of {year} are not known.")
        self.year = year


@dataclass(frozen=True)
class Year:
    """One year: `rest` are days off with the name of their festival, `make_up` weekend days that are worked."""

    year: int
    source: str
    rest: Mapping[datetime.date, str]
    make_up: frozenset[datetime.date]

    def __post_init__(self) -> None:
        wrong = [day for day in (*self.rest, *self.make_up) if day.year != self.year]
        wrong += [day for day in self.make_up if day in self.rest or day.weekday() < 5]
        if wrong:
            raise ValueError(f"These days cannot stand in the calendar of {self.year}: {sorted(set(wrong))}")


@dataclass(frozen=True)
class WorkCalendar:
    """Working days of the years that are known."""

    years: Mapping[int, Year] = field(default_factory=dict)

    def knows(self, day: datetime.date) -> bool:
        return day.year in self.years

    def looks_working(self, day: datetime.date) -> bool:
        """As arranged; in a year that is not known Monday to Friday, which is a guess to be flagged."""
        year = self.years.get(day.year)
        if year is None:
            return day.weekday() < 5
        return day in year.make_up or (day.weekday() < 5 and day not in year.rest)

    def is_working(self, day: datetime.date) -> bool:
        """UnknownYear when the arrangement of that year is not known."""
        if not self.knows(day):
            raise UnknownYear(day.year)
        return self.looks_working(day)

    def festival(self, day: datetime.date) -> str:
        """春节 for a day off around it; empty for any other day, a plain weekend too."""
        year = self.years.get(day.year)
        return year.rest.get(day, "") if year else ""

    def roll(self, day: datetime.date) -> datetime.date:
        """The day itself, or the first working day after it when it is a rest day (民法典第二百零三条)."""
        while not self.looks_working(day):
            day += DAY
        return day

    def roll_back(self, day: datetime.date) -> datetime.date:
        """The day itself, or the last working day before it."""
        while not self.looks_working(day):
            day -= DAY
        return day

    def unknown_between(self, first: datetime.date, last: datetime.date) -> list[int]:
        """The years from `first` to `last` that are not known."""
        return [year for year in range(first.year, last.year + 1) if year not in self.years]


def from_data(rows: Iterable[Mapping[str, Any]]) -> WorkCalendar:
    """A calendar of the rows of `rest_days.toml`. ValueError: a year twice, a day that cannot stand there."""
    years: dict[int, Year] = {}
    for row in rows:
        number = int(row["year"])
        if number in years:
            raise ValueError(f"The calendar of {number} is given twice.")
        rest: dict[datetime.date, str] = {}
        for spell in row["rest"]:
            if spell["last"] < spell["first"]:
                raise ValueError(f"{spell['name']} of {number} ends before it begins.")
            for ahead in range((spell["last"] - spell["first"]).days + 1):
                rest[spell["first"] + ahead * DAY] = str(spell["name"])
        years[number] = Year(number, str(row["source"]), rest, frozenset(row["make_up"]))
    return WorkCalendar(years)


@cache
def national() -> WorkCalendar:
    """The calendar that ships with the portal."""
    return from_data(tomllib.loads(_FILE.read_text(encoding="utf8"))["year"])
