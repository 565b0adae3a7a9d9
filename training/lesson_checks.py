"""The checks of a lesson: which questions it asks, in which order their parts are shown. Keys stay in here."""

from __future__ import annotations

from collections.abc import Iterable

from .models import LessonPage, Question, QuestionVersion
from .rules import showing
from .rules.drawing import shown_order

_SEED = 0
"""Practice shows everyone the same order: its pages are kept and shared."""


def codes_of(lesson: LessonPage) -> list[str]:
    """The questions named in the page, in its order, each once."""
    named = (str(block.value["question"]) for block in lesson.body if block.block_type == "check")
    return list(dict.fromkeys(named))


def checks_of(codes: Iterable[str]) -> dict[str, QuestionVersion]:
    """What can be asked: questions made for practice, in use, not waiting for a second look. One query."""
    rows = Question.objects.usable().filter(code__in=list(codes), in_practice=True, current__isnull=False)
    found = {}
    for question in rows.select_related("current"):
        if question.current is not None:
            question.current.question = question
            found[question.code] = question.current
    return found


def order_of(version: QuestionVersion) -> list[str]:
    return shown_order(version.kind, version.body, version.key, _SEED, version.pk)


def places_of(version: QuestionVersion) -> list[str]:
    """The keys by their place on the page."""
    return showing.places(version.kind, version.body, order_of(version))
