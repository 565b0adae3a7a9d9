"""Drawing a paper: exactly what its blueprint asks, the same again for the same seed, and whenever one is possible.

Quotas may overlap: a question on scaffolds may also be the red-line question asked for elsewhere. Filling them one
after the other can use up what only another quota needs, and fail although a paper exists. So questions are matched
to places: one that finds its quotas full may move an earlier one to another quota that also takes it (an augmenting
path). The sets of questions that can be placed together form a matroid; taking questions in order of preference, and
each that can be placed, therefore gives the best full paper, and a full one whenever there is one.

Order of preference: not seen in the person's last attempt; then by a seeded chance that favours what was shown less.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from . import kinds
from .blueprint import Quota

NOBODY: frozenset[str] = frozenset()
_FLOOR = 0.5
"""Keeps a new question from being in every paper until it has caught up: at most nine times the usual chance."""


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn. Empty `levels` and `trades` mean all; `shown` counts recent papers with it."""

    question: int
    version: int
    point: str
    group: str
    kind: str
    difficulty: int
    levels: frozenset[str] = frozenset()
    trades: frozenset[str] = frozenset()
    red_line: bool = False
    shown: int = 0


@dataclass(frozen=True)
class Shortage:
    """Quotas, by index, that together ask for more than there is. One quota in the usual case."""

    quotas: tuple[int, ...]
    needed: int
    available: int

    @property
    def missing(self) -> int:
        return self.needed - self.available


class Thin(Exception):
    """The bank cannot fill the blueprint; `shortages` say where and by how much."""

    def __init__(self, shortages: list[Shortage]) -> None:
        super().__init__(f"{sum(s.missing for s in shortages)} missing")
        self.shortages = shortages


def meets(quota: Quota, one: Candidate, trades: frozenset[str], *, strict: bool = True) -> bool:
    """Whether the question counts for the quota when a person of these trades sits.

    Questions of other trades never do. 本工种 asks for questions that name a trade of the person; not strictly, also
    for those that are for everyone.
    """
    if one.trades and not one.trades & trades:
        return False
    if quota.own_trade and strict and not one.trades:
        return False
    return (
        (not quota.points or one.point in quota.points)
        and (not quota.groups or one.group in quota.groups)
        and (not quota.kinds or one.kind in quota.kinds)
        and (not quota.difficulty or one.difficulty in quota.difficulty)
        and (not quota.levels or not one.levels or bool(one.levels & quota.levels))
        and quota.red_line in (None, one.red_line)
    )


class Places:
    """Questions placed in quotas. `put` never drops one that was placed, it only moves it to another quota."""

    def __init__(self, quotas: Sequence[Quota]) -> None:
        self.free = [quota.count for quota in quotas]
        self.at: dict[int, int] = {}
        self.held: list[set[int]] = [set() for _ in quotas]

    @property
    def full(self) -> bool:
        return not any(self.free)

    def put(self, one: int, fits: Mapping[int, Sequence[int]]) -> bool:
        """Breadth first from the question's quotas over those of the questions that stand in them."""
        came: dict[int, tuple[int, int | None]] = dict.fromkeys(fits[one], (one, None))
        waiting = list(came)
        for quota in waiting:
            if self.free[quota]:
                self._shift(quota, came)
                return True
            for other in sorted(self.held[quota]):
                for further in fits[other]:
                    if further not in came:
                        came[further] = (other, quota)
                        waiting.append(further)
        return False

    def _shift(self, last: int, came: Mapping[int, tuple[int, int | None]]) -> None:
        self.free[last] -= 1
        quota: int | None = last
        while quota is not None:
            mover, origin = came[quota]
            if origin is not None:
                self.held[origin].discard(mover)
            self.held[quota].add(mover)
            self.at[mover] = quota
            quota = origin


def place(
    quotas: Sequence[Quota], ranked: Sequence[Candidate], trades: frozenset[str], *, fill: bool
) -> tuple[Places, dict[int, list[int]]]:
    """The best placement of questions ranked by preference, and for each question the quotas it fits.

    With `fill`, places of 本工种 that no question of the trade can take go to questions for everyone.
    """
    every = range(len(quotas))
    fits = {c.question: [q for q in every if meets(quotas[q], c, trades)] for c in ranked}
    places = Places(quotas)
    for one in ranked:
        if places.full:
            return places, fits
        if fits[one.question]:
            places.put(one.question, fits)
    if fill and any(quota.own_trade for quota in quotas):
        fits = {c.question: [q for q in every if meets(quotas[q], c, trades, strict=False)] for c in ranked}
        for one in ranked:
            if places.full:
                break
            if one.question not in places.at and fits[one.question]:
                places.put(one.question, fits)
    return places, fits


