"""Writing into the notebook of wrong questions."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction

from portal.models import Person

from ..models import Attempt, AttemptItem, AttemptResult, NotebookCard
from ..rules import grading, notebook


def note_exam(*, attempt: Attempt, result: AttemptResult, now: datetime.datetime) -> None:
    """What was answered wrongly in a paper that is in. What was left blank is on the feedback card, not in here."""
    wrong = [
        mark["item"]
        for mark in result.marks
        if mark["fraction"] < grading.RIGHT and not grading.is_empty(mark["answer"])
    ]
    if wrong:
        questions = AttemptItem.objects.filter(pk__in=wrong).values_list("version__question", flat=True)
        note_wrong(person=attempt.person, questions=list(questions), now=now)


@transaction.atomic
def note_wrong(*, person: Person, questions: Collection[int], now: datetime.datetime) -> None:
    """Each question is in the notebook once; one that is there, or was cleared, begins again. Three queries."""
    known = list(NotebookCard.objects.select_for_update().filter(person=person, question__in=questions))
    for row in known:
        standing = notebook.after_wrong(row.card, now)
        row.card, row.due_at, row.streak, row.cleared_at = standing.card, standing.due_at, 0, None
    NotebookCard.objects.bulk_update(known, ["card", "due_at", "streak", "cleared_at"])
    fresh = notebook.after_wrong({}, now)
    NotebookCard.objects.bulk_create(
        [
            NotebookCard(
                person=person,
                question_id=question,
                card=fresh.card,
                due_at=fresh.due_at,
                added_at=now,
                is_sample=person.is_sample,
            )
            for question in dict.fromkeys(questions)
            if question not in {row.question_id for row in known}
        ],
        ignore_conflicts=True,
    )
