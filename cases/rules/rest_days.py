"""Reading the arrangement of rest days as an editor types it from the notice of the State Council's office."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import groupby

from .calendar import DAY, Year

FESTIVALS = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
"""全国年节及纪念日放假办法第二条: each year has them all."""
MOST_DAYS = 15
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_NAME = re.compile(r"[^\W\d_]+(?:[、和][^\W\d_]+)*")
_WEEK = "一二三四五六日"


class WrongDays(ValueError):
    """What cannot be so: `.field` (rest or make_up) and `.words` for the editor."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


def read_year(year: int, *, source: str, rest: str, make_up: str) -> Year:
    """A year from two texts: one spell a line in `rest` (its name, its first day and, unless it is one day, its last),
    the weekend days that are worked in `make_up`. WrongDays says which line is wrong and why."""
    days: dict[datetime.date, str] = {}
    for number, line in _lines(rest):
        for day, name in _spell(number, line, year).items():
            if day in days:
                raise WrongDays("rest", f"第 {number} 行：{day} 写了两次")
            days[day] = name
    if missing := [name for name in FESTIVALS if not any(name in known for known in days.values())]:
        raise WrongDays("rest", f"没有写{'、'.join(missing)}")
    return Year(year, source, days, frozenset(_worked(make_up, year, days)))


def written(rest: Mapping[datetime.date, str], make_up: Iterable[datetime.date]) -> tuple[str, str]:
    """The two texts that `read_year` reads: one line a spell of days off in a row, with the names of its festivals."""
    lines = []
    for _, group in groupby(enumerate(sorted(rest)), key=lambda pair: pair[1] - pair[0] * DAY):
        days = [day for _, day in group]
        names = "、".join(dict.fromkeys(rest[day] for day in days))
        lines.append(f"{names} {days[0]}" + (f" {days[-1]}" if len(days) > 1 else ""))
    return "\n".join(lines), " ".join(str(day) for day in sorted(make_up))


def _lines(text: str) -> list[tuple[int, str]]:
    rows = enumerate(unicodedata.normalize("NFKC", text).splitlines(), 1)
    return [(number, line.strip()) for number, line in rows if line.strip()]


def _spell(number: int, line: str, year: int) -> dict[datetime.date, str]:
    found = [_date("rest", number, match) for match in _DAY.finditer(line)]
    name = _NAME.search(_DAY.sub(" ", line))
    if not found:
        raise WrongDays("rest", f"第 {number} 行没有日期，写成“春节 {year}-02-05 {year}-02-11”这样")
    if name is None or name.group() in {"至", "到"}:
        raise WrongDays("rest", f"第 {number} 行没有节日的名字")
    first, last = found[0], found[-1]
    if len(found) > 2:
        raise WrongDays("rest", f"第 {number} 行有三个以上的日期，一行只写一段")
    if last < first:
        raise WrongDays("rest", f"第 {number} 行的最后一天早于第一天")
    if (last - first).days >= MOST_DAYS:
        raise WrongDays("rest", f"第 {number} 行超过 {MOST_DAYS} 天，看看月份写对了没有")
    if first.year != year or last.year != year:
        raise WrongDays("rest", f"第 {number} 行有不在 {year} 年的日子")
    return {first + n * DAY: name.group() for n in range((last - first).days + 1)}


def _worked(text: str, year: int, rest: dict[datetime.date, str]) -> list[datetime.date]:
    found = []
    for number, line in _lines(text):
        matches = list(_DAY.finditer(line))
        if not matches:
            raise WrongDays("make_up", f"第 {number} 行没有日期，写成“{year}-02-14”这样")
        found += [_date("make_up", number, match) for match in matches]
    for day in found:
        if day.year != year:
            raise WrongDays("make_up", f"{day} 不在 {year} 年")
        if day in rest:
            raise WrongDays("make_up", f"{day} 又放假又上班")
        if day.weekday() < 5:
            raise WrongDays("make_up", f"{day} 是星期{_WEEK[day.weekday()]}，不是调休的周末")
    if len(set(found)) != len(found):
        raise WrongDays("make_up", "有一天写了两次")
    return found


def _date(field: str, number: int, match: re.Match[str]) -> datetime.date:
    try:
        return datetime.date(*(int(part) for part in match.groups()))
    except ValueError:
        raise WrongDays(field, f"第 {number} 行：没有 {match.group()} 这一天") from None
