"""What a training file adds up to, level by level. 学时 are shown beside minutes and never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .levels import ACADEMIC_MINUTES, NAMES


@dataclass(frozen=True)
class Total:
    level: str
    minutes: int
    times: int

    @property
    def name(self) -> str:
        return NAMES[self.level]

    @property
    def hours(self) -> str:
        return academic(self.minutes)


def academic(minutes: int) -> str:
    """Minutes as 学时 of 45 minutes, one decimal, never rounded up: 100 → 2.2, 90 → 2."""
    tenths = minutes * 10 // ACADEMIC_MINUTES
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def by_level(rows: Iterable[tuple[str, int]]) -> list[Total]:
    """Level and minutes of each row → totals in the order of the levels, those without a row left out."""
    minutes: dict[str, int] = {}
    times: dict[str, int] = {}
    for level, spent in rows:
        minutes[level] = minutes.get(level, 0) + spent
        times[level] = times.get(level, 0) + 1
    return [Total(level, minutes[level], times[level]) for level in NAMES if level in times]
