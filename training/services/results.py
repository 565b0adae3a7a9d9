"""Results: computed from the events, numbered, never edited. Every screen reads the newest."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Max

from ..models import Attempt, AttemptItem, AttemptResult
from ..rules import grading
from ..rules.events import final_answers
from ..sitting import events_of
from . import records
from .notebook import note_exam

_CENT = Decimal("0.01")


@transaction.atomic
def compute_result(*, attempt: Attempt, why: str, now: datetime.datetime) -> AttemptResult:
    """Mark every question with the answer that counts and write the next result, the record that rests on it, and
    what was wrong into the notebook."""
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    marks, must_missed = _marks(locked)
    total = sum((Decimal(str(mark["fraction"])) for mark in marks), Decimal())
    per_cent = 100 * total / len(marks) if marks else Decimal()
    version = locked.version
    result = AttemptResult.objects.create(
        attempt=locked,
        number=(locked.results.aggregate(last=Max("number"))["last"] or 0) + 1,
        score=per_cent.quantize(_CENT, ROUND_HALF_UP),
        right=sum(mark["fraction"] == grading.RIGHT for mark in marks),
        out_of=len(marks),
        must_missed=must_missed,
        passed=bool(marks) and 100 * total >= version.pass_mark * len(marks) and not must_missed,
        marks=marks,
        why=why[:120],
        computed_at=now,
    )
    records.record_exam(attempt=locked, result=result, now=now)
    note_exam(attempt=locked, result=result, now=now)
    return result


def newest_result(attempt: Attempt) -> AttemptResult | None:
    return attempt.results.order_by("-number").first()


def _marks(attempt: Attempt) -> tuple[list[dict[str, object]], int]:
    """{item, fraction, answer} for each question in its place, and how many that must be right are not."""
    final = final_answers(events_of(attempt))
    items = AttemptItem.objects.filter(attempt=attempt).order_by("position")
    rows = items.values_list("pk", "must", "version__kind", "version__body", "version__key")
    marks: list[dict[str, object]] = []
    missed = 0
    for item, must, kind, body, key in rows:
        answer = final[item].answer if item in final else None
        fraction = grading.mark(kind, body, key, answer, partial=attempt.version.partial)
        missed += must and fraction < grading.RIGHT
        marks.append({"item": item, "fraction": fraction, "answer": answer})
    return marks, missed
