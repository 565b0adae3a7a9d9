"""Running clocks are reckoned again when the arrangement of a year that they reach was confirmed or changed."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.clock import SHANGHAI

from ..models import CalendarYear, Case, RunningClock
from .clocks import recompute
from .trail import note

MOST = 200
"""Clocks in one sweep of a year."""
log = logging.getLogger(__name__)


def sweep_calendars(*, now: datetime.datetime, most: int = MOST) -> int:
    """Reckon what is left to reckon, at most so many clocks of a year; how many moved. What was cut off goes on, a
    year that changes meanwhile begins again, one clock that fails keeps no other from it."""
    moved = 0
    for row in CalendarYear.objects.filter(reckoned=False).order_by("year"):
        coming = _reached_by(row.year).filter(pk__gt=row.reached).order_by("pk").values_list("pk", flat=True)
        left = list(coming[:most])
        for pk in left:
            try:
                moved += _reckon(row, pk, now)
            except Exception as error:
                log.error("calendar of %s: clock %s: %s", row.year, pk, type(error).__name__)
            _as_read(row).update(reached=pk)
        if len(left) < most:
            _as_read(row).update(reckoned=True, reached=0)
    return moved


def _as_read(row: CalendarYear) -> QuerySet[CalendarYear]:
    """The year, unless somebody changed it since it was read."""
    return CalendarYear.objects.filter(pk=row.pk, verified=row.verified, rest=row.rest, make_up=row.make_up)


def _reached_by(year: int) -> QuerySet[RunningClock]:
    """Clocks that run in that year: what ends before its first moment does not ask for its rest days."""
    first, after = (datetime.datetime(one, 1, 1, tzinfo=SHANGHAI) for one in (year, year + 1))
    return RunningClock.objects.running().filter(latest__gte=first, started_at__lt=after)


@transaction.atomic
def _reckon(row: CalendarYear, pk: int, now: datetime.datetime) -> int:
    case = Case.objects.filter(clocks=pk).first()
    if case is None:
        return 0
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    clock = RunningClock.objects.running().select_related("case", "happening").filter(pk=pk).first()
    if clock is None:
        return 0
    before, missed = (clock.file_by, clock.latest, clock.uncertain), clock.missed_at
    clock = recompute(clock=clock, now=now)
    if before == (clock.file_by, clock.latest, clock.uncertain):
        return 0
    told: dict[str, Any] = {
        "clock": clock.definition,
        "year": row.year,
        "latest": [_iso(before[1]), _iso(clock.latest)],
    }
    if missed and clock.latest and clock.latest > missed:
        told["missed"] = _iso(missed)  # it was not missed after all: what had been said of it stays here
        clock.missed_at = None
        clock.save(update_fields=["missed_at"])
    note(case=clock.case, verb="clock", by=None, at=now, deed="calendar", **told)
    return 1


def _iso(moment: datetime.datetime | None) -> str:
    return moment.isoformat(timespec="minutes") if moment else ""
