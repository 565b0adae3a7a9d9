"""One analysis for index and query, whatever the engine: characters and pairs of characters, numbers and words whole.

Measured on 58,543 statute articles, one field of unigrams and bigrams finds more than words cut by a dictionary, and
needs none. Both engines get the same tokens, joined by spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[0-9]+(?:\.[0-9]+)?|[a-z]+")
_NUMERAL = re.compile(r"[一二三四五六七八九两]?[十百千][零一二三四五六七八九十百千]*")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_QUOTES = str.maketrans("「」『』﹁﹂〝〞＂", '“”‘’“”“”"')


INVISIBLE = "\u200b"
"""Stands for every zero-width character; it parts no words."""


@lru_cache(maxsize=20_000)
def _fold(char: str) -> str:
    """One character in its plain form; what is seen by nobody becomes INVISIBLE."""
    if unicodedata.category(char) == "Cf":
        return INVISIBLE
    plain = unicodedata.normalize("NFKC", char).lower()
    return plain if len(plain) == 1 else char


def normalise(text: str) -> str:
    """Widths, quotes and case made one. The result has the length of the text, so that offsets stand for both."""
    return "".join(map(_fold, text.translate(_QUOTES)))


def runs(text: str) -> Iterator[str]:
    """Unbroken stretches of Han characters, of digits, of letters."""
    return (found[0] for found in _RUN.finditer(normalise(text).replace(INVISIBLE, "")))


def pairs(run: str) -> list[str]:
    """A run of Han characters as c1 c1c2 c2 c2c3 … cn: the order keeps phrases findable by position."""
    out = []
    for left, right in pairwise(run):
        out.append(left)
        out.append(left + right)
    out.append(run[-1])
    return out


def tokens(text: str) -> list[str]:
    """What is indexed and asked for. Numerals with a unit also stand as digits: 三十日 is found by 30."""
    out: list[str] = []
    for run in runs(text):
        if not run[0] >= "\u3400" and run[0] != "〇":
            out.append(run)
            continue
        out += pairs(run)
        out += [value(number[0]) for number in _NUMERAL.finditer(run)]
    return out


def value(numeral: str) -> str:
    """二百七十六 as 276."""
    total = unit = 0
    for char in numeral:
        if char in _DIGITS:
            unit = _DIGITS[char]
        else:
            total, unit = total + (unit or 1) * _UNITS[char], 0
    return str(total + unit)


def phrase(text: str) -> list[str]:
    """Tokens of a phrase in order, without the digits that numerals add: they stand apart in the index too."""
    out: list[str] = []
    for run in runs(text):
        out += pairs(run) if run[0] >= "\u3400" or run[0] == "〇" else [run]
    return out


def han_pairs(text: str) -> list[str]:
    """Pairs, numbers and words that carry meaning; a lone character only when nothing else stands beside it."""
    out: list[str] = []
    for run in runs(text):
        if (run[0] < "\u3400" and run[0] != "〇") or len(run) == 1:
            out.append(run)
        else:
            out += [a + b for a, b in pairwise(run)]
    return out
