"""The engine against a slow walk through the calendar, on many thousand random clocks.

Starts lie from December 2023 to December 2026, thick around year ends, Spring Festival, National Day with its make-up
Saturdays, and leap days; the seed is fixed, so that a failure can be run again.
"""

from __future__ import annotations

import datetime
import random
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules import calendar
from cases.rules.clocks import Definition, Interruption, Length, Pause, Roll, Suspension, Unit, due
from tests.cases.rules.clocks import situations, walking

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2023, 12, 20), datetime.date(2026, 12, 31)
DENSE = [
    datetime.date.fromisoformat(day)
    for day in (
        "2024-02-04", "2024-02-29", "2024-10-01", "2024-12-31", "2025-01-26", "2025-02-28", "2025-09-28", "2025-12-31",
        "2026-02-14", "2026-02-23", "2026-05-09", "2026-06-19", "2026-09-20", "2026-10-10", "2026-12-28",
    )
]  # fmt: skip
AMOUNTS = {"day": (1, 100), "working_day": (1, 90), "month": (1, 9), "year": (1, 2)}


def a_day(rng: random.Random) -> datetime.date:
    if rng.random() < 0.5:
        return rng.choice(DENSE) + rng.randint(-40, 8) * DAY
    return FIRST + rng.randint(0, (LAST - FIRST).days) * DAY


def a_moment(rng: random.Random, day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(rng.randint(0, 23), rng.randint(0, 59)), SHANGHAI)


def spans(rng: random.Random, start: datetime.date) -> list[tuple[datetime.date, datetime.date]]:
    """Up to three pauses, some before the start, some that overlap, some over one day."""
    firsts = [start + rng.randint(-15, 80) * DAY for _ in range(rng.choice((0, 0, 1, 1, 2, 3)))]
    return [(first, first + rng.randint(0, 40) * DAY) for first in firsts]


def made(amount: int, unit: str, *, rolls: bool = True, extension: Length | None = None) -> Definition:
    return Definition(
        code="X", name="…", triggers=("occurred",), length=Length(amount, Unit(unit)), extension=extension,
        extended_by="…", roll=Roll.FORWARD if rolls else Roll.NONE, suspension=Suspension.CONTINUE, suspends="…",
        interrupts="…",
    )  # fmt: skip


def pauses_of(rng: random.Random, stretches: list[tuple[datetime.date, datetime.date]]) -> list[Pause]:
    """Ends after it begins also when both are of one day."""
    made = []
    for first, after in stretches:
        since, until = a_moment(rng, first), a_moment(rng, after)
        made.append(Pause(min(since, until), max(since, until)))
    return made


def test_pauses_and_rest_days_agree_with_the_walk():
    rng, rolled, paused, unsure = random.Random(20261122), 0, 0, 0
    for _ in range(14_000):
        unit = rng.choice(("day", "day", "working_day", "working_day", "month", "year"))
        amount, start = rng.randint(*AMOUNTS[unit]), a_day(rng)
        stretches, rolls = spans(rng, start), rng.random() < 0.8
        found = due(
            made(amount, unit, rolls=rolls), a_moment(rng, start), calendar=calendar.national(),
            pauses=pauses_of(rng, stretches),
        )  # fmt: skip
        expected = walking.walk_days(start, amount, unit, pauses=stretches, rolls=rolls)
        assert (found.file_by_day, found.latest_day, found.uncertain) == expected, (start, amount, unit, stretches)
        rolled += expected[0] != expected[1]
        paused += bool(stretches)
        unsure += expected[2]
    assert rolled > 2_000
    assert paused > 7_000
    assert unsure > 1_000


def test_draws_that_aim_at_the_hard_situations_agree_with_the_walk_and_reach_each_of_them():
    """Year ends, Spring Festival, make-up Saturdays, leap days, pauses that begin, end or lie in a festival."""
    rng, reached = random.Random(20240229), Counter[str]()
    for _ in range(6_000):
        unit = rng.choice(("day", "working_day", "month", "year"))
        amount = rng.randint(*{"day": (1, 60), "working_day": (1, 40), "month": (1, 6), "year": (1, 1)}[unit])
        start = situations.a_start(rng, unit, amount)
        stretches = situations.stretches_at_festivals(rng, start) if rng.random() < 0.4 else []
        found = due(
            made(amount, unit), a_moment(rng, start), calendar=calendar.national(), pauses=pauses_of(rng, stretches)
        )
        expected = walking.walk_days(start, amount, unit, pauses=stretches)
        assert (found.file_by_day, found.latest_day, found.uncertain) == expected, (start, amount, unit, stretches)
        reached.update(situations.met(start, expected[0], stretches))
    assert {name: reached[name] for name in situations.NAMES if reached[name] < 300} == {}


