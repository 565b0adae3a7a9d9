"""The least the law gives, to stand beside a settlement.

Only what rests on confirmed numbers is a verdict. A figure from a number that is 待核实 is shown, marked, and at most
asks the legal adviser to look; what lacks its base is 未计算 and never nought. An agreement that takes duty away from
the employer is void (安全生产法第52条第2款).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..settlements import EACH_MONTH
from .lines import FUND, MONTHLY, ONCE, Line


def floor(lines: Iterable[Line]) -> Decimal | None:
    """The sum of what is paid once and was reckoned from confirmed numbers; None when nothing was. Monthly lines have
    no sum."""
    return _sum(one for one in lines if one.verified)


def likely(lines: Iterable[Line]) -> Decimal | None:
    """The same with what rests on numbers that are 待核实; None when no such line adds anything."""
    rows = list(lines)
    unsure = [one for one in rows if not one.verified and one.per == ONCE and one.amount is not None]
    return _sum(rows) if unsure else None


def _sum(lines: Iterable[Line]) -> Decimal | None:
    amounts = [one.amount for one in lines if one.per == ONCE and one.amount is not None]
    return sum(amounts, Decimal("0.00")) if amounts else None


def floor_of(
    people: Mapping[str, Sequence[Line]], *, as_of: datetime.date, names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What is kept beside a settlement as plain JSON: {total, likely, own, people, lines, missing, as_of}.

    `people` are the lines of each worker under the key of the party, `names` what they are called where there are
    several. `total` is a verdict, `likely` only a reason to look (it holds numbers that are 待核实); each is null when
    there is none. `own` are these two of what the fund does not pay, null where nobody has said who is insured.
    `people` in the result holds the three of each. The law may give more, never less: what could not be reckoned is in
    `missing`.
    """
    called = names or {}
    rows = [(called.get(key, ""), one) for key, lines in people.items() for one in lines if one.per in {ONCE, MONTHLY}]
    return {
        **_sums([one for _, one in rows]),
        "people": {key: _sums(lines) for key, lines in people.items()},
        "missing": list(dict.fromkeys(one.name for _, one in rows if one.amount is None)),
        "as_of": as_of.isoformat(),
        "lines": [_kept(one, who) for who, one in rows],
    }


def _sums(lines: Sequence[Line]) -> dict[str, Any]:
    """Whoever is not known to be insured leaves open who pays what the fund would pay."""
    own = None if any(one.payer_open for one in lines) else _two([one for one in lines if one.who_pays != FUND])
    return {**_two(lines), "own": own}


def _two(lines: Sequence[Line]) -> dict[str, str | None]:
    sure, more = floor(lines), likely(lines)
    return {"total": None if sure is None else str(sure), "likely": None if more is None else str(more)}


def _kept(one: Line, who: str) -> dict[str, Any]:
    return {
        "who": who,
        "name": one.name + (EACH_MONTH if one.per == MONTHLY else ""),
        "amount": None if one.amount is None else str(one.amount),
        "formula": one.formula,
        "article": one.article,
        "verified": one.verified,
        "fund": one.who_pays == FUND and not one.payer_open,
    }
