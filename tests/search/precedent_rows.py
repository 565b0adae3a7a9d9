"""Published precedents in the index, as a document of theirs holds them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from cases.models import Precedent
from knowledge.models import Article, Citation
from search.engines import Document, site_engine
from search.indexing import PUBLIC_INDEX
from search.kinds import precedents
from search.services.published import record_published

FACTS: dict[str, Any] = {
    "kind": "INJ",
    "level": "TYP",
    "region": "广东省深圳市",
    "outcome_code": "OUT-REC",
    "in_favour": "worker",
    "summary": "认定工伤，基金付 12 万元。",
    "facts": "架子工从脚手架高处坠落，没系安全带。",
    "reasoning": "工人有过失不影响认定。",
    "happened_on": datetime.date(2010, 6, 3),
    "decided_on": datetime.date(2011, 3, 9),
    "amount": Decimal(120000),
    "facets": {"trade": ["TR-SCF"], "hazard": ["HZ-HGT"], "accident_class": ["AC-FAL"], "disability": ["DG08"]},
    "state": Precedent.State.PUBLISHED,
}


def make_precedent(code: str, *, cites: Iterable[Article] = (), indexed: bool = True, **facts: Any) -> Precedent:
    """A published precedent of our own words, by default in the index."""
    given = FACTS | {"published_at": timezone.now(), "title": f"案例{code}"} | facts
    row = Precedent.objects.create(code=code, **given)
    of_precedents = ContentType.objects.get_for_model(Precedent)
    for place, article in enumerate(cites):
        Citation.objects.create(
            content_type=of_precedents,
            object_id=row.pk,
            article=article,
            on=row.happened_on,
            start=place,
            end=place + 1,
            raw=str(article),
            kind=Citation.Kind.BASIS,
        )
    if indexed:
        index(row)
    return row


def index(row: Precedent) -> None:
    site_engine().write(PUBLIC_INDEX, [document_of(row)], ())
    record_published(documents=[f"precedent:{row.pk}"])


def document_of(row: Precedent) -> Document:
    return precedents.make(row)
