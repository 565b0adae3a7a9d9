"""What nobody has spoken yet: the flagged list of editors. Questions of published papers first, then practice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Sum

from .models import LessonPage, Paper, Question, QuestionVersion, Recording, Track
from .rules.blueprint import read_quotas
from .rules.drawing import Candidate, meets
from .rules.spoken import QUESTION_BYTES
from .services.recordings import words_of

EXAM, PRACTICE, OTHER = "exam", "practice", "other"
PLACES = {EXAM: "考卷里的题", PRACTICE: "课里练习的题", OTHER: "别的题"}


@dataclass(frozen=True)
class QuestionState:
    """A question in one language: how many of its parts are spoken, and how many bytes they take together."""

    question: Question
    place: str
    parts: int
    spoken: int
    size: int

    @property
    def missing(self) -> int:
        return self.parts - self.spoken

    @property
    def heavy(self) -> bool:
        """More than a phone on site should load for one question."""
        return self.size > QUESTION_BYTES


@dataclass(frozen=True)
class LessonState:
    lesson: LessonPage
    size: int

    @property
    def missing(self) -> int:
        return 0 if self.size else 1


def question_states(track: Track | None) -> list[QuestionState]:
    """Every question in use, in the order in which it should be recorded. Its keys are not read."""
    used = Question.objects.filter(retired_at__isnull=True, current__isnull=False).select_related("current", "point")
    rows = list(used.defer("current__key", "current__explanation", "current__basis").order_by("code"))
    drawn, sizes = _in_papers(rows), _sizes(track)
    found = []
    for row in rows:
        version = row.current
        if version is None:
            continue
        words, kept = words_of(version), sizes[version.pk]
        place = EXAM if row.pk in drawn else PRACTICE if row.in_practice else OTHER
        spoken = len(set(words) & set(kept))
        found.append(QuestionState(row, place, len(words), spoken, sum(kept.values())))
    places = list(PLACES)
    return sorted(found, key=lambda one: places.index(one.place))


def _in_papers(rows: Iterable[Question]) -> set[int]:
    """Questions that some offered paper may draw, now or once they are reviewed, for people of whatever trade."""
    papers = Paper.objects.offered().select_related("current")
    quotas = [quota for paper in papers if paper.current for quota in read_quotas(paper.current.quotas)[0]]
    pool = [_candidate(row, row.current) for row in rows if row.current and not row.in_practice]
    return {one.question for one in pool if any(meets(quota, one, one.trades, strict=False) for quota in quotas)}


def _candidate(row: Question, version: QuestionVersion) -> Candidate:
    return Candidate(
        question=row.pk,
        version=version.pk,
        point=row.point.code,
        group=row.point.group,
        kind=version.kind,
        difficulty=version.difficulty,
        levels=frozenset(row.levels),
        trades=frozenset(row.trades),
        red_line=row.red_line,
    )


def _sizes(track: Track | None) -> dict[int, dict[str, int]]:
    """Version → part → bytes."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Recording.objects.filter(track=track, version__isnull=False, version__question__current=F("version"))
    for version, part, size in rows.values_list("version", "part", "size"):
        found[version][part] = size
    return found


def lesson_states(track: Track | None) -> list[LessonState]:
    """Published lessons in the order of their programmes."""
    rows = Recording.objects.filter(track=track, lesson__isnull=False)
    sizes = dict(rows.values("lesson").annotate(all=Sum("size")).values_list("lesson", "all"))
    lessons = LessonPage.objects.live().defer("body").order_by("path")
    return [LessonState(lesson, sizes.get(lesson.pk, 0)) for lesson in lessons]


def tally(states: Iterable[QuestionState]) -> list[tuple[str, int, int]]:
    """(name, missing, all) of each place: how many questions are not wholly spoken."""
    rows = list(states)
    counted = []
    for place, name in PLACES.items():
        here = [one for one in rows if one.place == place]
        counted.append((name, sum(1 for one in here if one.missing), len(here)))
    return counted
