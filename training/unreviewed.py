"""Papers with questions for which nobody stood yet: they may be taken, and say so wherever their result is shown."""

from __future__ import annotations

import datetime

from django.db.models import OuterRef, Subquery

from portal.clock import SHANGHAI

from .models import Attempt, Certificate, PaperVersion, Question, QuestionReview


def may_draw_unreviewed(version: PaperVersion, *, today: datetime.date) -> bool:
    """Whether a paper that begins on that day may get one: it is allowed, and the bank has some."""
    reviewed = Question.objects.reviewed(on=today).values("pk")
    waiting = Question.objects.for_exams().filter(current__isnull=False).exclude(pk__in=reviewed)
    return version.allow_unreviewed and waiting.exists()


def drew_unreviewed(attempt: Attempt) -> bool:
    """Whether nobody stood for one of its questions on the day it began: the last review until then decides."""
    if not attempt.version.allow_unreviewed:
        return False
    day = attempt.started_at.astimezone(SHANGHAI).date()
    known = QuestionReview.objects.filter(version=OuterRef("version"), at__lte=attempt.started_at)
    last = known.order_by("-at", "-pk")
    words = attempt.items.annotate(
        accepted=Subquery(last.values("accepted")[:1]), until=Subquery(last.values("until")[:1])
    )
    rows = words.values_list("accepted", "until")
    return any(not accepted or (until is not None and until < day) for accepted, until in rows)


def rests_on_unreviewed(certificate: Certificate) -> bool:
    """Whether the exam behind it had such a question."""
    attempt = certificate.record.attempt if certificate.record else None
    return attempt is not None and drew_unreviewed(attempt)
