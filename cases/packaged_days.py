"""The rest days of a year as the package `chinesecalendar` has them: filled in for an editor.

Whoever writes the year compares them with the notice of the State Council's office; another person confirms it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from importlib.metadata import version

from chinese_calendar.constants import holidays, workdays

from .rules.rest_days import written

NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip
"""What the package calls the festivals; a day off of another name keeps it."""


@dataclass(frozen=True)
class Packaged:
    """`rest` and `make_up` as an editor types them."""

    year: int
    source: str
    rest: str
    make_up: str


def packaged(year: int) -> Packaged | None:
    """None: the package does not know the year."""
    days: dict[datetime.date, str] = {day: NAMES.get(name, name) for day, name in holidays.items() if day.year == year}
    if not days:
        return None
    rest, make_up = written(days, (day for day in workdays if day.year == year))
    package = f"chinesecalendar {version('chinesecalendar')}"
    return Packaged(year, f"国务院办公厅关于{year}年部分节假日安排的通知（由 {package} 填）", rest, make_up)
