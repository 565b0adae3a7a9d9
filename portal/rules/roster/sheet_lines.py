"""Which lines of a sheet are about whom: people, lines of a person's afternoon, crews, sums, signatures."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .cells import text_of
from .days import Days, Part, heads_alone, part_of
from .deductions import Deductions
from .headers import Column, Layout
from .legends import read_legend
from .marks import Day, Unit, read_mark
from .months import Month
from .rows import Cells, is_note
from .sheet_columns import Sheet

_CREW = re.compile(r"班|组|队|工区|项目|公司|劳务|工种|管理人员")
_NUMBER = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Frame:
    """What holds for every line of a sheet. `year` stands elsewhere in it; `why` there is no month for all lines."""

    of: Sheet
    layout: Layout
    today: datetime.date
    from_1904: bool = False
    month: Month | None = None
    why: str = ""
    year: int | None = None
    days: Days | None = None
    deductions: Deductions = field(default_factory=Deductions)
    legend: Mapping[str, Day | None] = field(default_factory=dict)
    unit: Unit = Unit.UNSAID


@dataclass
class Line:
    """A person's line, and the lines below it for the same days: (line, cells, part, label)."""

    line: int
    cells: Cells
    part: Part | None = None
    label: str = ""
    more: list[tuple[int, Cells, Part, str]] = field(default_factory=list)
    nameless: bool = False
    doubted: bool = False
    """Right below stand marks without a name: may be the other half of this person's days."""


def about_nobody(texts: Sequence[str], layout: Layout) -> bool:
    """Empty, a header again, a crew, a sum, a signature, a legend; not a line that only lacks the name or number."""
    name, number = _text(texts, layout, Column.NAME), _text(texts, layout, Column.DOCUMENT)
    filled = [text for text in texts if text]
    if not filled or (name, number) == (layout.titles[Column.NAME], layout.titles[Column.DOCUMENT]):
        return True
    if name and name == number:  # one cell over both
        return True
    if _NUMBER.search(number):
        return False
    if is_note(name) or is_note(filled[0]) or (number and is_note(number) and not name):
        return True
    if number:
        return False
    return not name or bool(read_legend([texts])) or _is_crew(texts, name)


def _is_crew(texts: Sequence[str], name: str) -> bool:
    """木工班组 alone in its line, or behind a number, or before 班组长：王."""
    behind = [text for text in texts[texts.index(name) :] if text]
    return bool(_CREW.search(name)) and all(text == name or is_note(text) for text in behind)


def group(rows: Iterable[tuple[int, Cells]], frame: Frame) -> Iterator[Line]:
    """The lines about people; a line of the same person for the afternoon or overtime joins the line above."""
    last: Line | None = None
    for line, cells in rows:
        texts = [text_of(cell) for cell in cells]
        label, part = _part(texts, frame)
        if last and part and part is not Part.MORNING and _same(texts, last, part, frame.layout):
            last.more.append((line, cells, part, label))
            continue
        if about_nobody(texts, frame.layout):
            lost = _lost_marks(texts, frame)
            if last and (lost or _named(texts, frame.layout)):
                last.doubted = lost and line == last.line + len(last.more) + 1
                yield last
                last = None
            if lost:
                yield Line(line, cells, nameless=True)
            continue
        if last:
            yield last
        last = Line(line, cells, part, label)
    if last:
        yield last


def _part(texts: Sequence[str], frame: Frame) -> tuple[str, Part | None]:
    """A cell that says which part of the day the line is about; it stands in no column that means something else."""
    if frame.days is None:
        return "", None
    days = {column.place for column in frame.days.columns}
    days |= {place for places in frame.layout.places.values() for place in places}
    for place, text in enumerate(texts):
        if text and place not in days and (part := part_of(text)):
            return text, part
    return "", None


def _same(texts: Sequence[str], last: Line, part: Part, layout: Layout) -> bool:
    """Merged cells say the same name and number again; else both are empty. A line without a part is a whole day's."""
    if last.part is None and part is not Part.EXTRA:
        return False
    name, number = _text(texts, layout, Column.NAME), _text(texts, layout, Column.DOCUMENT)
    before = [text_of(cell) for cell in last.cells]
    known = (_text(before, layout, Column.NAME), _text(before, layout, Column.DOCUMENT))
    return (name, number) in {("", ""), known}


def _lost_marks(texts: Sequence[str], frame: Frame) -> bool:
    """Marks in a line without a name and a number, which is no sum, legend or header either."""
    if frame.days is None or _named(texts, frame.layout):
        return False
    filled = [text for text in texts if text]
    marks = [texts[c.place] for c in frame.days.columns if c.place < len(texts) and texts[c.place]]
    if not marks or is_note(filled[0]) or read_legend([texts]) or heads_alone(marks):
        return False
    read = (read_mark(mark, frame.legend, frame.unit)[0] for mark in marks)
    return any(day is not None and not day.blank for day in read)


def _named(texts: Sequence[str], layout: Layout) -> bool:
    return bool(_text(texts, layout, Column.NAME) or _text(texts, layout, Column.DOCUMENT))


def _text(texts: Sequence[str], layout: Layout, column: Column) -> str:
    found = (texts[place] for place in layout.places.get(column, ()) if place < len(texts) and texts[place])
    return next(found, "")
