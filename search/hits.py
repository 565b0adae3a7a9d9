"""Hits as pages show them, read again from the database: it has the last word on what may be seen."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q

from knowledge import reading
from knowledge.models import ArticleText, Citation, Regulation

from .kinds import ArticleHit, Hit, Kind, articles, read

CHIPS = 3
"""Cited articles shown beside a hit."""


@dataclass
class Group:
    """The hits of one regulation; `total` counts all of them, `hits` are those shown."""

    regulation: Regulation
    hits: list[ArticleHit] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return max(0, self.total - len(self.hits))


def read_hits(
    ids: Sequence[str],
    wanted: Sequence[str],
    today: datetime.date,
    *,
    exact: Sequence[str] = (),
    beside: Iterable[ArticleText] = (),
) -> dict[str, Hit]:
    """Hits of every kind by document id; what may not be seen is left out.

    A query for each sort of row that is there, three for the articles they cite. Of the texts `beside`, which are shown
    along with them, what prevails over them is read too.
    """
    rows = {id_: (kind, row) for id_, (kind, row) in read(ids).items() if kind.label}
    texts = [row for kind, row in rows.values() if kind is articles]
    chips = chips_beside([pair for pair in rows.values() if pair[0] is not articles], today, [*beside, *texts])
    return {id_: kind.hit(row, wanted, chips.get(row, []), exact=id_ in exact) for id_, (kind, row) in rows.items()}


def chips_beside(
    rows: Sequence[tuple[Kind[Any], Model]], today: datetime.date, beside: Sequence[ArticleText]
) -> dict[Model, list[reading.Chip]]:
    """The first articles each rests on, in the version of its day; no address tells that day."""
    links = {row: found[:CHIPS] for row, found in links_of(rows).items()}
    days = {row: kind.day_of(row) for kind, row in rows}
    pairs = [(article, days[row]) for row, found in links.items() for article in found]
    chips = reading.chips_by_day(pairs, today, hide_day=True, beside=beside)
    return {row: [chip for one in found if (chip := chips.get((one, days[row])))] for row, found in links.items()}


def links_of(rows: Iterable[tuple[Kind[Any], Model]]) -> dict[Model, list[int]]:
    """Row → ids of the articles it rests on, as they stand in it, each once. One query for all kinds."""
    held: dict[Kind[Any], dict[Any, Model]] = {}
    for kind, row in rows:
        held.setdefault(kind, {})[row.pk] = row
    found: dict[Model, list[int]] = {}
    if not held:
        return found
    sources = {ContentType.objects.get_for_model(kind.model).pk: own for kind, own in held.items()}
    any_of = reduce(or_, (Q(content_type=pk, object_id__in=list(own)) for pk, own in sources.items()))
    named = Citation.objects.resolved().filter(any_of).values_list("content_type", "object_id", "article", "start")
    beside = [more for kind, own in held.items() if (more := kind.links_beside(list(own))) is not None]
    for source, pk, article, _ in sorted(named.union(*beside) if beside else named, key=lambda link: link[3]):
        of_row = found.setdefault(sources[source][pk], [])
        if article not in of_row:
            of_row.append(article)
    return found
