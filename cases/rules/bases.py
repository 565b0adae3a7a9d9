"""What the sums of one worker are reckoned from, as it was written down, and the lines of the law it gives.

The blanks are `cases/content/bases.toml`; which of them are asked goes by the kind of case. What nobody wrote down is
未计算, never nought; what is not confirmed is reckoned, marked, and no verdict.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from .blanks import Field, fields_of
from .sums import contract, pay
from .sums.death import Death, Dependant, death
from .sums.injury import Injury, injury
from .sums.lines import Line
from .sums.parameters import Book

_FILE = Path(__file__).parent.parent / "content" / "bases.toml"
SPOUSE = ("配偶", "妻", "丈夫", "爱人")
WAGES = ("DIS-WAG", "DIS-COL", "DIS-DED")
ENDINGS = ("DIS-TER",)


@dataclass(frozen=True)
class Claim:
    """One worker of a case. `kind` is that of the case, `on` its day in Shanghai, `today` the day of the reckoning.

    `subcontracted`: the worker's employer is a subcontractor, so that the general contractor pays first.
    """

    kind: str
    on: datetime.date
    today: datetime.date
    region: str = ""
    subcontracted: bool = False


@cache
def _rows() -> tuple[tuple[tuple[str, ...], Field], ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf8"))["fields"]
    return tuple((tuple(row.pop("kinds")), fields_of([row])[0]) for row in rows)


@cache
def blanks(kind: str) -> tuple[Field, ...]:
    """What is asked of a worker in a case of this kind."""
    return tuple(blank for kinds, blank in _rows() if kind.startswith(kinds))


def names() -> frozenset[str]:
    return frozenset(blank.name for _, blank in _rows())


def out_of_order(values: Mapping[str, Any], *, on: datetime.date, today: datetime.date) -> tuple[str, str] | None:
    """(the blank, what is wrong with it) of the first day that cannot be: later than today, or before what it follows.
    `on` is the day of the case."""
    told = _Told(values)
    for blank in (blank for _, blank in _rows() if blank.type == "day"):
        day = told.day(blank.name)
        if day is not None and day > today:
            return blank.name, f"“{blank.label}”不能晚于今天"
    died, began = told.day("died_on"), told.day("hired_on")
    if died is not None and died < on:
        return "died_on", "死亡日期不能早于出事那天"
    left = told.day("left_on")
    if began is not None and left is not None and left < began:
        return "left_on", "离开的日子不能早于用工之日"
    return None


def lines(claim: Claim, values: Mapping[str, Any], *, book: Book) -> list[Line]:
    """What the law gives this worker, line by line; none where no rule of ours gives any."""
    told = _Told(values)
    family = claim.kind[:3]
    if family == "DTH" and told.grade is None:  # who was graded has lived
        return death(_death(claim, told), book=book, accept_unverified=True)
    if family in {"INJ", "DTH", "OCC"}:
        return injury(_injury(claim, told), book=book, accept_unverified=True)
    return _dispute(claim, told, book) if family == "DIS" else []


class _Told:
    """Reads what stands in the values of a party: texts of yuan, ISO days, codes; None for what is not there."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def number(self, name: str) -> Decimal | None:
        try:
            return Decimal(str(self.values.get(name, "")))
        except InvalidOperation:
            return None

    def day(self, name: str) -> datetime.date | None:
        try:
            return datetime.date.fromisoformat(str(self.values.get(name, "")))
        except ValueError:
            return None

    def code(self, name: str) -> str:
        return str(self.values.get(name) or "")

    def answer(self, name: str) -> bool | None:
        """Yes or no; None when nobody has said."""
        return {"yes": True, "no": False, True: True, False: False}.get(self.values.get(name, ""))

    @property
    def grade(self) -> int | None:
        found = self.number("grade")
        return int(found) if found is not None and found in range(1, 11) else None


def _death(claim: Claim, told: _Told) -> Death:
    """条例第三十九条 goes by the year before the death, which may be another than that of the accident."""
    return Death(
        died_on=told.day("died_on") or claim.on,
        own_wage=told.number("wage"),
        region_wage=told.number("region_wage"),
        dependants=dependants(told.code("dependants")),
        insured=told.answer("insured"),
    )


