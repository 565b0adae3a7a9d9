"""Geometry of bar charts drawn on the server, in units of their viewBox; colours are left to the stylesheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 320
"""As wide as a phone's column, so that letters keep their size there."""
ROW = 46
LABEL_WIDTH = 200.0
LETTER = 14.0
"""Height of a letter, and width of a Chinese one."""


@dataclass(frozen=True)
class Bar:
    """One line: the label above, the bar below it, the value at its end. `weak` and `few` choose its looks."""

    label: str
    value: str
    y: float
    length: float
    few: bool = False
    weak: bool = False


@dataclass(frozen=True)
class Chart:
    """`line` is where `mark` per cent stands; 0 without one."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    line: float = 0.0


def bars(rows: Iterable[tuple[str, float, int, bool]], *, mark: float = 0.0) -> Chart:
    """Rows are (label, share 0–1, how many answers, few). Bars below `mark` (0–1) are weak."""
    found = []
    for number, (label, share, n, few) in enumerate(rows):
        value = f"{round(100 * share)}%，{n} 次" + ("，次数少" if few else "")
        length = round(WIDTH * min(max(share, 0.0), 1.0), 1)
        found.append(Bar(shorten(label), value, number * ROW, length, few, share < mark))
    return Chart(tuple(found), WIDTH, max(len(found) * ROW, ROW), round(WIDTH * mark, 1))


def shorten(label: str, width: float = LABEL_WIDTH) -> str:
    """What fits beside the value; a dot takes the place of the rest."""
    used = 0.0
    for place, letter in enumerate(label):
        used += LETTER if unicodedata.east_asian_width(letter) in "WF" else LETTER * 0.6
        if used > width:
            return label[: place - 1] + "…"
    return label