def test_interruptions_agree_with_the_walk():
    rng, restarted = random.Random(20260217), 0
    for _ in range(4_000):
        unit = rng.choice(("day", "working_day", "month"))
        amount, start = rng.randint(1, 60 if unit != "month" else 6), a_day(rng)
        stretches = spans(rng, start)
        restarts = frozenset(start + rng.randint(0, 90) * DAY for _ in range(rng.randint(1, 3)))
        found = due(
            made(amount, unit), a_moment(rng, start).replace(hour=0, minute=0), calendar=calendar.national(),
            pauses=pauses_of(rng, stretches),
            interruptions=[Interruption(a_moment(rng, day)) for day in rng.sample(sorted(restarts), len(restarts))],
        )  # fmt: skip
        expected = walking.walk_days(start, amount, unit, pauses=stretches, restarts=restarts)
        assert (found.file_by_day, found.latest_day) == expected[:2], (start, amount, unit, stretches, restarts)
        restarted += found.start is not None and found.start.date() > start
    assert restarted > 2_000


def test_extensions_agree_with_the_walk():
    rng = random.Random(20261010)
    for _ in range(3_000):
        unit, more = rng.choice(tuple(AMOUNTS)), rng.choice(("day", "working_day", "month"))
        amount, added, start = rng.randint(1, 6), rng.randint(1, 30 if more != "month" else 6), a_day(rng)
        stretches, extension = spans(rng, start), Length(added, Unit(more))
        found = due(
            made(amount, unit, extension=extension), a_moment(rng, start), calendar=calendar.national(),
            pauses=pauses_of(rng, stretches), extension=extension,
        )  # fmt: skip
        if unit == more:
            expected = walking.walk_days(start, amount + added, unit, pauses=stretches)
        else:
            between = walking.walk_days(start, amount, unit, pauses=stretches, rolls=False)[0]
            expected = walking.walk_days(between, added, more, pauses=stretches)
        assert (found.file_by_day, found.latest_day) == expected[:2], (start, amount, unit, added, more, stretches)


def test_minutes_agree_with_the_walk():
    rng = random.Random(15)
    for _ in range(1_500):
        start, minutes = a_moment(rng, a_day(rng)), rng.randint(1, 300)
        firsts = [start + rng.randint(-60, 400) * walking.MINUTE for _ in range(rng.randint(0, 3))]
        stretches = [(first, first + rng.randint(0, 120) * walking.MINUTE) for first in firsts]
        found = due(
            made(minutes, "minute", rolls=False), start, calendar=calendar.national(),
            pauses=[Pause(*stretch) for stretch in stretches],
        )  # fmt: skip
        assert found.latest == walking.walk_minutes(start, minutes, stretches), (start, minutes, stretches)


DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2025, 12, 31))


@settings(max_examples=300, deadline=None)
@given(
    start=DAYS,
    amount=st.integers(1, 60),
    unit=st.sampled_from(["day", "working_day", "month"]),
    later=st.integers(1, 20),
)
def test_a_later_start_never_ends_earlier(start, amount, unit, later):
    one, first = made(amount, unit), datetime.datetime.combine(start, datetime.time(9), SHANGHAI)
    early = due(one, first, calendar=calendar.national())
    late = due(one, first + later * DAY, calendar=calendar.national())
    assert early.file_by <= late.file_by
    assert early.latest <= late.latest
    assert early.file_by <= early.latest
    assert calendar.national().looks_working(early.latest_day)


@settings(max_examples=300, deadline=None)
@given(
    start=DAYS, amount=st.integers(1, 60), since=st.integers(0, 90), length=st.integers(0, 60),
    unit=st.sampled_from(["day", "working_day", "month"]),
)  # fmt: skip
def test_a_pause_never_brings_the_end_nearer_and_never_gives_more_than_it_took(start, amount, since, length, unit):
    one, first = made(amount, unit), datetime.datetime.combine(start, datetime.time(9), SHANGHAI)
    pause = Pause(first + since * DAY, first + (since + length) * DAY)
    plain = due(one, first, calendar=calendar.national())
    paused = due(one, first, calendar=calendar.national(), pauses=[pause])
    assert paused.file_by >= plain.file_by
    if unit != "working_day":
        assert paused.file_by - plain.file_by <= length * DAY


@pytest.mark.parametrize("unit", ["day", "working_day", "month", "year"])
def test_the_start_day_never_counts(unit):
    for day in DENSE:
        found = due(
            made(1, unit), datetime.datetime.combine(day, datetime.time(), SHANGHAI), calendar=calendar.national()
        )
        assert found.file_by_day > day
