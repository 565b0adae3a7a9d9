"""One order from three: what the words say, what their law says, what the question means.

Words decide what is a hit, the rest only where it stands. So totals, facets, alerts and exports stay what they are, and
nothing is shown that the engine does not admit: what the vectors find near is asked of the engine again, with the same
filters, dates and keys of access. The same for every engine; every number here was measured, see docs/search.md.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol

from .engines import Engine, EngineError, Hit, Result
from .plan import Plan, Terms
from .semantic import Meaningless

logger = logging.getLogger(__name__)

DEPTH = 400
"""Hits by words whose place is looked at again; those behind them keep it."""
ENOUGH = 200
"""Hits that are placed by their meaning."""
LAW_HITS = 10
LAW_SHARE = 0.3
"""A hit gains this share of the mean of its law's best LAW_HITS: a law that speaks of it in many places is the one."""
MEANING_SHARE = 0.7
"""What the nearest counts beside the best by words."""
FEWEST = 100
"""With so many of them found, no more of the nearest are looked at."""
WIDEST = 6_400
"""Nearest documents the engine is asked about when filters refuse most."""

Near = tuple[str, float]
"""Id of a document, and how near it is; nearest first in lists."""


class Nearness(Protocol):
    """What knows how near things are: search.semantic.Meaning."""

    def near(self, words: str, count: int) -> list[Near]:
        """The nearest documents, whoever may see them. Raises Meaningless."""
        ...


def ranked(engine: Engine, alias: str, plan: Plan, words: str, meaning: Nearness | None) -> Result:
    """engine.search() in the order of all three; without meaning when there is none or it fails. Raises EngineError."""
    if not orders(plan):
        return engine.search(alias, plan)
    if meaning is None:
        return placed(engine.search(alias, deep(plan)), (), plan)
    with ThreadPoolExecutor(1) as beside:  # the two do not need each other
        first = beside.submit(meaning.near, words, ENOUGH * 2) if words.strip() else None
        found = engine.search(alias, deep(plan))
    near = admitted(engine, alias, plan, words, meaning, enough=min(ENOUGH, found.total), first=first)
    return placed(found, near, plan)


def orders(plan: Plan) -> bool:
    """Whether there is an order to find: hits are wanted, ranked by words."""
    return bool(plan.limit and plan.weights and not plan.sort)


def deep(plan: Plan) -> Plan:
    """The same from the first hit to as many as have to be known to place those asked for."""
    return replace(plan, offset=0, limit=max(DEPTH, plan.offset + plan.limit))


def placed(found: Result, near: Sequence[Near], plan: Plan) -> Result:
    """Of the hits of a deep plan those of the page asked for, in the order of all three."""
    hits = fused(lifted(found.hits), near)
    return replace(found, hits=hits[plan.offset : plan.offset + plan.limit])


def admitted(
    engine: Engine,
    alias: str,
    plan: Plan,
    words: str,
    meaning: Nearness | None,
    *,
    enough: int = ENOUGH,
    first: Future[list[Near]] | None = None,
) -> list[Near]:
    """The nearest of the plan's hits, `enough` at most; fewer when they lie far. None without meaning.

    The engine only says which are hits, each of them once: without words to rank by, that is little work. `first`: the
    nearest ENOUGH * 2, where they were asked for already.
    """
    if meaning is None or not enough or not words.strip():
        return []
    only = replace(plan, weights={}, facets=(), offset=0)
    wide, seen, held = ENOUGH * 2, set[str](), set[str]()
    try:
        while True:
            near = first.result() if first and not seen else meaning.near(words, wide)
            if fresh := tuple(id_ for id_, _ in near if id_ not in seen):
                asked = replace(only, filters=(*plan.filters, Terms("id", fresh)), limit=len(fresh))
                held.update(hit.id for hit in engine.search(alias, asked).hits)
                seen.update(fresh)
            if len(held) >= min(enough, FEWEST) or len(near) < wide or wide >= WIDEST:
                return [one for one in near if one[0] in held][:enough]
            wide = min(wide * 4, WIDEST)
    except (Meaningless, EngineError) as error:
        logger.warning("searched by words alone: %s", error)
        return []


def lifted(hits: Sequence[Hit]) -> list[Hit]:
    """Articles gain by what else of their law was found; the order of hits behind the first DEPTH stays."""
    best: dict[str, list[float]] = {}
    for hit in hits[:DEPTH]:
        held = best.setdefault(hit.group, [])
        if hit.group and len(held) < LAW_HITS:
            held.append(hit.score)
    gains = {group: LAW_SHARE * sum(scores) / LAW_HITS for group, scores in best.items()}
    first = [Hit(hit.id, hit.score + gains[hit.group], hit.group) for hit in hits[:DEPTH]]
    return [*sorted(first, key=lambda hit: -hit.score), *hits[DEPTH:]]


def fused(hits: Sequence[Hit], near: Sequence[Near]) -> list[Hit]:
    """Both scores as shares of their best, added up; what stands in one list alone has the least of the other.

    Whatever page is asked for, the beginning is the same: no hit stands on two pages, none is passed over.
    """
    first = hits[:DEPTH]
    if not near or near[0][1] <= 0 or not first or first[0].score <= 0:
        return list(hits)
    by_words = {hit.id: hit.score / first[0].score for hit in first}
    by_meaning = {id_: nearness / near[0][1] for id_, nearness in near}
    least = first[-1].score / first[0].score, near[-1][1] / near[0][1]
    scores = {
        id_: by_words.get(id_, least[0]) + MEANING_SHARE * by_meaning.get(id_, least[1])
        for id_ in (*by_words, *by_meaning)
    }
    groups = {hit.id: hit.group for hit in first}
    placed = [Hit(id_, score, groups.get(id_, "")) for id_, score in sorted(scores.items(), key=lambda pair: -pair[1])]
    return placed + [hit for hit in hits[DEPTH:] if hit.id not in scores]
