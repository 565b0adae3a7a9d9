"""Reading recordings for pages: what can be heard of questions and lessons, and what nobody has spoken yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from .models import LessonPage, Recording


@dataclass(frozen=True)
class Heard:
    """One recording to listen to: where it is, in which language, how long in seconds, how large in bytes."""

    url: str
    track: str
    language: str
    seconds: float
    size: int

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)


def _heard(row: Recording) -> Heard:
    return Heard(row.file.url, row.track.code, row.track.name, float(row.seconds), row.size)


def of_versions(versions: Iterable[int]) -> dict[tuple[int, str], list[Heard]]:
    """(version, part) → its recordings in the order of the languages. One query, however many questions."""
    found: dict[tuple[int, str], list[Heard]] = defaultdict(list)
    for row in _in_order(Recording.objects.filter(version__in=list(versions))):
        found[row.version_id or 0, row.part].append(_heard(row))
    return dict(found)


def of_lesson(lesson: LessonPage) -> list[Heard]:
    """The recordings of a lesson in the order of the languages. One query; none for a page not saved yet."""
    return on_page(lesson, [])[0]


def on_page(lesson: LessonPage, versions: Iterable[int]) -> tuple[list[Heard], dict[tuple[int, str], list[Heard]]]:
    """What is heard on the page of a lesson: of itself, and of the questions it asks. One query for both."""
    of_page = Q(version__in=list(versions))
    if lesson.pk is not None:
        of_page |= Q(lesson=lesson.pk)
    own: list[Heard] = []
    found: dict[tuple[int, str], list[Heard]] = defaultdict(list)
    for row in _in_order(Recording.objects.filter(of_page)):
        (found[row.version_id, row.part] if row.version_id else own).append(_heard(row))
    return own, dict(found)


def _in_order(rows: QuerySet[Recording]) -> QuerySet[Recording]:
    return rows.select_related("track").order_by("track__order", "track__code")
