"""The least the law gives, to stand beside a settlement, and the red flag when the settlement is below it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

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
    """The sum of what is paid once and could be reckoned; None when nothing could. Monthly lines have no sum.

    `who_pays`: only what these owe, for a settlement with the employer alone.
    """
    amounts = [one.amount for one in _owed(lines, who_pays) if one.per == ONCE and one.amount is not None]
    return sum(amounts, Decimal("0.00")) if amounts else None


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
    reasons += [f"{one.name}：{one.formula}" for one in owed if one.amount is None]
    reasons += [f"{one.name}按待核实的数算的，请核对" for one in owed if one.amount is not None and not one.verified]
    reasons += [f"{one.name}按月支付，没有计入下限" for one in owed if one.per == MONTHLY and one.amount is not None]
    return Flag(bool(reasons), short, tuple(reasons))


def _owed(lines: Iterable[Line], who_pays: Collection[str] | None) -> list[Line]:
    counted = [one for one in lines if one.per in {ONCE, MONTHLY}]
    return [one for one in counted if who_pays is None or one.who_pays in who_pays]
