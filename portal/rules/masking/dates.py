"""Exact days: on a small site a day and a trade name a person. The month stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import Folded, Found, Kind

_DAY = re.compile(
    r"(?P<month>(?:19|20)\d{2}\s?(?:年|[-/.])\s?(?:1[0-2]|0?[1-9])\s?(?:月|[-/.])\s?)(?P<day>(?:3[01]|[12]\d|0?[1-9])\s?[日号]?)(?!\d)"
)
_ALONE = re.compile(r"(?<![\d年月])(?P<month>(?:1[0-2]|0?[1-9])\s?月\s?)(?P<day>(?:3[01]|[12]\d|0?[1-9])\s?[日号])")
_HAN = "〇零一二三四五六七八九十"
_IN_WORDS = re.compile(rf"[{_HAN}]{{4}}年[{_HAN}]{{1,3}}月[{_HAN}]{{1,3}}日")


def find(text: Folded) -> Iterator[Found]:
    for pattern in (_DAY, _ALONE):
        for match in pattern.finditer(text.text):
            yield text.found(*match.span(), Kind.DATE, "写到了哪一天")
    for match in _IN_WORDS.finditer(text.text):
        yield text.found(*match.span(), Kind.DATE, "写到了哪一天")


def to_month(day: str) -> str:
    """2024年3月5日 → 2024年3月; 2024-03-05 → 2024年3月; 3月5日 → 3月."""
    folded = Folded.of(day).text
    if match := re.match(r"\s*((?:19|20)\d{2})\s?(?:年|[-/.])\s?(\d{1,2})", folded):
        return f"{match[1]}年{int(match[2])}月"
    if match := re.match(r"\s*(\d{1,2})\s?月", folded):
        return f"{int(match[1])}月"
    return day[: day.find("月") + 1] or day
