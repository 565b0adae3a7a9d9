"""Reading a programme for its page: levels, lessons, minutes, and how far the reader has come.

For a stranger the answer depends on the page alone. Edges pass the day and who asks.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from portal.models import Person

from .lesson_reading import Reader, lessons_under, own_lessons
from .models import LessonPage, LevelPage, ProgrammePage
from .rules import hours


@dataclass(frozen=True)
class Entry:
    """A lesson in its place; `minutes` are those counted for this reader."""

    page: LessonPage
    number: int
    done: bool = False
    minutes: int = 0


@dataclass(frozen=True)
class Stage:
    """A level with its lessons that are for this reader."""

    page: LevelPage
    entries: list[Entry]

    @property
    def done(self) -> int:
        return sum(entry.done for entry in self.entries)

    @property
    def length(self) -> int:
        """Nominal minutes of the lessons together."""
        return sum(entry.page.minutes for entry in self.entries)


@dataclass(frozen=True)
class Programme:
    """What the template prints; `signed_in` tells whether progress is known, `narrowed` that other trades' lessons are
    left out."""

    page: ProgrammePage
    stages: list[Stage]
    signed_in: bool
    narrowed: bool = False

    @property
    def entries(self) -> list[Entry]:
        return [entry for stage in self.stages for entry in stage.entries]

    @property
    def done(self) -> int:
        return sum(stage.done for stage in self.stages)

    @property
    def length(self) -> int:
        return sum(stage.length for stage in self.stages)

    @property
    def next(self) -> Entry | None:
        """The first lesson that is not done."""
        return next((entry for entry in self.entries if not entry.done), None)


def read_programme(page: ProgrammePage | LevelPage, reader: Reader, today: datetime.date) -> Programme:
    """The whole programme, or one level of it."""
    if isinstance(page, LevelPage):
        programme, levels = page.get_parent().specific, [page]
    else:
        programme, levels = page, list(LevelPage.objects.live().child_of(page).order_by("path"))
    every = lessons_under(levels, reader)
    rows = own_lessons(every, reader, today)
    stages = [Stage(level, _entries(level, rows)) for level in levels]
    return Programme(programme, stages, reader.is_authenticated, len(rows) < len(every))


def next_lessons(levels: Sequence[LevelPage], person: Person, today: datetime.date) -> dict[int, LessonPage]:
    """Level → the lesson to go on with: the first that is not done, else the first that still brings minutes."""
    rows = own_lessons(lessons_under(levels, person), person, today)
    found = {}
    for level in levels:
        inside = [entry.page for entry in _entries(level, rows)]
        todo = [row for row in inside if row.done_at is None]
        short = [row for row in inside if row.seconds < hours.ceiling(row.minutes)]
        if todo or short:
            found[level.pk] = (todo or short)[0]
    return found


def _entries(level: LevelPage, lessons: Sequence[LessonPage]) -> list[Entry]:
    inside = [row for row in lessons if row.path.startswith(level.path)]
    return [
        Entry(row, number, row.done_at is not None, hours.whole_minutes(row.seconds))
        for number, row in enumerate(inside, start=1)
    ]
