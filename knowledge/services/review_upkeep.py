"""Keeping the board of reviews true when law or what cites it moves again: events that are taken back or put on another
day, and things that come out again."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from portal.clock import SHANGHAI

from ..models import Citation, PartialRepeal, Prevalence, RegulationVersion, ReviewTask
from .review_kinds import review_kinds, things_of

_State = ReviewTask.State
_REMEMBERED = datetime.timedelta(days=366)
"""So long after a task closed by itself the thing may come out again and is asked about again."""
TIME = 14
"""Days somebody has to decide about what has changed already."""


def due_of(event_on: datetime.date, today: datetime.date) -> datetime.date:
    """The day before it changes; two weeks when it has changed already."""
    day = datetime.timedelta(days=1)
    return max(today, event_on - day) if event_on > today else today + TIME * day


def follow_events(*, now: datetime.datetime) -> list[ReviewTask]:
    """Take open tasks off the board whose event was taken back, and put those of a moved event on its new day. Those
    taken off: nobody had decided anything, and the event opens them again when it comes back."""
    today = now.astimezone(SHANGHAI).date()
    tasks = list(ReviewTask.objects.open().select_for_update().order_by("pk"))
    days = days_of({task.event_key for task in tasks})
    off = [task for task in tasks if days.get(task.event_key, task.event_on) is None]
    for task in tasks:
        day = days.get(task.event_key)
        if day and day != task.event_on:
            task.event_on, task.due_on = day, due_of(day, today)
            task.save(update_fields=["event_on", "due_on"])
    ReviewTask.objects.filter(pk__in=[task.pk for task in off]).delete()
    return off


def days_of(keys: Iterable[str]) -> dict[str, datetime.date | None]:
    """From which day each event is, None for one that was taken back; keys of other kinds of event are left out."""
    named: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key in keys:
        kind, _, rest = key.partition(":")
        number = rest.partition(":")[0]
        if number.isdecimal():
            named[kind][int(number)].append(key)
    versions = RegulationVersion.objects.published().filter(regulation__live=True)
    rows: dict[str, dict[int, datetime.date | None]] = {
        "version": {row.pk: row.span().starts() for row in versions.filter(pk__in=named["version"])},
        "end": dict(versions.filter(pk__in=named["end"]).values_list("pk", "ended_on")),
        "partial": dict(PartialRepeal.objects.filter(pk__in=named["partial"]).values_list("pk", "ended_on")),
        "prevail": dict(Prevalence.objects.filter(pk__in=named["prevail"]).values_list("pk", "since")),
    }
    found: dict[str, datetime.date | None] = {}
    for name, days in rows.items():
        for pk, own in named[name].items():
            day = days.get(pk)
            for key in own:  # the keys of the last three name their day: another day is another event
                found[key] = day if name == "version" or key.endswith(f":{day}") else None
    return found


def open_again(*, now: datetime.datetime) -> list[ReviewTask]:
    """What closed by itself because its thing was gone, and is in use again with the same citation, waits again."""
    shut = ReviewTask.objects.filter(state=_State.WITHDRAWN, decided_by=None, decided_at__gt=now - _REMEMBERED)
    tasks = list(shut.order_by("pk"))
    ids: dict[int, set[int]] = defaultdict(set)
    for task in tasks:
        ids[task.content_type_id].add(task.object_id)
    things = things_of(ids)
    back = [task for task in tasks if (task.content_type_id, task.object_id) in things and _cites(task)]
    today = now.astimezone(SHANGHAI).date()
    for task in back:
        task.state, task.decided_at, task.reason = _State.OPEN, None, ""
        task.hold, task.due_on = review_kinds()[task.content_type_id].can_hold, due_of(task.event_on, today)
        task.save(update_fields=["state", "decided_at", "reason", "hold", "due_on"])
    return back


def _cites(task: ReviewTask) -> bool:
    rows = Citation.objects.filter(article=task.article_id, content_type=task.content_type_id, object_id=task.object_id)
    if task.article_id is None:
        rows = rows.filter(regulation__versions=task.version_id)
    return any(day is None or day < task.event_on for day in rows.values_list("on", flat=True))
