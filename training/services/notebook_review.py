"""Practising out of the notebook: the verdict at once, the question put off or cleared."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction

from portal.models import Person
from portal.services.refusal import Refused

from ..models import NotebookCard, PracticeAnswer, QuestionVersion
from ..rules import notebook, showing
from ..rules.drawing import shown_order
from .practice import Verdict, judge

_CHANGED = "这道题刚改过，请看新的题目再答。"


def order_of(version: QuestionVersion, card: int) -> list[str]:
    """Options stand in an order of this card's own, the same at every look."""
    return shown_order(version.kind, version.body, version.key, card, version.pk)


@transaction.atomic
def answer_card(
    *, person: Person, card: int, version: int, given: Any, number: uuid.UUID, now: datetime.datetime
) -> Verdict:
    """Mark and keep an answer in places. The same number again gives the first verdict and moves nothing.

    Refused for what is no answer, for a question that is not asked now, for a version that is not the current one.
    A right answer to what is not due yet is kept and moves nothing either: it would not be spaced.
    """
    row = NotebookCard.objects.select_for_update().filter(person=person, pk=card).first()
    if kept := PracticeAnswer.objects.filter(uuid=number).select_related("version").first():
        if kept.person_id != person.pk:
            raise Refused("这个答案编号已经用过，请再点一次。")
        return Verdict(kept.version, kept.answer, kept.right)
    if row is None or not NotebookCard.objects.filter(pk=row.pk).askable().exists():
        raise Refused("这道题现在不问：可能正在考，也可能停用了。")
    asked = row.question.current
    if asked is None or asked.pk != version:
        raise Refused(_CHANGED)
    verdict = judge(asked, given, shown=showing.places(asked.kind, asked.body, order_of(asked, row.pk)))
    PracticeAnswer.objects.create(
        person=person, version=asked, uuid=number, answer=verdict.answer, right=verdict.right, at=now,
        is_sample=person.is_sample,
    )  # fmt: skip
    _move(row, verdict.right, now)
    return verdict


def _move(row: NotebookCard, right: bool, now: datetime.datetime) -> None:
    if right and (row.cleared_at or row.due_at > now):
        return
    after = notebook.after_right(row.card, row.streak, now) if right else notebook.after_wrong(row.card, now)
    row.card, row.due_at, row.streak = after.card, after.due_at, after.streak
    row.cleared_at = now if after.cleared else None
    row.save(update_fields=["card", "due_at", "streak", "cleared_at"])
