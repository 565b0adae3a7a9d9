"""What the days of one person add up to: days and hours apart, never one made of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .amounts import plain
from .days import Part
from .marks import HALF, LEAVES, LONGEST_DAY, ONE, UNCLEAR, WORKED, ZERO, Day, Legend, Unit, read_mark

_EXTRA = "看不清是小时还是工：把这一行（列）的“加班”写成“加班小时”，或者写成“2小时”"
_MIXED = "同一个人既有小时数又有 1、0.5 这样的数，看不清是工日还是小时：小时写成“1小时”，一天写 √，半天写“半”"
_HALF_ROW = "上午、下午分开记，写 1 看不清是半天还是一天：来了写 √"


@dataclass(frozen=True)
class Marked:
    """One filled cell: where it stands (`line` from 1, `place` from 0), which day, and what is written."""

    line: int
    place: int
    day: int
    part: Part
    value: object
    hours: bool = False


@dataclass
class Tally:
    """`days` and `hours` are None when no mark gives them. `hour_days`: dates on which only hours are noted."""

    days: Decimal | None = None
    hours: Decimal | None = None
    overtime: Decimal = ZERO
    hour_days: int = 0
    off: dict[str, Decimal] = field(default_factory=dict)
    daily: dict[str, str] = field(default_factory=dict)
    wrong: list[tuple[Marked, str]] = field(default_factory=list)

    def away(self, title: str) -> Decimal:
        """Days of absence that a total with this title counts: 旷工, 请假, or both; rest is none."""
        leave = sum((count for name, count in self.off.items() if name in LEAVES), ZERO)
        absent = self.off.get("旷工", ZERO)
        if "旷" in title:
            return absent
        return leave if "假" in title else leave + absent

    def values(self) -> dict[str, object]:
        """What is kept of the days: texts and plain numbers."""
        told: dict[str, object] = {"daily": self.daily} if self.daily else {}
        numbers = {"days": self.days, "hours": self.hours, "overtime": self.overtime or None}
        told |= {name: plain(number) for name, number in numbers.items() if number is not None}
        return told | ({"hour_days": str(self.hour_days)} if self.hour_days else {})


def tally(cells: Sequence[Marked], *, last: int, legend: Legend, unit: Unit) -> Tally:
    """`last` is the last day of the month; what is filled behind it is wrong."""
    made, days = Tally(), dict[int, list[tuple[Part, Day]]]()
    bare: list[tuple[Marked, Day]] = []
    for cell in cells:
        day, wrong = _read(cell, legend, unit)
        if day is not None and not day.blank and cell.day > last:
            wrong = f"这个月只有 {last} 天，{cell.day} 日不应当有记号"
        if wrong or day is None:
            made.wrong.append((cell, wrong))
        elif not day.blank:
            days.setdefault(cell.day, []).append((cell.part, day))
            bare += [(cell, day)] if day.bare and not day.overtime else []
    if any(day.hours is not None for _, day in bare):
        made.wrong += [(cell, _MIXED) for cell, day in bare if day.hours is None]
    for number, parts in sorted(days.items()):
        _add(made, number, parts)
        if sum((day.hours or ZERO) + day.overtime for _, day in parts) > LONGEST_DAY:
            made.wrong += [(cell, "一天加起来超过 24 小时") for cell in cells if cell.day == number][:1]
    return made


def _read(cell: Marked, legend: Legend, unit: Unit) -> tuple[Day | None, str]:
    unit = Unit.HOURS if cell.part is Part.EXTRA and cell.hours else unit
    day, wrong = read_mark(cell.value, legend, unit)
    if cell.part is Part.WHOLE or day is None or day.blank:
        return day, _EXTRA if wrong == UNCLEAR and cell.part is Part.EXTRA else wrong
    if cell.part is Part.EXTRA:
        if day.hours is None and day.days:
            return None, _EXTRA
        return (Day() if day.hours is None else Day(WORKED, None, None, day.hours)), ""
    if day.bare and day.days == ONE:
        return None, _HALF_ROW
    return (replace(day, days=HALF) if day.days == ONE else day), ""


def _add(made: Tally, number: int, parts: Sequence[tuple[Part, Day]]) -> None:
    days = [day.days for _, day in parts if day.days is not None]
    hours = [day.hours for _, day in parts if day.hours is not None]
    overtime = sum((day.overtime for _, day in parts), ZERO)
    if days:
        made.days = (made.days or ZERO) + sum(days, ZERO)
    if hours:
        made.hours = (made.hours or ZERO) + sum(hours, ZERO)
        made.hour_days += not any(days)
    made.overtime += overtime
    idle: dict[str, None] = {}
    for part, day in parts:
        if day.days == ZERO:
            weight = ONE if part is Part.WHOLE else HALF
            made.off[day.name] = made.off.get(day.name, ZERO) + weight
            idle[day.name] = None
    name = next((day.name for _, day in parts if day.days or day.hours is not None), "")
    worked = Day(name, sum(days, ZERO) if days else None, sum(hours, ZERO) if hours else None, overtime)
    told = [worked.words] if name or overtime else []
    made.daily[str(number)] = "、".join([*told, *idle])
