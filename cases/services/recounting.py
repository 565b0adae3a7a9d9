"""Running clocks are reckoned again when the arrangement of a year that they reach was confirmed or changed."""

from __future__ import annotations

import datetime

from django.db import transaction

from portal.clock import SHANGHAI

from ..models import CalendarYear, Case, RunningClock
from .clocks import recompute
from .trail import note

_MOST = 200
"""Clocks in one sweep of a year."""


def sweep_calendars(*, now: datetime.datetime) -> int:
    """Reckon what is left to reckon, at most so many clocks at once; how many moved. What was cut off goes on."""
    moved = 0
    for row in CalendarYear.objects.filter(reckoned=False).order_by("year"):
        left = list(
            _reached_by(row.year).filter(pk__gt=row.reached).order_by("pk").values_list("pk", flat=True)[:_MOST]
        )
        for pk in left:
            moved += _reckon(row, pk, now)
        if len(left) < _MOST:
            CalendarYear.objects.filter(pk=row.pk, verified=row.verified, rest=row.rest, make_up=row.make_up).update(
                reckoned=True, reached=0
            )
    return moved


def _reached_by(year: int):  # type: ignore[no-untyped-def]
    """Clocks that run in that year: what ends before its first moment does not ask for its rest days."""
    first = datetime.datetime(year, 1, 1, tzinfo=SHANGHAI)
    return RunningClock.objects.running().filter(
        latest__gte=first, started_at__lt=datetime.datetime(year + 1, 1, 1, tzinfo=SHANGHAI)
    )


@transaction.atomic
def _reckon(row: CalendarYear, pk: int, now: datetime.datetime) -> int:
    CalendarYear.objects.filter(pk=row.pk).update(reached=pk)
    case = RunningClock.objects.select_related("case").get(pk=pk).case
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    clock = RunningClock.objects.running().select_related("case", "happening").filter(pk=pk).first()
    if clock is None:
        return 0
    before = (clock.file_by, clock.latest, clock.uncertain)
    clock = recompute(clock=clock, now=now)
    if before == (clock.file_by, clock.latest, clock.uncertain):
        return 0
    if clock.missed_at and clock.latest and clock.latest > clock.missed_at:
        clock.missed_at = None
        clock.save(update_fields=["missed_at"])
    note(case=clock.case, verb="clock", by=None, at=now, clock=clock.definition, deed="calendar", year=row.year)
    return 1
