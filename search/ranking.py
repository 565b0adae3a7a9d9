"""One order from two: by words and by meaning. Words decide what is a hit, meaning only where it stands.

So totals, facets, alerts and exports stay what they are, and nothing is shown that the engine does not admit: what the
vectors find near is asked of the engine again, with the same filters, dates and keys of access.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from .engines import Engine, EngineError, Hit, Result
from .plan import Plan, Terms
from .semantic import Meaningless

logger = logging.getLogger(__name__)

DEPTH = 200
"""Hits of each list that count."""
SOFTNESS = 20
"""k of reciprocal rank fusion; measured, see docs/search.md."""
WIDEST = 6_400
"""Nearest documents the engine is asked about when filters refuse most."""


class Nearness(Protocol):
    """What knows how near things are: search.semantic.Meaning."""

    def near(self, words: str, count: int) -> list[str]:
        """Ids of documents, nearest first, whoever may see them. Raises Meaningless."""
        ...


def ranked(engine: Engine, alias: str, plan: Plan, words: str, meaning: Nearness | None) -> Result:
    """engine.search() in the order of words and meaning; by words alone when meaning fails. Raises EngineError."""
    if meaning is None or plan.sort or not plan.weights or not words.strip():
        return engine.search(alias, plan)
    found = engine.search(alias, replace(plan, offset=0, limit=max(DEPTH, plan.offset + plan.limit)))
    try:
        near = admitted(engine, alias, plan, words, meaning, enough=min(DEPTH, found.total))
    except (Meaningless, EngineError) as error:
        logger.warning("searched by words alone: %s", error)
        near = []
    hits = fused(found.hits, near)
    return replace(found, hits=hits[plan.offset : plan.offset + plan.limit])


def admitted(engine: Engine, alias: str, plan: Plan, words: str, meaning: Nearness, *, enough: int) -> list[str]:
    """The nearest `enough` of the plan's own hits, fewer when they lie beyond the WIDEST nearest."""
    wide = DEPTH * 2
    while True:
        near = meaning.near(words, wide)
        asked = replace(plan, filters=(*plan.filters, Terms("id", tuple(near))), facets=(), offset=0, limit=wide)
        known = {hit.id for hit in engine.search(alias, asked).hits} if near else set()
        if len(known) >= enough or len(near) < wide or wide >= WIDEST:
            return [id_ for id_ in near if id_ in known][:enough]
        wide = min(wide * 4, WIDEST)


def fused(hits: Sequence[Hit], near: Sequence[str]) -> list[Hit]:
    """Reciprocal ranks added up over the first DEPTH of both; further hits follow as words have them.

    Whatever page is asked for, the beginning is the same: no hit stands on two pages, none is passed over.
    """
    scores: dict[str, float] = {}
    for ids in ([hit.id for hit in hits[:DEPTH]], near[:DEPTH]):
        for rank, id_ in enumerate(ids, 1):
            scores[id_] = scores.get(id_, 0.0) + 1.0 / (SOFTNESS + rank)
    first = [Hit(id_, score) for id_, score in sorted(scores.items(), key=lambda pair: -pair[1])]
    return first + [hit for hit in hits[DEPTH:] if hit.id not in scores]
