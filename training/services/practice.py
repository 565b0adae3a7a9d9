"""Practice inside lessons: an answer is marked at once; when all checks were right once, the lesson is done."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from portal.models import Person
from portal.services.refusal import Refused

from ..lesson_checks import checks_of, codes_of, places_of
from ..models import LessonDone, LessonPage, PracticeAnswer, QuestionVersion
from ..rules import grading, kinds, showing
from .notebook import note_wrong
from .study import mark_done


@dataclass(frozen=True)
class Verdict:
    """`answer` as kept, in keys; `missing` are checks still to be answered rightly, `done` that none is left."""

    version: QuestionVersion
    answer: Any
    right: bool
    missing: tuple[str, ...] = ()
    done: bool = False


def judge(version: QuestionVersion, given: Any, *, shown: Sequence[str] | None = None) -> Verdict:
    """The verdict on an answer in places (a number: as typed). Raises Refused for what is no answer.

    `shown` are the keys in the order in which they stood; that of the lessons when nothing is said.
    """
    try:
        keys = showing.to_keys(version.kind, places_of(version) if shown is None else shown, given)
        answer = grading.check_answer(version.kind, version.body, keys)
        if grading.is_empty(answer):
            raise Refused(_EMPTY.get(version.kind, "先选一个答案。"), "answer")
        right = grading.mark(version.kind, version.body, version.key, answer) == grading.RIGHT
    except grading.BadAnswer as bad:
        raise Refused(bad.message, "answer")
    return Verdict(version, answer, right)


_EMPTY = {kinds.NUMERIC: "先填一个数。", kinds.ORDERING: "先排好次序。", kinds.HAZARD: "先点出哪里有危险。"}


def asked_version(*, lesson: LessonPage, code: str, version: int | None = None) -> QuestionVersion:
    """The version of a check of this lesson: the current one, or the older one that a stored page showed."""
    current = checks_of([code]).get(code) if code in codes_of(lesson) else None
    if current is None:
        raise Refused("这道题不在这一课里，或者正在复核。")
    if version is None or version == current.pk:
        return current
    older = QuestionVersion.objects.filter(pk=version, question=current.question_id).first()
    if older is None:
        raise Refused("没有这道题的这一版。")
    return older


@transaction.atomic
def answer_check(
    *,
    person: Person,
    lesson: LessonPage,
    code: str,
    given: Any,
    number: uuid.UUID,
    now: datetime.datetime,
    version: int | None = None,
) -> Verdict:
    """Mark and keep an answer. The same number again gives the first verdict; it belongs to one person."""
    asked = asked_version(lesson=lesson, code=code, version=version)
    verdict = judge(asked, given)
    facts = {"version": asked, "lesson": lesson, "answer": verdict.answer, "right": verdict.right, "at": now}
    try:
        with transaction.atomic():
            kept, new = PracticeAnswer.objects.get_or_create(
                uuid=number, person=person, defaults=facts | {"is_sample": person.is_sample}
            )
    except IntegrityError:
        raise Refused("这个答案编号已经用过，请再点一次。")
    if new and not kept.right:
        note_wrong(person=person, questions=[asked.question_id], now=now)
    missing = missing_checks(person=person, lesson=lesson)
    if not missing:
        mark_done(person=person, lesson=lesson, now=now)
    return Verdict(kept.version, kept.answer, kept.right, tuple(missing), not missing)


def missing_checks(*, person: Person, lesson: LessonPage) -> list[str]:
    """Codes of the lesson's checks that this person has not yet answered rightly."""
    asked = checks_of(codes_of(lesson))
    right = PracticeAnswer.objects.filter(person=person, lesson=lesson, right=True)
    known = set(right.filter(version__question__code__in=asked).values_list("version__question__code", flat=True))
    return [code for code in codes_of(lesson) if code in asked and code not in known]


@transaction.atomic
def finish_lesson(*, person: Person, lesson: LessonPage, now: datetime.datetime) -> LessonDone:
    """For a lesson without checks: the reader says that it is read."""
    if checks_of(codes_of(lesson)):
        raise Refused("这一课有练习，练习都答对才算学完。")
    mark_done(person=person, lesson=lesson, now=now)
    return LessonDone.objects.get(person=person, lesson=lesson)
