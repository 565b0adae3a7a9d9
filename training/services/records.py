"""Training records of exams. The only writers of TrainingRecord stand here."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from portal.clock import SHANGHAI
from portal.models import Membership, Person

from ..models import Attempt, AttemptResult, TrainingRecord
from ..rules.clock import minutes_taken


@transaction.atomic
def add_record(*, person: Person, source: str, **fields: Any) -> TrainingRecord:
    """One row, once for a person and source: writing again returns what is there."""
    return TrainingRecord.objects.get_or_create(person=person, source=source, defaults=fields)[0]


@transaction.atomic
def record_exam(*, attempt: Attempt, result: AttemptResult, now: datetime.datetime) -> TrainingRecord:
    """The row of a result; a later result of the same attempt corrects the row before it."""
    before = _last_row(attempt)
    return add_record(
        person=attempt.person,
        source=f"attempt:{attempt.code}:{result.number}",
        **_facts(attempt, now),
        result=TrainingRecord.Result.PASSED if result.passed else TrainingRecord.Result.FAILED,
        score=result.score,
        corrects=before,
        reason=result.why if before else "",
    )


@transaction.atomic
def withdraw_exam(*, attempt: Attempt, by: Person, reason: str, now: datetime.datetime) -> TrainingRecord | None:
    """A row that takes the attempt's record back; none when there was no record."""
    before = _last_row(attempt)
    if before is None:
        return None
    source = f"attempt:{attempt.code}:void"
    facts = _facts(attempt, now) | {"corrects": before, "withdrawn": True, "reason": reason[:200], "by": by}
    return add_record(person=attempt.person, source=source, **facts)


def _last_row(attempt: Attempt) -> TrainingRecord | None:
    return TrainingRecord.objects.filter(attempt=attempt, corrected_by__isnull=True).order_by("-pk").first()


def _facts(attempt: Attempt, now: datetime.datetime) -> dict[str, Any]:
    closed_at = attempt.closed_at or now
    today = closed_at.astimezone(SHANGHAI).date()
    posts = Membership.objects.active(on=today).filter(person=attempt.person, project=attempt.project)
    post = posts.select_related("crew").first() if attempt.project_id else None
    return {
        "project": attempt.project,
        "crew": post.crew if post else None,
        "trade": post.own_trade if post else "",
        "level": attempt.paper.level,
        "method": "exam",
        "content": f"考试：{attempt.paper.title}",
        "starts_at": attempt.started_at,
        "ends_at": min(closed_at, attempt.deadline),
        "minutes": minutes_taken(attempt.started_at, closed_at=closed_at, deadline=attempt.deadline),
        "trainer": str(attempt.supervisor) if attempt.supervisor else "",
        "attempt": attempt,
        "created_at": now,
        "is_sample": attempt.is_sample,
    }
