"""Numbers as people type them, read exactly: 1.5, １．５, 一点五, 1，200, 两米 where the unit is 米. Never a guess."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from knowledge.rules.numerals import DIGITS, UNITS, to_chinese, to_int

_MINUS = str.maketrans("−–—﹣负", "-----")
_PLAIN = re.compile(r"(-?)\+?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_FIGURES = 15
_WAN = 10_000


class NotANumber(ValueError):
    """It does not read as one number, or it could be read in two ways."""


def read_number(text: str, *, unit: str = "") -> Decimal:
    """The number, folded: width, spaces, Chinese numerals, and the unit itself behind it. Raises NotANumber."""
    folded = _fold(text)
    own = _fold(unit)
    if own and folded.endswith(own):
        folded = folded[: -len(own)]
    if own == "%" and folded.startswith("百分之"):
        folded = folded.removeprefix("百分之")
    if sum(character.isdigit() for character in folded) > _FIGURES:
        raise NotANumber(text)
    if _GROUPED.fullmatch(folded):
        folded = folded.replace(",", "")
    if match := _PLAIN.fullmatch(folded):
        return Decimal(match[1] + match[2])
    return _chinese(folded)


def _fold(text: str) -> str:
    """One width, no spaces, one minus, one point."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(_MINUS).casefold()
    return re.sub(r"(?<=[0-9])。(?=[0-9])", ".", folded)


def _chinese(text: str) -> Decimal:
    """一千二百, 两万五千, 一点五, 1.5万. What has two readings (二百五: 250 or 205) is refused."""
    sign, text = (Decimal(-1), text[1:]) if text.startswith("-") else (Decimal(1), text)
    if text.endswith("万") and _PLAIN.fullmatch(text[:-1]):
        return sign * Decimal(text[:-1]) * _WAN
    whole, point, rest = text.partition("点")
    if point and (not rest or any(character not in DIGITS for character in rest)):
        raise NotANumber(text)
    value = Decimal(_whole(whole))
    if point:
        value += Decimal("0." + "".join(str(DIGITS[character]) for character in rest))
    return sign * value


def _whole(text: str) -> int:
    high, wan, low = text.partition("万")
    if not wan:
        return _below_wan(text)
    if low and low[0] not in "零〇" and len(low) < 2:
        raise NotANumber(text)
    return _below_wan(high) * _WAN + (_below_wan(low.lstrip("零〇")) if low.lstrip("零〇") else 0)


def _below_wan(text: str) -> int:
    if not text or any(character not in DIGITS and character not in UNITS for character in text):
        raise NotANumber(text)
    value = to_int(text)
    if any(character in UNITS for character in text) and _plain(to_chinese(value)) != _plain(text):
        raise NotANumber(text)
    return value


def _plain(text: str) -> str:
    return text.replace("两", "二").replace("〇", "零").replace("○", "零").replace("一十", "十")
