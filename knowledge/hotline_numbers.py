"""Counting the hotline: volume by week, themes, how fast, projects, and where something grows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from .models import Question

WEEKS = 12
GROWING = 2.0
"""A project that asks this many times as often as before…"""
FEWEST = 3
"""… and at least so many questions in a week, is a signal."""


@dataclass(frozen=True)
class Growth:
    """A project with its questions of the last seven days, and what a week had before on average."""

    project: int
    name: str
    week: int
    before: float


def numbers_of(now: datetime.datetime) -> dict[str, Any]:
    """Real questions of the last twelve weeks: no spam, no samples, merged ones once."""
    since = now - datetime.timedelta(weeks=WEEKS)
    rows = Question.objects.real().filter(received_at__gte=since)
    in_time = Q(answered_at__isnull=False, answered_late=False)
    sums = rows.aggregate(
        all=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=in_time),
        late=Count("pk", filter=Q(answered_at__isnull=True, first_due_at__lt=now)),
        closed=Count("pk", filter=Q(state=Question.State.CLOSED)),
    )
    return {
        "since": since,
        "sums": sums,
        "hours": _median_hours(rows),
        "weeks": list(
            rows.annotate(week=TruncWeek("received_at")).values("week").annotate(count=Count("pk")).order_by("week")
        ),
        "topics": list(rows.values("topic__name").annotate(count=Count("pk")).order_by("-count", "topic__name")),
        "projects": list(
            rows.values("project", "project__name").annotate(count=Count("pk")).order_by("-count", "project__name")[:20]
        ),
        "growing": growing(now),
    }


def _median_hours(rows: Any) -> float | None:
    """Hours to the first answer, half took longer; None without any."""
    answered = rows.filter(answered_at__isnull=False).values_list("received_at", "answered_at")
    took = sorted((then - came).total_seconds() / 3600 for came, then in answered[:20000])
    return round(took[len(took) // 2], 1) if took else None


def growing(now: datetime.datetime) -> list[Growth]:
    """Projects that ask more than before: a signal to look, for early warning, not a verdict."""
    week = now - datetime.timedelta(weeks=1)
    since = now - datetime.timedelta(weeks=WEEKS)
    rows = (
        Question.objects.real()
        .filter(received_at__gte=since, project__isnull=False)
        .values("project", "project__name")
        .annotate(week=Count("pk", filter=Q(received_at__gte=week)), before=Count("pk", filter=Q(received_at__lt=week)))
    )
    found = [
        Growth(row["project"], row["project__name"], row["week"], round(row["before"] / (WEEKS - 1), 1))
        for row in rows
        if row["week"] >= FEWEST and row["week"] >= GROWING * row["before"] / (WEEKS - 1)
    ]
    return sorted(found, key=lambda one: (-one.week, one.name))
