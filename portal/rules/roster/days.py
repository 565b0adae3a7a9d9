"""The columns of an attendance sheet that stand for days: 1 … 31, 1日, 9/1, dates; one row of them, or halves below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .months import Month

FEWEST = 5
"""Fewer columns that look like days are something else: a sheet has a week at least."""
_HEAD = re.compile(
    r"(?:(?:(20\d{2})\s*[-./年]\s*)?(1[0-2]|0?[1-9])\s*[-./月]\s*)?(3[01]|[12]\d|0?[1-9])\s*[日号]?"
    r"[\s(]*(?:(?:周|星期)?[一二三四五六日天])?\)?"
)
_WEEKDAY = re.compile(r"(?:周|星期)?[一二三四五六日天]")


class Unreadable(ValueError):
    """The sheet has days, and cannot be read as it stands; the message says why in Chinese."""


class Part(StrEnum):
    """What of a day a column or a line of its own is about."""

    WHOLE = "全天"
    MORNING = "上午"
    AFTERNOON = "下午"
    EXTRA = "加班"


_PARTS = {
    **dict.fromkeys(("上午", "早上", "上", "AM"), Part.MORNING),
    **dict.fromkeys(("下午", "下", "PM"), Part.AFTERNOON),
    **dict.fromkeys(("加班", "晚上", "晚班", "夜间", "晚", "加班小时", "加班工时", "加班时数"), Part.EXTRA),
    **dict.fromkeys(("全天", "出勤", "正常", "正班", "白天", "白班", "日班", "正常出勤", "考勤"), Part.WHOLE),
}
_IN_HOURS = frozenset({"加班小时", "加班工时", "加班时数"})


@dataclass(frozen=True)
class DayColumn:
    place: int
    day: int
    part: Part = Part.WHOLE


@dataclass(frozen=True)
class Days:
    """`line` (from 1) is the last row of the header that belongs to them. `year`, `month` as far as the heads say."""

    columns: tuple[DayColumn, ...]
    line: int
    year: int | None = None
    month: int | None = None

    def agrees(self, month: Month) -> bool:
        return self.month in {None, month[1]} and self.year in {None, month[0]}


def part_of(text: str) -> Part | None:
    """上午, 下午, 加班; None when the text is no part of a day."""
    return _PARTS.get(re.sub(r"[\s()/:]", "", unicodedata.normalize("NFKC", text)).upper())


def in_hours(text: str) -> bool:
    """Whether the label of a line says that its numbers are hours."""
    return re.sub(r"[\s()/:]", "", unicodedata.normalize("NFKC", text)) in _IN_HOURS


def names_days(row: Sequence[str]) -> bool:
    """Whether a row of the header names days."""
    return len({head[2] for head in _heads(row).values()}) >= FEWEST


def heads_alone(texts: Sequence[str]) -> bool:
    """Whether these cells are weekdays, days or parts of days: a row of the header once more, about nobody."""
    filled = [unicodedata.normalize("NFKC", text).strip() for text in texts if text.strip()]
    weekdays = all(_WEEKDAY.fullmatch(text) or part_of(text) for text in filled)
    return bool(filled) and (weekdays or names_days(texts))


def find_days(rows: Sequence[Sequence[str]], line: int, nobody: Callable[[Sequence[str]], bool]) -> Days | None:
    """The days beside, above or below the row `line` of the header; None for a sheet without them.

    `nobody` tells whether a row below it is about no person.
    """
    places = list(range(max(0, line - 3), line))
    for index in range(line, min(line + 2, len(rows))):
        if not nobody(rows[index]):
            break
        places.append(index)
    named = [index for index in places if names_days(rows[index])]
    if not named:
        return None
    top = named[0]
    if any(_days_of(rows[index]) != _days_of(rows[top]) for index in named[1:]):
        raise Unreadable("一个人的日期排成了两行，读不了：把 1 到 31 日排成一行再传。")
    return _columns(rows, top, line, places)


def _columns(rows: Sequence[Sequence[str]], top: int, line: int, places: Sequence[int]) -> Days:
    below = rows[top + 1] if top + 1 in places else ()
    heads = _spread(_heads(rows[top]), below)
    parts = {place: part_of(below[place]) if place < len(below) and below[place] else None for place in heads}
    halves = sum(part is not None for part in parts.values()) >= FEWEST
    columns = tuple(
        DayColumn(place, head[2], (parts[place] or Part.WHOLE) if halves else Part.WHOLE)
        for place, head in sorted(heads.items())
    )
    _check(columns)
    months = {(head[0], head[1]) for head in heads.values() if head[1]}
    if len({month for _, month in months}) > 1 or len({year for year, _ in months if year}) > 1:
        raise Unreadable("日期列跨了两个月：一个月一张表，再传一次。")
    year, month = next(iter(sorted(months, key=lambda one: -(one[0] or 0))), (None, None))
    return Days(columns, max(line, top + 1 + halves), year, month)


def _check(columns: Sequence[DayColumn]) -> None:
    seen: set[tuple[int, Part]] = set()
    last = 0
    for column in columns:
        if (column.day, column.part) in seen:
            raise Unreadable(f"{column.day} 日有两列，看不出用哪一列：只留一列，或者写明上午、下午。")
        seen.add((column.day, column.part))
        if column.day < last:
            raise Unreadable("日期列不是从小到大排的：一个月一张表，从 1 日排起，再传一次。")
        last = column.day


def _heads(row: Sequence[str]) -> dict[int, tuple[int | None, int | None, int]]:
    """Place and (year, month, day) of every cell that names a day."""
    found = {}
    for place, cell in enumerate(row):
        head = _HEAD.fullmatch(unicodedata.normalize("NFKC", cell).strip()) if cell else None
        if head:
            found[place] = (int(head[1]) if head[1] else None, int(head[2]) if head[2] else None, int(head[3]))
    return found


def _days_of(row: Sequence[str]) -> set[int]:
    return {head[2] for head in _heads(row).values()}


def _spread(
    heads: dict[int, tuple[int | None, int | None, int]], below: Sequence[str]
) -> dict[int, tuple[int | None, int | None, int]]:
    """A day above two halves stands over the first of them only, where its cells are not merged."""
    spread = dict(heads)
    for place in range(min(heads) + 1, len(below)):
        if place not in spread and place - 1 in spread and part_of(below[place]):
            spread[place] = spread[place - 1]
    return spread
