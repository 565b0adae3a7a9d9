"""How much of what was asked a group of people got right, by knowledge point. Marks are 0 to 1, half ones halves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .statistics import wilson

FEW = 10
"""Fewer answers say little: the interval around a half is then wider than 30 to 70 per cent."""


@dataclass(frozen=True)
class Answer:
    """One question answered by one person: what it is about, whose it is, and its mark."""

    point: int
    crew: str
    trade: str
    fraction: float


@dataclass(frozen=True)
class Share:
    """`right` is the sum of the marks of `n` answers."""

    n: int = 0
    right: float = 0.0

    @property
    def share(self) -> float | None:
        return self.right / self.n if self.n else None

    @property
    def percent(self) -> int | None:
        return round(100 * self.right / self.n) if self.n else None

    @property
    def few(self) -> bool:
        return self.n < FEW

    @property
    def interval(self) -> tuple[int, int] | None:
        """Per cent between which the share may really lie."""
        found = wilson(self.right / self.n, self.n) if self.n else None
        return (round(100 * found[0]), round(100 * found[1])) if found else None

    def __add__(self, other: Share) -> Share:
        return Share(self.n + other.n, self.right + other.right)


def by_point(answers: Iterable[Answer]) -> dict[int, Share]:
    """Point → share, the weakest first; points of which little is known come after the others."""
    found: dict[int, Share] = {}
    for one in answers:
        found[one.point] = found.get(one.point, Share()) + Share(1, one.fraction)
    return dict(sorted(found.items(), key=lambda row: (row[1].few, row[1].share or 0.0, -row[1].n, row[0])))


def by_group(answers: Iterable[Answer], group: Callable[[Answer], str]) -> dict[str, dict[int, Share]]:
    """Crew or trade → point → share; groups in the order of their names."""
    parts: dict[str, list[Answer]] = {}
    for one in answers:
        parts.setdefault(group(one), []).append(one)
    return {name: by_point(parts[name]) for name in sorted(parts)}


def whole(shares: Iterable[Share]) -> Share:
    """All points together."""
    return sum(shares, Share())
