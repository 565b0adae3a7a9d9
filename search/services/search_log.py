"""What was searched, kept without anybody's name, and its sums for editors."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ..models import SearchLog

KEPT = datetime.timedelta(days=180)
_CLICK_WITHIN = datetime.timedelta(minutes=30)
_LOOKED_AT = 20
MOST_SHOWN = 40


def record_search(
    *, query: str, hits: int, milliseconds: int, shown: Sequence[str], now: datetime.datetime
) -> SearchLog:
    """`query` has been through `rules.logged.kept_query`; `shown` are addresses in the order of the page."""
    return SearchLog.objects.create(
        query=query, hits=hits, milliseconds=milliseconds, shown=list(shown)[:MOST_SHOWN], at=now
    )


def record_click(*, query: str, path: str, now: datetime.datetime) -> bool:
    """Note what was opened from the results of `query`: on the newest search for it that nobody has opened yet."""
    open_ = SearchLog.objects.since(now - _CLICK_WITHIN).filter(query=query, clicked=None, hits__gt=0)
    rows = list(open_.order_by("-at")[:_LOOKED_AT])
    row = next((row for row in rows if path in row.shown), rows[0] if rows else None)
    if row is None:
        return False
    place = row.shown.index(path) + 1 if path in row.shown else len(row.shown) + 1
    return bool(SearchLog.objects.filter(pk=row.pk, clicked=None).update(clicked=place))


def forget_old(*, now: datetime.datetime) -> int:
    """Delete what is older than 180 days; how many rows."""
    deleted, _ = SearchLog.objects.filter(at__lt=now - KEPT).delete()
    return deleted
