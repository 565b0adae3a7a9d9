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
from .rules.synonyms import expand
from .services.synonyms import synonym_table

MOST = 5
ANSWERED = 3
"""So many of them may be answered questions; the rest are articles."""
LONGEST = 60
"""Characters that are asked of the index: the beginning of a story says what it is about."""
_LEAST = 2
"""Pairs of signs a question shares with an answered one before it counts as near."""
_RARE = 6
"""A pair in no more answered questions than these is telling by itself: 中暑, 夫妻."""
_FILLING = frozenset("的了吗呢吧么谁我你他她它们就是不没有在还都也要会能让给着过到和跟怎哪多")
"""Characters of every story: a pair with one of them says nothing of the matter."""
_ANYBODY = frozenset(("老板", "公司", "单位", "厂里"))
"""Who it was says little: nearly every article has an employer."""
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
    meant: frozenset[str]
    plain: str


def nearest(text: str, today: datetime.date) -> list[Near]:
    """Up to five, best first; nothing when neither shares anything. An index that is down costs only the articles."""
    return [*answered_like(text), *_articles(text, today)][:MOST]


def answered_like(text: str) -> list[Near]:
    """Up to three published answered questions, best first."""
    words, meant = _telling(text), _meant(text)
    known, weight = _library(current_generation())
    alike = {word: {n for n, one in enumerate(known) if word in one.meant or word in one.plain} for word in meant}
    rare = math.log(1 + len(known) / _RARE)
    scored = []
    for n, one in enumerate(known):
        asked = words & one.asked
        same = [math.log(1 + len(known) / len(rows)) for rows in alike.values() if n in rows]
        told = words & one.told - asked
        single = any(weight[pair] >= rare for pair in asked) or same
        if single or (asked and len(asked) + len(told) >= _LEAST):
            score = 3 * (sum(weight[pair] for pair in asked) + sum(same)) + sum(weight[pair] for pair in told)
            scored.append((score / math.sqrt(len(one.asked) + 10), one.near))
    scored.sort(key=lambda row: -row[0])
    return [near for _, near in scored[:ANSWERED]]


def _telling(text: str) -> frozenset[str]:
    return frozenset(pair for pair in analysis.han_pairs(text) if not _FILLING & set(pair))


def _meant(text: str) -> frozenset[str]:
    """The words of law for what is said: 没发工资 and 欠薪 are both 拖欠工资."""
    found = expand(text, synonym_table(generation=current_generation()))
    return frozenset(word for one in found if one.said not in _ANYBODY for word in one.means)


@lru_cache(maxsize=1)
def _library(generation: int) -> tuple[list[_Known], dict[str, float]]:
    """All published ones with how rare each pair of signs is among them."""
    rows = AnsweredQuestion.objects.published().order_by("-published_at", "-pk")[:_KEPT]
    known = [
        _Known(
            Near(row.question, row.cites.split("\n")[0], row.get_absolute_url()),
            _telling(row.question),
            _telling(row.answer),
            _meant(row.question),
            row.question,
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
        for text in (texts[hit.id] for hit in found.result.hits if hit.id in texts)
    ]
