"""One plan for everything: the page, its counts and facets, feeds, exports, alerts and the command that scores.

A plan says in the engine's own neutral words what to find. Engines translate it and decide nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from .rules import analysis, highlight
from .rules.query import Query

EXPANSION_WEIGHT = 0.3
"""What a legal word counts that was found for a lay one; measured, see docs/search.md."""
NEVER = 99991231
"""`ends` of a text that has no end."""
KEYWORDS = ("kind", "level", "region", "topic", "regulation", "access", "facet", "cites")
"""Keyword fields of a document, one value or several. `facet` holds `trade:TR-SCF`, `year:2024` …; `cites` the ids of
the articles it rests on, through all versions (knowledge.Article)."""
DAYS = ("starts", "ends", "day")
"""Day fields, yyyymmdd. `day` is what the newest come first by; one that is not there counts as the oldest."""
PRECEDENT_FACETS = ("outcome", "accident_class", "trade", "hazard", "disability", "employment", "band")
FACETS = ("kind", "level", "region", "topic", "regulation", "year", *PRECEDENT_FACETS)
CHOICES = (*FACETS, "cites")
"""What a reader may narrow by: the facets, which are counted, and the article that is cited, which is not."""
PUBLIC = "public"


@dataclass(frozen=True)
class Terms:
    """A keyword field holds one of `values`."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Days:
    """A day field lies within, both ends included; days are yyyymmdd."""

    name: str
    first: int | None = None
    last: int | None = None


Filter = Terms | Days


def place_of(facet: str) -> tuple[str, str]:
    """The keyword field that holds a facet's values, and what stands before each of them there."""
    return (facet, "") if facet in KEYWORDS else ("facet", f"{facet}:")


def choice(facet: str, value: str) -> Terms:
    """A facet has this value."""
    name, prefix = place_of(facet)
    return Terms(name, (prefix + value,))


def values_of(facet: str, counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """What an engine counted in the field of a facet, as the facet's own values. Empty ones are none."""
    _, prefix = place_of(facet)
    own = ((value[len(prefix) :], count) for value, count in counted if value.startswith(prefix))
    return [(value, count) for value, count in own if value]


@dataclass(frozen=True)
class Plan:
    """`weights`: token → how much it counts. One token of `needed` and one sequence of each of `groups` stand in a hit.

    `filters` hold for everything; `chosen` are the reader's own, by facet: each facet is counted with the others' on.
    `hidden` are ids that are neither found nor counted.
    A `limit` of 0 counts and ranks nothing, which is what most of the time goes to.
    """

    weights: dict[str, float] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    groups: tuple[tuple[tuple[str, ...], ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    titled: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    chosen: dict[str, Terms] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: str = ""
    offset: int = 0
    limit: int = 20
    access: tuple[str, ...] = (PUBLIC,)
    hidden: tuple[str, ...] = ()

    def without(self, facet: str) -> Plan:
        """The same with the reader's choice in one facet taken back."""
        return replace(self, chosen={k: v for k, v in self.chosen.items() if k != facet})

    def only(self, facet: str, value: str) -> Plan:
        """What choosing a facet's value leads to."""
        return replace(self, chosen=self.chosen | {facet: choice(facet, value)})


def without_singles(weights: dict[str, float]) -> dict[str, float]:
    """Without the single characters that a longer token holds. What is left for an index of a million to rank by."""
    held = {char for token in weights if len(token) > 1 for char in token}
    return {token: weight for token, weight in weights.items() if len(token) > 1 or token not in held}


def day_number(day: datetime.date | None, missing: int) -> int:
    """2024-05-01 as 20240501."""
    return day.year * 10_000 + day.month * 100 + day.day if day else missing


def in_force(on: datetime.date) -> tuple[Filter, ...]:
    """Texts that were law on that day: begun by then, not ended by then."""
    number = day_number(on, 0)
    return (Days("starts", last=number), Days("ends", first=number + 1))


def make_plan(
    query: Query,
    *,
    expansions: Sequence[str] = (),
    on: datetime.date | None = None,
    kind: str = "article",
    chosen: dict[str, str] | None = None,
    offset: int = 0,
    limit: int = 20,
    facets: tuple[str, ...] = FACETS,
    sort: str = "",
) -> Plan:
    """`expansions` are legal words found for lay ones; `on` leaves only what was law that day; `chosen` by facet."""
    weights = dict.fromkeys(analysis.tokens(query.words), 1.0)
    extra: dict[str, float] = {}
    for word in expansions:
        extra |= dict.fromkeys(analysis.tokens(word), EXPANSION_WEIGHT)
    needed = [*highlight.marks(query.words), *(pair for word in expansions for pair in analysis.han_pairs(word))]
    filters: list[Filter] = [Terms("kind", (kind,))] if kind else []
    if on:
        filters += in_force(on)
    first, last = query.effective
    if first or last:
        filters.append(Days("starts", day_number(first, 0), day_number(last, NEVER)))
    filters += [Terms(name, (value,)) for name, value in query.filters.items() if name != "regulation"]
    return Plan(
        weights=extra | weights,
        needed=tuple(dict.fromkeys(needed)) or tuple(weights),
        groups=groups_of(query),
        excluded=tuple(tuple(analysis.phrase(word)) for word in query.excluded if analysis.phrase(word)),
        titled=tuple(analysis.phrase(query.filters.get("regulation", ""))),
        filters=tuple(filters),
        chosen={name: choice(name, value) for name, value in (chosen or {}).items() if value},
        facets=facets,
        sort=sort,
        offset=offset,
        limit=limit,
    )


def groups_of(query: Query) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Phrases and AND words stand alone in their group; OR words share one."""
    groups = [(word,) for word in (*query.phrases, *query.must)] + list(query.any_of)
    made = [tuple(tuple(analysis.phrase(word)) for word in group if analysis.phrase(word)) for group in groups]
    return tuple(group for group in made if group)
