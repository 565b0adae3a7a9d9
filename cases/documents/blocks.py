"""What stands on paper, as plain JSON: the same blocks become a PDF and a Word file. No text in them is ever markup."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ..rules.blanks import day_words
from ..rules.capitals import capital_yuan
from ..rules.settlements import Total

Block = dict[str, Any]
LINE = "＿"
"""A stroke to write on."""
UNVERIFIED = "（待核实）"


def blank(text: object, width: int = 8) -> str:
    """The text, or a line as long as that many characters to fill in by hand."""
    return str(text) if text not in (None, "") else LINE * width


def day(value: datetime.date | datetime.datetime | None) -> str:
    """2026年10月12日 in Shanghai; "" for none."""
    if value is None:
        return ""
    return day_words(timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value)


def moment(value: datetime.datetime | None) -> str:
    """2026年10月12日 08:40 in Shanghai; "" for none."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}" if value else ""


def yuan(amount: Decimal | str | None, *, verified: bool = True) -> str:
    """62,400.00 元, marked when nobody has confirmed it; "" for none, never a nought."""
    if amount in (None, ""):
        return ""
    return f"{Decimal(amount):,.2f} 元{'' if verified else UNVERIFIED}"


def both(amount: Decimal | None) -> str:
    """62,400.00 元（人民币陆万贰仟肆佰元整）; lines to fill in for none."""
    if amount is None:
        return f"{LINE * 6} 元（大写：{LINE * 10}）"
    return f"{amount:,.2f} 元（{capital_yuan(amount)}）"


def sum_of(total: Total) -> str:
    """The sum in figures and capitals; of what is not the whole it says so, and never writes a nought for it."""
    left_out = [f"{name}（未计算）" for name in total.missing] + [f"{name}{UNVERIFIED}" for name in total.unsure]
    if total.amount is None:
        return "未计算" + (f"：{'、'.join(left_out)}" if left_out else "")
    return both(total.amount) + (f"，不是全部：没有算进{'、'.join(left_out)}" if left_out else "")


def pairs(*rows: Sequence[tuple[str, object]], head: str = "") -> Block:
    """A form: each row one or two labels with what belongs to them. What is empty stays an empty cell."""
    return {
        "t": "pairs",
        "head": head,
        "rows": [[[label, "" if value is None else str(value)] for label, value in row] for row in rows],
    }


def text(head: str, words: str | Iterable[str], *, lines: int = 3) -> Block:
    """A heading and paragraphs; without any, lines to write on."""
    raw = words.split("\n") if isinstance(words, str) else list(words)
    return {"t": "text", "head": head, "paras": [one for one in raw if one.strip()], "lines": lines}


def table(
    header: Sequence[tuple[str, float]], rows: Iterable[Sequence[object]], *, head: str = "", empty: int = 3
) -> Block:
    """A table; `header` is each column's title and its share of the width. Without rows, empty ones to fill in."""
    return {
        "t": "table",
        "head": head,
        "cols": [share for _, share in header],
        "header": [title for title, _ in header],
        "rows": [["" if cell is None else str(cell) for cell in row] for row in rows],
        "empty": empty,
    }


def line(words: str, *, align: str = "left", strong: bool = False) -> Block:
    """One line by itself: 此致, the commission's name."""
    return {"t": "line", "text": words, "align": align, "strong": strong}


def signs(*labels: str) -> Block:
    """Where people sign, each with its date."""
    return {"t": "signs", "labels": list(labels)}


def small(words: str) -> Block:
    return {"t": "note", "text": words}


def broken(digest: str) -> str:
    """A hash in groups that a narrow cell can break."""
    return " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))
