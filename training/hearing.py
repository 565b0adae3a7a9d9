"""Reading recordings for pages: what can be heard of questions and lessons, and what nobody has spoken yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

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
    rows = Recording.objects.filter(version__in=list(versions)).select_related("track")
    found: dict[tuple[int, str], list[Heard]] = defaultdict(list)
    for row in rows.order_by("track__order", "track__code"):
        found[row.version_id or 0, row.part].append(_heard(row))
    return dict(found)


def of_lesson(lesson: LessonPage) -> list[Heard]:
    """The recordings of a lesson in the order of the languages. One query; none for a page not saved yet."""
    if lesson.pk is None:
        return []
    rows = Recording.objects.filter(lesson=lesson.pk).select_related("track")
    return [_heard(row) for row in rows.order_by("track__order", "track__code")]
