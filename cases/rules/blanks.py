"""Forms as data: the fields of a record or of a document, and what was written into them, read and checked once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from .clocks.counting import LAST_YEAR

LONGEST = {"text": 200, "long": 8000}
MOST_YUAN = Decimal("1e12")
FIRST_YEAR = 1900


@dataclass(frozen=True)
class Field:
    """One blank. `type` is text, long, day, moment, number, decimal, money, yes, one or many; `choices` are code and
    name."""

    name: str
    label: str
    type: str
    required: bool = False
    hint: str = ""
    choices: dict[str, str] = field(default_factory=dict)


def fields_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Field, ...]:
    """From the rows of a data file."""
    return tuple(Field(**row) for row in rows)


def read(fields: Iterable[Field], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(plain values for JSON without empty ones, {field: what is wrong with it}). Names that are no field are left out.

    Days and moments become ISO texts, amounts texts of yuan with two decimals; nothing is guessed.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for blank in fields:
        raw = given.get(blank.name)
        if raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not raw.strip()):
            value, words = None, ""
        else:
            value, words = _READERS[blank.type](raw, blank)
        if words:
            wrong[blank.name] = words
        elif value in (None, "", []):
            if blank.required:
                wrong[blank.name] = f"请填“{blank.label}”"
        elif blank.type == "yes" and not value:
            if blank.required:
                wrong[blank.name] = "做到了再记"
        else:
            values[blank.name] = value
    return values, wrong


def told(blank: Field, values: Mapping[str, Any]) -> str:
    """What was written, in words for people: names in place of codes, 2026年10月12日 08:40; "" for nothing."""
    value = values.get(blank.name)
    if value in (None, "", []):
        return ""
    if blank.type == "yes":
        return "是" if value else "否"
    if blank.type == "one":
        return blank.choices.get(value, str(value))
    if blank.type == "many":
        return "、".join(blank.choices.get(one, str(one)) for one in value)
    if blank.type == "day":
        return day_words(datetime.date.fromisoformat(value))
    if blank.type == "moment":
        moment = datetime.datetime.fromisoformat(value)
        return f"{day_words(moment.date())} {moment:%H:%M}"
    if blank.type == "money":
        return f"{Decimal(value):,.2f} 元"
    return str(value)


def day_words(day: datetime.date) -> str:
    """2026年10月12日."""
    return f"{day.year}年{day.month}月{day.day}日"


def wrong_year(day: datetime.date) -> str:
    """What to say of a year in which nobody who has to do with a case lived: 0026 is a slip of the finger for 2026."""
    return "" if FIRST_YEAR < day.year < LAST_YEAR else "年份不对，请再看一遍"


_Read = tuple[Any, str]


def _text(raw: Any, blank: Field) -> _Read:
    text = str(raw).replace("\r\n", "\n").strip()
    text = text if blank.type == "long" else " ".join(text.split())
    limit = LONGEST[blank.type]
    return (text, "") if len(text) <= limit else (None, f"最多 {limit} 个字")


def _day(raw: Any, blank: Field) -> _Read:
    try:
        day = raw if isinstance(raw, datetime.date) else datetime.date.fromisoformat(str(raw).strip())
    except ValueError:
        return None, "日期写成 2026-03-01 这样"
    day = day.date() if isinstance(day, datetime.datetime) else day
    return (None, wrong) if (wrong := wrong_year(day)) else (day.isoformat(), "")


def _moment(raw: Any, blank: Field) -> _Read:
    try:
        moment = raw if isinstance(raw, datetime.datetime) else datetime.datetime.fromisoformat(str(raw).strip())
    except ValueError:
        return None, "时间写成 2026-03-01 08:40 这样"
    if moment.tzinfo is None:
        return None, "时间缺了时区"
    if wrong := wrong_year(moment):
        return None, wrong
    return moment.isoformat(timespec="minutes"), ""


def _number(raw: Any, blank: Field) -> _Read:
    text = str(raw).strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None, "写整数"
    return int(text), ""


def _money(raw: Any, blank: Field) -> _Read:
    try:
        yuan = Decimal(str(raw).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None, "写数字，单位是元"
    if not yuan.is_finite() or not 0 <= yuan < MOST_YUAN or yuan != yuan.quantize(Decimal("0.01")):
        return None, "金额不对：不小于 0，最多两位小数"
    return f"{yuan:.2f}", ""


def _decimal(raw: Any, blank: Field) -> _Read:
    """Months and hours: 1.5; kept as a text without needless noughts."""
    text, wrong = _money(raw, blank)
    if wrong:
        return None, "写数字，不小于 0，最多两位小数"
    return f"{Decimal(text).normalize():f}", ""


def _yes(raw: Any, blank: Field) -> _Read:
    return raw in (True, "on", "true", "True", "1", "yes"), ""


def _one(raw: Any, blank: Field) -> _Read:
    return (raw, "") if raw in blank.choices else (None, "请选一项")


def _many(raw: Any, blank: Field) -> _Read:
    chosen = [raw] if isinstance(raw, str) else list(raw)
    if any(one not in blank.choices for one in chosen):
        return None, "请从列出的里面选"
    return [code for code in blank.choices if code in chosen], ""


_READERS: dict[str, Callable[[Any, Field], _Read]] = {
    "text": _text,
    "long": _text,
    "day": _day,
    "moment": _moment,
    "number": _number,
    "decimal": _decimal,
    "money": _money,
    "yes": _yes,
    "one": _one,
    "many": _many,
}
