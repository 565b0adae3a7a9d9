"""Which of some documents a kept address of the results page finds: the page's own path, asked about a few ids."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from django.utils.dateparse import parse_date

from knowledge.services.library import load_library
from portal.services.generation import current_generation

from .asking import find, locate_texts, status_filters
from .engines import EngineDown, site_engine
from .indexing import PUBLIC_INDEX
from .plan import FACETS, Days, Filter, Plan, Terms, day_number
from .services.synonyms import synonym_table

KINDS = ("article", "precedent")


def matching(asked: str, ids: Sequence[str], *, today: datetime.date) -> list[str]:
    """Those of `ids` (at most some hundreds) among the hits, wherever they rank.

    A search among the law of today also finds what will be law later: it is told of when it is published. What had
    ended by then is not. Raises EngineError, also for half an answer.
    """
    values = dict(parse_qsl(asked))
    generation = current_generation()
    day = _day(values.get("on", ""))
    status = values.get("status", "current")

    def narrowed(plan: Plan) -> Plan:
        kinds = (values["kind"],) if values.get("kind") in KINDS else KINDS
        extra: tuple[Filter, ...] = (Terms("id", tuple(ids)), Terms("kind", kinds))
        if not day and status == "current":
            extra += (Days("ends", first=day_number(today, 0) + 1),)
        elif not day:
            extra += status_filters(status, today)
        return replace(plan, filters=tuple(f for f in plan.filters if f.name != "kind") + extra)

    found = find(
        values.get("q", ""),
        engine=site_engine(),
        alias=PUBLIC_INDEX,
        library=load_library(generation=generation),
        table=synonym_table(generation=generation),
        locate=locate_texts,
        on=day,
        today=today,
        chosen={name: values.get(name, "") for name in FACETS},
        literal=values.get("exact") == "1",
        limit=len(ids),
        facets=(),
        adjust=narrowed,
    )
    if found.result.partial:
        raise EngineDown("搜索没有找全，过一会儿再对")
    hits = {*found.exact, *(hit.id for hit in found.result.hits)}
    return [id_ for id_ in ids if id_ in hits]


def _day(value: str) -> datetime.date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None
