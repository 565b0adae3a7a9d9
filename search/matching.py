"""Which of some documents a kept address of the results page finds: the page's own path, asked about a few ids."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from .asked import Asked
from .asking import find_asked
from .engines import EngineDown
from .plan import Days, Filter, Plan, Terms, day_number, in_force


def matching(asked: str, ids: Sequence[str], *, today: datetime.date) -> list[str]:
    """Those of `ids` (at most some hundreds) among the hits, wherever they rank.

    A search among the law of today also finds what will be law later: it is told of when it is published. What had
    ended by then is not. Raises EngineError, also for half an answer.
    """
    question = Asked.kept(asked, today=today)

    def narrowed(plan: Plan) -> Plan:
        extra: tuple[Filter, ...] = (Terms("id", tuple(ids)),)
        if not question.on and question.status == "current":
            begun = set(in_force(today))
            kept = tuple(f for f in plan.filters if f not in begun)
            extra += (Days("ends", first=day_number(today, 0) + 1),)
            return replace(plan, filters=kept + extra)
        return replace(plan, filters=plan.filters + extra)

    found = find_asked(question, limit=len(ids), facets=(), narrow=narrowed)
    if found.result.partial:
        raise EngineDown("搜索没有找全，过一会儿再对")
    hits = {*found.exact, *(hit.id for hit in found.result.hits)}
    return [id_ for id_ in ids if id_ in hits]
