"""What of training belongs to the sample, and its removal: whatever sample people did while trying things out."""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.db.models import Q

from ..models import (
    AnswerEvent,
    Attempt,
    AttemptItem,
    AttemptResult,
    Attendee,
    Certificate,
    CrewSession,
    EducationPlan,
    ExtraTime,
    LateDecision,
    LessonDone,
    NotebookCard,
    OutsideCertificate,
    PracticeAnswer,
    StudySession,
    TrainingEvent,
    TrainingRecord,
    TrainingRule,
)
from .content_rules import load_rules
from .sample_history import History


@transaction.atomic
def load_sample_training(*, today: datetime.date) -> int:
    """The sample company's own rules, and what its people have learnt so far; how many rules were added.

    Lessons and papers must be there before. A second time nothing is added.
    """
    added = load_rules(sample=True)
    history = History(today)
    if history.can_be_told():
        history.tell()
    return added


@transaction.atomic
def remove_sample() -> dict[str, int]:
    """Delete the rows of sample people, projects and rules, what leans on others first; the number by kind."""
    removed: dict[str, int] = {}
    own = Q(person__is_sample=True)
    attempts = Attempt.objects.filter(own)
    sessions = CrewSession.objects.filter(Q(is_sample=True) | Q(project__is_sample=True))
    Certificate.objects.filter(own).update(superseded_by=None)
    _delete(removed, Certificate.objects.filter(own))
    _delete(removed, OutsideCertificate.objects.filter(own))
    _delete_records(removed)
    _delete(removed, Attendee.objects.filter(own | Q(session__in=sessions)))
    _delete(removed, sessions)
    for model in (LateDecision, AttemptResult, AnswerEvent, AttemptItem):
        _delete(removed, model._default_manager.filter(attempt__in=attempts))
    _delete(removed, attempts)
    for personal in (StudySession, PracticeAnswer, LessonDone, NotebookCard, ExtraTime):
        _delete(removed, personal._default_manager.filter(own))
    on_sample = Q(is_sample=True) | Q(project__is_sample=True)
    _delete(removed, EducationPlan.objects.filter(on_sample))
    _delete(removed, TrainingEvent.objects.filter(on_sample))
    _delete(removed, TrainingRule.objects.filter(is_sample=True))
    return removed


def _delete_records(removed: dict[str, int]) -> None:
    """Corrections before what they correct: a row protects the one it names."""
    while newest := list(
        TrainingRecord.objects.filter(is_sample=True, corrected_by__isnull=True).values_list("pk", flat=True)
    ):
        _delete(removed, TrainingRecord.objects.filter(pk__in=newest))


def _delete(removed: dict[str, int], rows: models.QuerySet) -> None:
    name, count = str(rows.model._meta.verbose_name), rows.count()
    rows.delete()
    removed[name] = removed.get(name, 0) + count
