"""What may answer a question already: answered questions by the words they share, then articles. Setting NEAREST."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from knowledge.models import AnsweredQuestion
from portal.services.generation import current_generation

from .asked import Asked
from .asking import find_asked
from .engines import EngineError
from .kinds import articles
from .rules import analysis

MOST = 5
ANSWERED = 3
"""So many of them may be answered questions; the rest are articles."""
LONGEST = 60
"""Characters that are asked of the index: the beginning of a story says what it is about."""
_LEAST = 2
"""Pairs of signs a question shares with an answered one before it counts as near."""
_KEPT = 3000
"""Answered questions that are compared; the newest."""


@dataclass(frozen=True)
class Near:
    """One line of the list; `note` names the article or the regulation."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class _Known:
    near: Near
    asked: frozenset[str]
    told: frozenset[str]


def nearest(text: str, today: datetime.date) -> list[Near]:
    """Up to five, best first; nothing when neither shares anything. An index that is down costs only the articles."""
    return [*answered_like(text), *_articles(text, today)][:MOST]


def answered_like(text: str) -> list[Near]:
    """Up to three published answered questions, best first."""
    words = frozenset(analysis.han_pairs(text))
    known, weight = _library(current_generation())
    scored = []
    for one in known:
        shared = words & (one.asked | one.told)
        if len(shared) >= _LEAST and words & one.asked:
            score = sum(weight[pair] * (3 if pair in one.asked else 1) for pair in shared)
            scored.append((score / math.sqrt(len(one.asked) + 10), one.near))
    scored.sort(key=lambda row: -row[0])
    return [near for _, near in scored[:ANSWERED]]


@lru_cache(maxsize=1)
def _library(generation: int) -> tuple[list[_Known], dict[str, float]]:
    """All published ones with how rare each pair of signs is among them."""
    rows = AnsweredQuestion.objects.published().order_by("-published_at", "-pk")[:_KEPT]
    known = [
        _Known(
            Near(row.question, row.cites.split("\n")[0], row.get_absolute_url()),
            frozenset(analysis.han_pairs(row.question)),
            frozenset(analysis.han_pairs(row.answer)),
        )
        for row in rows
    ]
    often = Counter(pair for one in known for pair in one.asked | one.told)
    return known, {pair: math.log(1 + len(known) / count) for pair, count in often.items()}


def forget_answers() -> None:
    """For tests, whose databases begin again."""
    _library.cache_clear()


def _articles(text: str, today: datetime.date) -> list[Near]:
    asked = Asked(today, text=text[:LONGEST], chosen={"kind": "article"})
    try:
        found = find_asked(asked, limit=MOST, facets=())
    except EngineError:
        return []
    texts = articles.read([hit.id for hit in found.result.hits])
    return [
        Near(
            text.heading or text.short_label,
            f"{text.version.regulation.short_title} {text.short_label}",
            text.get_absolute_url(),
        )
        for text in texts.values()
    ]