def dependants(text: str) -> tuple[Dependant, ...] | None:
    """One a line: the relation, 孤寡 or 孤儿 for who gets more, 符合 or 不符合 once looked at. None: not asked."""
    rows = [one.split() for one in text.splitlines() if one.strip()]
    if not rows:
        return None
    return tuple(_dependant(row) for row in rows if row[0] not in {"没有", "无"})


def _dependant(words: list[str]) -> Dependant:
    relation = "spouse" if words[0].startswith(SPOUSE) else words[0]
    text = "".join(words)
    looked_at = False if "不符合" in text else True if "符合" in text else None
    return Dependant(relation, alone="孤寡" in text or "孤儿" in text, entitled=looked_at)


def _injury(claim: Claim, told: _Told) -> Injury:
    return Injury(
        on=claim.on,
        region=claim.region,
        grade=told.grade,
        own_wage=told.number("wage"),
        region_wage=told.number("region_wage"),
        minimum_wage=told.number("minimum_wage"),
        insured=told.answer("insured"),
        occupational_disease=claim.kind.startswith("OCC"),
        leave_months=told.number("leave_months"),
        leave_wage=told.number("leave_wage"),
        medical=told.number("medical"),
        hospital_days=told.number("hospital_days"),
        meal_per_day=told.number("meal_per_day"),
        care=told.code("care"),
        ended=told.code("ended") or None,
        ended_on=told.day("ended_on"),
        province_wage_at_end=told.number("province_wage_at_end"),
        region_wage_at_end=told.number("region_wage_at_end"),
        years_to_retirement=told.number("years_to_retirement"),
    )


def _dispute(claim: Claim, told: _Told, book: Book) -> list[Line]:
    """The lines that the kind of dispute asks for, and those whose facts were written down."""
    owed = told.number("owed")
    found: list[Line] = []
    if owed is not None or claim.kind.startswith(WAGES):
        found += pay.arrears(pay.Arrears(whole=owed, subcontracted=claim.subcontracted))
    if told.code("written") or claim.kind.startswith("DIS-DBL"):
        found += _double(claim, told, book)
    if told.code("reason") or claim.kind.startswith(ENDINGS):
        found += _ending(told)
    return [*found, *_hours(claim, told, book), *_rest(claim, told, book)]


def _double(claim: Claim, told: _Told, book: Book) -> list[Line]:
    """A contract signed on a day nobody wrote down is taken for one in time."""
    signed = told.day("signed_on")
    if told.answer("written") and signed is None:
        return []
    facts = contract.DoubleWage(
        hired_on=told.day("hired_on"),
        signed_on=signed,
        left_on=told.day("left_on"),
        until=claim.today,
        month_wage=told.number("month_wage"),
    )
    return contract.double_wage(facts, book=book, accept_unverified=True)


def _ending(told: _Told) -> list[Line]:
    return contract.compensation(
        contract.Ended(
            hired_on=told.day("hired_on"),
            ended_on=told.day("left_on"),
            reason=told.code("reason") or None,
            average_wage=told.number("average_wage"),
            city_wage=told.number("city_wage"),
            minimum_wage=told.number("minimum_wage"),
            last_month_wage=told.number("last_wage"),
            notice_given=told.answer("notice_given"),
        )
    )


def _hours(claim: Claim, told: _Told, book: Book) -> list[Line]:
    """Overtime of all months together; a kind of hours nobody wrote down has a line only in a case about overtime."""
    hours = {kind: told.number(f"overtime_{kind}") for kind, *_ in pay.KINDS}
    if not claim.kind.startswith("DIS-OVT"):
        hours = {kind: count if count is not None else Decimal(0) for kind, count in hours.items()}
    facts = pay.Overtime(
        on=told.day("left_on") or claim.on, month_wage=told.number("month_wage"), of_one_month=False, **hours
    )
    return pay.overtime(facts, book=book, accept_unverified=True)


def _rest(claim: Claim, told: _Told, book: Book) -> list[Line]:
    """The difference to the minimum wage, and leave that was not taken."""
    if claim.kind.startswith("DIS-MIN"):
        short = pay.BelowMinimum(told.number("paid_wage"), told.number("minimum_wage"), told.number("short_months"))
        return pay.below_minimum(short)
    if claim.kind.startswith("DIS-LVE"):
        leave = pay.UnusedLeave(on=claim.on, month_wage=told.number("month_wage"), days=told.number("leave_days"))
        return pay.unused_leave(leave, book=book, accept_unverified=True)
    return []
