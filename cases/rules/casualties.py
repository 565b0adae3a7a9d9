"""Changes of casualties after an accident: until when they are reported and still move its grade.

生产安全事故报告和调查处理条例第13条第2款: within 30 days from the accident, 7 for road traffic and fire; 第20条第2款:
only changes within the same days that move the grade may move the inquiry to a higher government.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from .calendar import WorkCalendar
from .clocks import due, starting

WINDOW = "window_closed"
"""The event that meets the clock of these days."""


def last_day(
    *, family: str, facts: Mapping[str, object], occurred_at: datetime.datetime, on: datetime.date
) -> datetime.date | None:
    """The last day on which a change counts, by the row of clocks.toml that holds; None where no row asks for it.

    `on` is the day of the accident in Shanghai.
    """
    rows = [one for one in starting(family, facts, "occurred", on) if WINDOW in one.met_by]
    ends = [due(one, occurred_at, calendar=WorkCalendar()).latest_day for one in rows]
    return min((end for end in ends if end), default=None)


def told(
    before: tuple[int, int], after: tuple[int, int], grades: tuple[str, str], last: datetime.date, *, late: bool
) -> str:
    """The change in words: numbers of the dead and of the badly hurt, the grade by its name, and until when."""
    words = f"死亡 {before[0]} 人改为 {after[0]} 人，重伤 {before[1]} 人改为 {after[1]} 人"
    until = f"{last.month}月{last.day}日"
    if late:
        return f"{words}；补报期到{until}为止，已经过了，事故等级不变，仍是{grades[0]}"
    grade = f"等级由{grades[0]}改为{grades[1]}" if grades[0] != grades[1] else f"等级不变，仍是{grades[1]}"
    return f"{words}；{grade}；补报期到{until}"
