"""Which month a sheet is about: 2026年9月份考勤表, 考勤月份：2026-09, 202609, 9月份 with the year elsewhere.

A date of signing or printing above the table is no month of it.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence

from .cells import EPOCH, EPOCH_1904, read_date, text_of

Month = tuple[int, int]
ASKED = "月份写成 2026-08 这样"
NOWHERE = "表里看不出是哪个月：标题里写 2026年8月，或者加一列“月份”，写成 2026-08 这样"
NO_YEAR = "只写了月份，看不出是哪一年：写成 2026-08 这样"
SEVERAL = "标题里有几个月份，看不出是哪一个：加一列“月份”，写成 2026-08 这样"
_MONTH = r"(1[0-2]|0?[1-9])(?!\d)"
_FULL = re.compile(rf"(?<!\d)(20\d{{2}})\s*(?:年度?|[-./])\s*{_MONTH}(?:\s*月份?)?(\s*[-./日]?\s*\d{{1,2}}(?!\d))?")
_SOLID = re.compile(r"(?<![\d.])(20\d{2})(0[1-9]|1[0-2])(?!\d)")
_RANGE = re.compile(
    rf"20\d{{2}}\s*[-./年]\s*{_MONTH}\s*[-./月]\s*\d{{1,2}}\s*[日号]?\s*(?:至|到|-+|—+|~|–)\s*"
    rf"(?:20\d{{2}}\s*[-./年]\s*)?{_MONTH}\s*[-./月]\s*\d{{1,2}}"
)
_LONE = re.compile(rf"(?<![\d年./-]){_MONTH}\s*月")
_NUMBER = re.compile(rf"{_MONTH}(?:\s*月份?)?")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|$)|(?:年度|年份)\s*:?\s*(20\d{2})")
_LABEL = re.compile(r"(?:考勤|工资|所属|发放|统计)?(?:月份|年月|所属期|期间|月度)|考勤(?:时间|周期|日期)|所属期")
_SHEET = re.compile(r"考勤|工资|出勤|工时|计工|记工")
_SIGNED = re.compile(
    r"(?:填报|填表|制表|打印|编制|导出|审核|报送|签字|发放|上报|支付)(?:日期|时间)|(?:填报|填表|制表|编制|审核|签字)人?\s*:|日期\s*:"
)


def month_above(rows: Iterable[Sequence[object]]) -> tuple[Month | None, str]:
    """The month that the lines above the header give and "", or None and why there is none."""
    texts = [_joined(row) for row in rows]
    for wanted in (_LABEL, _SHEET, None):
        found = {month for text in texts for month in _months(text, wanted)}
        if len(found) > 1:
            return None, SEVERAL
        if found:
            return found.pop(), ""
    return _in_two_places(texts)


def year_above(rows: Iterable[Sequence[object]]) -> int | None:
    """The one year that stands above the header."""
    found = {int(one[1] or one[2]) for row in rows for one in _YEAR.finditer(_joined(row))}
    return found.pop() if len(found) == 1 else None


def read_month(
    value: object, *, year: int | None, today: datetime.date, from_1904: bool = False
) -> tuple[Month | None, str]:
    """The month of a cell, or None and what is wrong with it; `year` is the one that stands elsewhere."""
    if isinstance(value, datetime.date):
        return (value.year, value.month), ""
    text = unicodedata.normalize("NFKC", text_of(value)).strip()
    if isinstance(value, float) and re.fullmatch(r"20\d{2}\.1", text):
        return None, "看不清是 1 月还是 10 月：写成 2026-10 这样"
    if re.fullmatch(r"\d{5}", text):
        shown = (EPOCH_1904 if from_1904 else EPOCH) + datetime.timedelta(days=int(text))
        return (shown.year, shown.month), ""
    bare = _LABEL.sub("", text).strip(" :")
    found = _FULL.fullmatch(bare) or _SOLID.fullmatch(bare)
    if found:
        return (int(found[1]), int(found[2])), ""
    if alone := _NUMBER.fullmatch(bare):
        return ((year, int(alone[1])), "") if year else (None, NO_YEAR)
    day, _ = read_date(value, today=today, from_1904=from_1904)
    return ((day.year, day.month), "") if day else (None, ASKED)


def _joined(row: Sequence[object]) -> str:
    """The line as one text; cells that are merged say the same and count once."""
    return unicodedata.normalize("NFKC", " ".join(dict.fromkeys(text_of(cell) for cell in row if text_of(cell))))


def _months(text: str, wanted: re.Pattern[str] | None) -> list[Month]:
    """Months with their year in the text: behind a label, in the title of a sheet, or anywhere that is no date.

    Of 2026年9月1日至9月30日 the first counts.
    """
    if (ends := _RANGE.search(text)) and ends[1].lstrip("0") != ends[2].lstrip("0"):
        return [(0, 0), (0, 1)]  # from one month into another: no month
    if wanted is _LABEL:
        label = _LABEL.search(text)
        if not label:
            return []
        after = text[label.end() :].lstrip(" :")
        found = _FULL.match(after) or _SOLID.match(after)
        return [(int(found[1]), int(found[2]))] if found else []
    if wanted and not wanted.search(text):
        return []
    signed = _SIGNED.search(text)
    text = text[: signed.start()] if signed else text
    whole = [one for one in _FULL.finditer(text) if wanted or not one[3]]
    return [(int(one[1]), int(one[2])) for one in (*whole, *_SOLID.finditer(text))]


def _in_two_places(texts: list[str]) -> tuple[Month | None, str]:
    plain = [text[: signed.start()] if (signed := _SIGNED.search(text)) else text for text in texts]
    months = {int(found[1]) for text in plain for found in _LONE.finditer(text)}
    labelled = {int(found[1]) for text in plain for found in re.finditer(rf"月份\s*:?\s*{_MONTH}(?!\s*[-./])", text)}
    months = labelled or months
    if not months:
        return None, NOWHERE
    if len(months) > 1:
        return None, SEVERAL
    years = {int(one[1] or one[2]) for text in texts for one in _YEAR.finditer(text)}
    return ((years.pop(), months.pop()), "") if len(years) == 1 else (None, NO_YEAR)