def shortages(
    quotas: Sequence[Quota], candidates: Iterable[Candidate], trades: frozenset[str] = NOBODY, *, fill: bool = True
) -> list[Shortage]:
    """What is missing for someone of these trades; empty when a paper is possible.

    First the quotas that have too few questions whatever the others take; then, with those cut to what there is, the
    quotas that compete for the same questions (Hall's theorem). The missing numbers add up to the true gap.
    """
    pool = sorted(candidates, key=lambda c: c.question)
    found: list[Shortage] = []
    cut: list[Quota] = []
    for index, quota in enumerate(quotas):
        available = sum(meets(quota, one, trades, strict=not fill) for one in pool)
        if available < quota.count:
            found.append(Shortage((index,), quota.count, available))
        cut.append(replace(quota, count=min(available, quota.count)))
    places, fits = place(cut, pool, trades, fill=fill)
    return found + [_together(cut, places, group) for group in _rivals(places, fits)]


def _together(quotas: Sequence[Quota], places: Places, group: Iterable[int]) -> Shortage:
    members = tuple(sorted(group))
    needed = sum(quotas[quota].count for quota in members)
    return Shortage(members, needed, needed - sum(places.free[quota] for quota in members))


def _rivals(places: Places, fits: Mapping[int, Sequence[int]]) -> list[set[int]]:
    """Quotas with free places, each with those that hold questions it could use; groups that overlap are one."""
    groups: list[set[int]] = []
    for start, lacking in enumerate(places.free):
        if not lacking:
            continue
        reached = [start]
        for quota in reached:
            near = {places.at[one] for one, takes in fits.items() if quota in takes}
            reached += sorted(near - set(reached))
        mine = set(reached)
        for other in [group for group in groups if group & mine]:
            mine |= other
            groups.remove(other)
        groups.append(mine)
    return groups


def draw(
    quotas: Sequence[Quota],
    candidates: Iterable[Candidate],
    seed: int,
    avoid: Collection[int] = (),
    trades: frozenset[str] = NOBODY,
) -> list[Candidate]:
    """The questions of one paper, in the order of the quotas and shuffled within each. Raises Thin.

    `avoid` are questions of the person's last attempt: drawn only when the paper cannot be filled otherwise.
    """
    chance = random.Random(seed)  # noqa: S311  (the seed is secret, the sequence has to be repeatable)
    pool = {c.question: c for c in sorted(candidates, key=lambda c: c.question)}
    places, _ = place(quotas, _ranked(list(pool.values()), chance, avoid), trades, fill=True)
    if not places.full:
        raise Thin(shortages(quotas, pool.values(), trades))
    drawn: list[Candidate] = []
    for held in places.held:
        group = [pool[question] for question in sorted(held)]
        chance.shuffle(group)
        drawn += group
    return drawn


def _ranked(pool: list[Candidate], chance: random.Random, avoid: Collection[int]) -> list[Candidate]:
    """Each draws a waiting time at a rate that falls with how often it was shown; the shortest is first."""
    usual = max(sum(c.shown for c in pool) / len(pool), 1.0) if pool else 1.0
    waits = {c.question: chance.expovariate(1.0) * (_FLOOR + c.shown / usual) ** 2 for c in pool}
    return sorted(pool, key=lambda c: (c.question in avoid, waits[c.question]))


def shown_order(kind: str, body: Mapping[str, Any], key: Any, seed: int, version: int) -> list[str]:
    """The keys of a question's parts in the order in which this paper shows them.

    Pinned options stay last; an ordering question is never shown solved; places on a picture are numbered from left to
    right, whatever order they were written in. Kinds without parts have none.
    """
    chance = random.Random(f"{seed}:{version}")  # noqa: S311
    if kind == kinds.HAZARD:
        regions = sorted(body.get("regions", []), key=lambda r: (r["x"], r["y"], r["key"]))
        return [region["key"] for region in regions]
    if kind == kinds.ORDERING:
        order = [item["key"] for item in body.get("items", [])]
        chance.shuffle(order)
        return order[1:] + order[:1] if order == list(key) else order
    options = body.get("options", [])
    loose = [option["key"] for option in options if not option.get("pin")]
    chance.shuffle(loose)
    return loose + [option["key"] for option in options if option.get("pin")]
