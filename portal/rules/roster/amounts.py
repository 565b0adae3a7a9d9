"""Amounts as people write them: ¥5,200.00, ５２００元, (200) for minus 200, a dash for nothing at all."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from .cells import text_of

NOTHING = frozenset({"-", "--", "/", "//", "\\", "—", "——", "–", "无", "空"})
"""Signs for an empty cell: they say nothing, and are no nought."""

_UNITS = "元圆天日工时小个 "
_MINUS = str.maketrans("−﹣–", "---")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BRACKETED = re.compile(r"\(([^()-]+)\)")


def is_nothing(value: object) -> bool:
    """Whether the cell says nothing: empty, or a sign for it."""
    text = unicodedata.normalize("NFKC", text_of(value)).replace(" ", "")
    return not text or text in NOTHING


def read_amount(value: object, *, least: Decimal, most: Decimal) -> tuple[Decimal | None, str]:
    """The number with two places and "", or None and what is wrong with it; nothing at all is None and ""."""
    if is_nothing(value):
        return None, ""
    text = unicodedata.normalize("NFKC", text_of(value)).translate(_MINUS).strip()
    if found := _BRACKETED.fullmatch(text):
        text = f"-{found[1]}"
    text = text.replace("人民币", "").replace("¥", "").strip(_UNITS).replace(" ", "")
    if "," in text and not _THOUSANDS.fullmatch(text):
        return None, "逗号的位置不对：写成 5,200 或者 5200"
    if not re.fullmatch(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d{1,3})?|[-+]?\d+\.", text.replace(",", "")):
        return None, "这里要填数字"
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None, "这里要填数字"
    if not number.is_finite() or not least <= number <= most:
        return None, f"数不对：{least:,} 到 {most:,}"
    return number.quantize(Decimal("0.01")), ""


def plain(number: Decimal) -> str:
    """26.00 is 26, -0.50 is -0.5."""
    text = f"{number.quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text
