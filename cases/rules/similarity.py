"""Which precedents are like this one, and why: shared articles and facets, the rare ones counting more.

A long account of facts is a bad query; what decided a case is a good one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ARTICLE = 2.0
"""How much more a shared article counts than a shared facet."""
TOLD = 3
"""Reasons named of each sort, rarest first."""


@dataclass(frozen=True)
class Traits:
    """What a precedent is compared by: keys of cited articles, (facet, code) pairs, and how it ended."""

    key: int
    articles: frozenset[int]
    facets: frozenset[tuple[str, str]]
    outcome: str = ""
    in_favour: str = ""


@dataclass(frozen=True)
class Similar:
    """`same_articles` and `same_facets` are what both have, rarest first; `other_end` that it ended differently."""

    key: int
    score: float
    same_articles: tuple[int, ...]
    same_facets: tuple[tuple[str, str], ...]
    other_end: bool


def rank(own: Traits, others: Sequence[Traits], *, limit: int) -> list[Similar]:
    """The most similar first, equal ones by key; what shares nothing is left out."""
    weight = _weights([own, *others])
    found = [_compare(own, other, weight) for other in others if other.key != own.key]
    found = [one for one in found if one.score > 0]
    return sorted(found, key=lambda one: (-one.score, one.key))[:limit]


def _weights(all_: Iterable[Traits]) -> dict[object, float]:
    """Trait → log(1 + n / holders): what everybody has tells little."""
    rows = list(all_)
    counts: Counter[object] = Counter(trait for one in rows for trait in (*one.articles, *one.facets))
    return {trait: math.log(1 + len(rows) / count) for trait, count in counts.items()}


def _compare(own: Traits, other: Traits, weight: dict[object, float]) -> Similar:
    articles = sorted(own.articles & other.articles, key=lambda one: (-weight[one], one))
    facets = sorted(own.facets & other.facets, key=lambda one: (-weight[one], one))
    score = ARTICLE * sum(weight[one] for one in articles) + sum(weight[one] for one in facets)
    differs = (own.outcome, own.in_favour) != (other.outcome, other.in_favour)
    return Similar(other.key, score, tuple(articles[:TOLD]), tuple(facets[:TOLD]), differs)
