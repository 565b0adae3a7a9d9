"""The least the law gives, to stand beside a settlement, and the red flag when the settlement is below it.

Only what rests on confirmed numbers is a verdict. A figure from a number that is 待核实 is shown, marked, and at most
asks the legal adviser to look; what lacks its base is 未计算 and never nought. An agreement that takes duty away from
the employer is void (安全生产法第52条第2款).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .figures import plain
from .lines import MONTHLY, ONCE, Line

TOPPED_UP = "《最高人民法院关于审理劳动争议案件适用法律问题的解释（一）》第三十五条"


@dataclass(frozen=True)
class Flag:
    """`red`: somebody has to look before anybody signs. `short`: by how much the settlement is below what is known."""

    red: bool
    short: Decimal | None
    reasons: tuple[str, ...]


def floor(lines: Iterable[Line], *, who_pays: Collection[str] | None = None) -> Decimal | None:
    """The sum of what is paid once and was reckoned from confirmed numbers; None when nothing was. Monthly lines have
    no sum.

    `who_pays`: only what these owe, for a settlement with the employer alone.
    """
    return _sum(one for one in _owed(lines, who_pays) if one.verified)


def likely(lines: Iterable[Line], *, who_pays: Collection[str] | None = None) -> Decimal | None:
    """The same with what rests on numbers that are 待核实; None when no such line adds anything."""
    owed = _owed(lines, who_pays)
    unsure = [one for one in owed if not one.verified and one.per == ONCE and one.amount is not None]
    return _sum(owed) if unsure else None


def _sum(lines: Iterable[Line]) -> Decimal | None:
    amounts = [one.amount for one in lines if one.per == ONCE and one.amount is not None]
    return sum(amounts, Decimal("0.00")) if amounts else None


def floor_of(lines: Iterable[Line], *, as_of: datetime.date) -> dict[str, Any]:
    """What is kept beside a settlement as plain JSON: {total, likely, lines, missing, as_of}.

    `total` is a verdict, `likely` only a reason to look (it holds numbers that are 待核实); each is null when there is
    none. The law may give more, never less: what could not be reckoned is in `missing`.
    """
    rows = list(lines)
    total, more = floor(rows), likely(rows)
    return {
        "total": None if total is None else str(total),
        "likely": None if more is None else str(more),
        "missing": [one.name for one in rows if one.amount is None],
        "as_of": as_of.isoformat(),
        "lines": [
            {
                "name": one.name + ("（每月）" if one.per == MONTHLY else ""),
                "amount": None if one.amount is None else str(one.amount),
                "formula": one.formula,
                "article": one.article,
                "verified": one.verified,
            }
            for one in rows
            if one.per in {ONCE, MONTHLY}
        ],
    }


def below_floor(amount: Decimal | None, lines: Iterable[Line], *, who_pays: Collection[str] | None = None) -> Flag:
    """Red when the amount is below the floor, and when the floor is not whole: a line 未计算, 待核实 or monthly."""
    owed = _owed(lines, who_pays)
    least = floor(owed)
    short = max(least - amount, Decimal("0.00")) if least is not None and amount is not None else None
    reasons: list[str] = []
    if amount is None:
        reasons.append("没有填协议金额")
    if least is None:
        reasons.append("没有一项算得出来，没有法定下限可比")
    if short:
        reasons.append(f"比已经算出的法定数额少 {plain(short)} 元，可能被认定显失公平而撤销（{TOPPED_UP}）")
    more = likely(owed)
    if not short and amount is not None and more is not None and amount < more:
        reasons.append("比按待核实的数算出来的少，由法务核对以后再定")
    reasons += [f"{one.name}：{one.formula}" for one in owed if one.amount is None]
    reasons += [f"{one.name}按待核实的数算的，请核对" for one in owed if one.amount is not None and not one.verified]
    reasons += [f"{one.name}按月支付，没有计入下限" for one in owed if one.per == MONTHLY and one.amount is not None]
    return Flag(bool(reasons), short, tuple(reasons))


def _owed(lines: Iterable[Line], who_pays: Collection[str] | None) -> list[Line]:
    counted = [one for one in lines if one.per in {ONCE, MONTHLY}]
    return [one for one in counted if who_pays is None or one.who_pays in who_pays]
