"""Dates as official texts write them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from .numerals import to_int

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－／Ｏ", "0123456789.-/〇")
_N = "0-9零〇○一二三四五六七八九十"
_DATE = re.compile(
    rf"([12][0-9]{{3}}|[一二][{_N}]{{3}})\s*[年.\-/]\s*([{_N}]{{1,3}})\s*[月.\-/]\s*([{_N}]{{1,3}})(?:\s*日|(?![0-9]))"
)


@dataclass(frozen=True)
class DateAt:
    """A date and the characters it stands on."""

    day: datetime.date
    start: int
    end: int


def find_dates(text: str) -> list[DateAt]:
    """Real calendar dates: 2020年5月28日, 一九九四年十二月六日, 2010-12-20, full width too. 2月30日 is passed over."""
    found = []
    for match in _DATE.finditer(text.translate(_FULL_WIDTH)):
        try:
            day = datetime.date(*(to_int(part) for part in match.groups()))
        except ValueError:
            continue
        found.append(DateAt(day, match.start(), match.end()))
    return found


def first_date(text: str) -> datetime.date | None:
    """The first date in the text, None without one."""
    found = find_dates(text)
    return found[0].day if found else None


def date_in_name(name: str) -> datetime.date | None:
    """The date in brackets at the end of a file name: 劳动法(2018-12-29).md."""
    match = re.search(r"[(（]([0-9]{4}-[0-9]{2}-[0-9]{2})[)）](?:\.[A-Za-z]+)?$", name.rsplit("/", 1)[-1])
    return first_date(match[1]) if match else None
