"""Sheets about people who are on a site already: contracts, attendance by the month, wages by the month.

Read as the roster is: Chinese headers wherever they stand, every cell that cannot be taken named with its reason. An
empty cell says nothing: it is left out and is never nought.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from .cells import text_of
from .days import Unreadable, find_days, names_days
from .deductions import Deductions, find_deductions, names_deductions
from .headers import SEARCHED, Column, Layout, find_layout, names_of
from .legends import read_legend, read_unit
from .months import month_above, year_above
from .rows import Cells, Wrong
from .sheet_columns import WORKSHEETS, Sheet
from .sheet_lines import Frame, about_nobody, group
from .sheet_rows import Reader, SheetRow

Numbered = tuple[int, Cells]


@dataclass
class Worksheet:
    """A whole sheet as it was understood; like a Roster. `warnings` are about rows that are taken all the same."""

    layout: Layout
    header_line: int
    rows: list[SheetRow] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    warnings: list[Wrong] = field(default_factory=list)

    @property
    def bad_lines(self) -> set[int]:
        return {wrong.line for wrong in self.wrong}


def read_worksheet(sheet: Iterable[Numbered], *, of: Sheet, today: datetime.date, from_1904: bool = False) -> Worksheet:
    """`sheet` gives numbered rows from the top. NoHeader when no row names the columns that are needed.

    A month that no column gives may stand in the title above: 2026年8月份工资表. Unreadable when the days of an
    attendance sheet stand in a way that could be misread.
    """
    rows = iter(sheet)
    top = list(islice(rows, SEARCHED + 3))
    frame = _frame(top, of, today, from_1904)
    below: Iterable[Numbered] = chain(top[frame.layout.line :], rows)
    if frame.days:
        kept = list(below)
        frame = _with_marks(frame, top[: frame.layout.line], kept)
        below = kept
    made = Worksheet(frame.layout, top[frame.layout.line - 1][0])
    first: dict[tuple[object, ...], int] = {}
    for line in group(below, frame):
        _take(made, Reader(line, frame), first)
    return made


def _take(made: Worksheet, reader: Reader, first: dict[tuple[object, ...], int]) -> None:
    row = reader.read()
    if row is not None:
        known = (row.kind, row.number, row.starts_on)
        if known in first:
            reader.say(Column.DOCUMENT, f"和第 {first[known]} 行是同一个人、同一个时间：只留一行")
            _take_back(made, first[known], reader)
            row = None
        else:
            first[known] = row.line
    if row is None:
        made.wrong += reader.wrong
    else:
        made.rows.append(row)
        made.warnings += reader.warnings


def _take_back(made: Worksheet, line: int, reader: Reader) -> None:
    """Two lines of days may be the two halves of one day: then neither is sure."""
    if reader.frame.days is None or line not in {row.line for row in made.rows}:
        return
    made.rows = [row for row in made.rows if row.line != line]
    made.warnings = [warning for warning in made.warnings if warning.line != line]
    reason = f"和第 {reader.line} 行是同一个人、同一个时间：只留一行；上午、下午分开的，写明哪行是哪个"
    made.wrong.append(replace(reader.wrong[-1], line=line, reason=reason))


def _frame(top: Sequence[Numbered], of: Sheet, today: datetime.date, from_1904: bool) -> Frame:
    texts = [[text_of(cell) for cell in cells] for _, cells in top]
    also = {Sheet.ATTENDANCE: names_days, Sheet.WAGES: names_deductions}.get(of, lambda row: False)
    layout = find_layout(texts, names_of(WORKSHEETS[of]), also)
    above = texts[: layout.line - len(layout.heads)]
    month, why = month_above(above)
    days, taken = None, Deductions()
    if of is Sheet.ATTENDANCE:
        days = find_days(texts, layout.line, lambda row: about_nobody(row, layout))
        layout = replace(layout, line=max(layout.line, days.line)) if days else layout
        places = {column.place for column in days.columns} if days else set()
        layout = _without(layout, places)
        if days and days.year and days.month:
            if month and not days.agrees(month):
                raise Unreadable(
                    f"标题写的是 {month[0]} 年 {month[1]} 月，日期列是 {days.year} 年 {days.month} 月：改成一样的。"
                )
            month = (days.year, days.month)
        elif days and days.month and month is None and (year := year_above(above)):
            month = (year, days.month)
    elif of is Sheet.WAGES:
        taken = find_deductions(layout.heads)
        layout = _with_totals(layout, taken)
    return Frame(of, layout, today, from_1904, month, why, year_above(above), days, taken)


def _without(layout: Layout, places: set[int]) -> Layout:
    """Day columns are no other columns, and not unused."""
    kept = {column: tuple(p for p in found if p not in places) for column, found in layout.places.items()}
    unused = [title for place, title in _titles(layout) if place not in places and title in layout.unused]
    return replace(layout, places={c: p for c, p in kept.items() if p}, unused=tuple(dict.fromkeys(unused)))


def _with_totals(layout: Layout, taken: Deductions) -> Layout:
    """扣款 is a sum only where no other column could be meant."""
    items = {item.place for item in taken.items}
    titles = dict(_titles(layout))
    layout = _without(layout, items | set(taken.totals))
    if not taken.totals:
        return layout
    return replace(
        layout,
        places=layout.places | {Column.DEDUCTED: taken.totals},
        titles=layout.titles | {Column.DEDUCTED: titles[taken.totals[0]]},
    )


def _titles(layout: Layout) -> Iterator[tuple[int, str]]:
    for place in range(max(len(row) for row in layout.heads)):
        found = [row[place] for row in reversed(layout.heads) if place < len(row) and row[place]]
        yield place, " ".join(found[0].split()) if found else ""


def _with_marks(frame: Frame, top: Sequence[Numbered], below: Sequence[Numbered]) -> Frame:
    """The legend and the unit, wherever lines about nobody give them: above the table or below."""
    about = [[text_of(cell) for cell in cells] for _, cells in top]
    lines = ([text_of(cell) for cell in cells] for _, cells in below)
    about += [line for line in lines if about_nobody(line, frame.layout)]
    return replace(frame, legend=read_legend(about), unit=read_unit(about))
