"""Which of the hard situations a drawn clock is in, and draws that lead into each of them."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence

from . import walking
from .walking import DAY, ON

Stretches = Sequence[tuple[datetime.date, datetime.date]]
SPRING = [
    datetime.date.fromisoformat(first) + ahead * DAY
    for first, length in (("2024-02-10", 8), ("2025-01-28", 8), ("2026-02-15", 9))
    for ahead in range(length)
]
SATURDAYS = sorted(day for day in ON if day.weekday() == 5)
LEAP = datetime.date(2024, 2, 29)
OFF = sorted(walking.OFF)
NAMES = (
    "over a year end",
    "ends in Spring Festival",
    "runs through Spring Festival",
    "ends on a made-up Saturday",
    "starts on the leap day",
    "ends on the leap day",
    "pause begins in a festival",
    "pause ends in a festival",
    "pause lies inside a festival",
)


def met(start: datetime.date, end: datetime.date, stretches: Stretches) -> set[str]:
    """A pause counts only where the clock was running: it reaches into the days from the start to the unrolled end."""
    felt = [(first, after) for first, after in stretches if first < after and first <= end and after - DAY > start]
    found = {
        "over a year end": start.year < end.year,
        "ends in Spring Festival": end in SPRING,
        "runs through Spring Festival": any(start < day < end for day in SPRING),
        "ends on a made-up Saturday": end in SATURDAYS,
        "starts on the leap day": start == LEAP,
        "ends on the leap day": end == LEAP,
        "pause begins in a festival": any(first in walking.OFF for first, _ in felt),
        "pause ends in a festival": any(after in walking.OFF for _, after in felt),
        "pause lies inside a festival": any(_inside(first, after) for first, after in felt),
    }
    return {name for name, holds in found.items() if holds}


def _inside(first: datetime.date, after: datetime.date) -> bool:
    """A rest day before the pause, in it and after it."""
    return all(first + ahead * DAY in walking.OFF for ahead in range(-1, (after - first).days + 1))


def a_start(rng: random.Random, unit: str, amount: int) -> datetime.date:
    """A day from which a plain count of that length ends at, or one day beside, a day of one of the situations."""
    year_end = datetime.date(rng.choice((2024, 2025)), 12, 31)
    target = rng.choice((rng.choice(SPRING), rng.choice(SATURDAYS), LEAP, year_end))
    if rng.random() < 0.1:
        return LEAP
    aimed = target + rng.choice((-1, 0, 0, 0, 1)) * DAY
    if unit in ("month", "year"):
        back = amount * (12 if unit == "year" else 1)
        year, month = divmod(aimed.year * 12 + aimed.month - 1 - back, 12)
        return datetime.date(year, month + 1, min(aimed.day, 28 if month == 1 else 30))
    day, left = aimed, amount
    while left:
        left -= unit != "working_day" or walking.works(day)
        day -= DAY
    return day


def stretches_at_festivals(rng: random.Random, start: datetime.date) -> list[tuple[datetime.date, datetime.date]]:
    """One pause that begins in, ends in, or lies inside the first festival after the start."""
    ahead = [day for day in OFF if day > start]
    if not ahead:
        return []
    spell = [ahead[0]]
    while spell[-1] + DAY in walking.OFF:
        spell.append(spell[-1] + DAY)
    day, kind = rng.choice(spell), rng.choice(("begins", "ends", "inside"))
    if kind == "begins":
        return [(day, day + rng.randint(1, 30) * DAY)]
    if kind == "ends":
        return [(day - rng.randint(1, 30) * DAY, day)]
    middle = spell[1:-1] or spell
    first, last = sorted((rng.choice(middle), rng.choice(middle)))
    return [(first, last)] if first < last else [(first, first + DAY)]
