"""A line of a sum by law: what it is, how it is reckoned, who pays, by which article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from .figures import Figure, rounded, with_result

ONCE, MONTHLY, LIMIT = "once", "month", "limit"
"""A sum paid once, one paid each month, and a bound that nobody pays (never part of a total)."""
FUND = "fund"
"""The work injury insurance fund, of those who pay."""
NOT_COMPUTED = "未计算"
UNCONFIRMED = "待核实"
BY_HAND = "请人工核对"


@dataclass(frozen=True)
class Line:
    """`amount` in yuan, two places; None is 未计算, 待核实 or 请人工核对, and the formula says why.

    `most` is the upper end where the law leaves a range. `sources` are those of the numbers from the table, `verified`
    is false as soon as one of them is not confirmed. `payer_open`: nobody has said whether the fund pays it.
    """

    code: str
    name: str
    amount: Decimal | None
    formula: str
    who_pays: str
    article: str
    per: str = ONCE
    most: Decimal | None = None
    sources: tuple[str, ...] = ()
    verified: bool = True
    note: str = ""
    payer_open: bool = False


def line(
    code: str,
    name: str,
    figure: Figure,
    *,
    who_pays: str,
    article: str,
    per: str = ONCE,
    accept_unverified: bool = False,
    note: str = "",
) -> Line:
    """A line from a figure; one that rests on what nobody has confirmed has an amount only if the caller accepts it."""
    amount, formula = None, figure.text
    if figure.value is None or figure.missing:
        formula = f"{figure.text}：{NOT_COMPUTED}，缺{'、'.join(figure.missing)}"
    elif figure.doubts and not accept_unverified:
        formula = f"{figure.text}：{UNCONFIRMED}，没有算"
    else:
        amount = rounded(figure.value)
        formula = with_result(figure, amount)
    notes = [*figure.notes, *(f"{UNCONFIRMED}：{one}" for one in figure.doubts), note]
    return Line(
        code,
        name,
        amount,
        formula,
        who_pays,
        article,
        per,
        sources=figure.sources,
        verified=not figure.doubts,
        note="；".join(one for one in notes if one),
    )


def by_hand(code: str, name: str, *, why: str, who_pays: str, article: str, per: str = ONCE) -> Line:
    """A line the law asks for and no rule here can reckon."""
    return Line(code, name, None, f"{BY_HAND}：{why}", who_pays, article, per, verified=False)


def with_note(one: Line, note: str) -> Line:
    return replace(one, note="；".join(filter(None, [one.note, note])))
