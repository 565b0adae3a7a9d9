"""Questions and lessons in the impact review of law (REVIEW_KINDS)."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.urls import reverse

from knowledge.reviewing import PageKind
from knowledge.services.review_kinds import Thing
from portal.models import Person

from .models import LessonPage, Question
from .services import bank, reviews
from .services.lesson_citations import text_of


class Questions:
    """The current version of a question that is not retired. Held, it is not drawn; corrected, it has a new version."""

    name = "题目"
    can_hold = True
    can_withdraw = True

    def things(self, ids: Collection[int]) -> dict[int, Thing]:
        rows = Question.objects.filter(current__in=ids, retired_at__isnull=True).select_related("current__written_by")
        found = {}
        for row in rows:
            current = row.current
            assert current is not None  # noqa: S101
            found[current.pk] = Thing(
                title=f"{row.code}　{current.stem}",
                desk_url=reverse("questions:page", args=[row.pk]),
                passage=f"{current.stem}\n{current.explanation}\n依据：{current.basis}",
                owner=current.written_by,
                edited_at=current.created_at,
            )
        return found

    def hold(self, pk: int, *, reason: str) -> None:
        question = Question.objects.filter(current=pk).first()
        if question and not question.recheck:
            reviews.mark_recheck(question=question, reason=reason)

    def release(self, pk: int) -> None:
        question = Question.objects.filter(current=pk).first()
        if question:
            reviews.release_after_law(question=question)

    def withdraw(self, pk: int, *, by: Person, why: str, now: datetime.datetime) -> None:
        bank.retire_question(question=Question.objects.get(current=pk), by=by, now=now)


class Lessons(PageKind):
    name = "课"
    model = LessonPage

    def passage(self, page: Any) -> str:
        return text_of(page)
