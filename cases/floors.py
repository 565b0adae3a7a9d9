"""What the law gives the people of a case, reckoned from what is written about each; kept beside a settlement."""

from __future__ import annotations

import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from .models import Case, Party
from .rules.sums.death import Death, death
from .rules.sums.floors import floor_of
from .rules.sums.injury import Injury, injury
from .rules.sums.lines import Line
from .rules.sums.parameters import Book
from .services.reference import book_now


def reckon(case: Case, *, today: datetime.date) -> dict[str, Any]:
    """The floor of an injury or a death, line by line; {} where no rule of ours gives one.

    What nobody wrote down is 未计算, never nought. What is 待核实 is reckoned and marked, and is no verdict.
    """
    lines: list[Line] = []
    book = book_now()
    for party in case.parties.filter(role=Party.Role.WORKER, removed_at__isnull=True):
        lines += lines_of(case, party, book)
    return floor_of(lines, as_of=today) if lines else {}


def lines_of(case: Case, party: Party, book: Book | None = None) -> list[Line]:
    """What the law gives one worker of the case, line by line; none where no rule of ours gives any. No query: without
    a `book` by the numbers that ship."""
    values = party.values
    insured = values.get("insured") if isinstance(values.get("insured"), bool) else None
    if case.family == "DTH" and not values.get("grade"):  # who was graded has lived
        facts = Death(
            died_on=_day(values.get("died_on")) or case.incident_on,
            own_wage=_yuan(values.get("wage")),
            region_wage=_yuan(values.get("region_wage")),
            insured=insured,
        )
        return death(facts, book=book, accept_unverified=True)
    if case.family in {"INJ", "DTH"}:
        grade = values.get("grade")
        hurt = Injury(
            on=case.incident_on,
            region=case.project.region,
            grade=grade if isinstance(grade, int) and 1 <= grade <= 10 else None,
            own_wage=_yuan(values.get("wage")),
            region_wage=_yuan(values.get("region_wage")),
            insured=insured,
        )
        return injury(hurt, book=book, accept_unverified=True)
    return []


def _day(value: object) -> datetime.date | None:
    """The day of death, where it is another than that of the accident: 条例第三十九条 goes by the year before it."""
    return datetime.date.fromisoformat(str(value)) if value else None


def _yuan(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
