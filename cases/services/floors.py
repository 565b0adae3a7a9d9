"""What the law gives the people of a case, reckoned from what is written about each; kept beside a settlement."""

from __future__ import annotations

import datetime
from typing import Any

from ..models import Case, Party
from ..rules import bases
from ..rules.sums.floors import floor_of
from ..rules.sums.lines import Line
from ..rules.sums.parameters import Book
from .reference import book_now

SUBCONTRACTORS = {Party.Role.PROFESSIONAL, Party.Role.LABOUR, Party.Role.BOSS}


def reckon(case: Case, *, today: datetime.date) -> dict[str, Any]:
    """The floor of a case, worker by worker and line by line; {} where no rule of ours gives one."""
    book = book_now()
    workers = case.parties.filter(role=Party.Role.WORKER, removed_at__isnull=True).select_related("employer")
    people = {str(one.pk): lines_of(case, one, today=today, book=book) for one in workers}
    names = {str(one.pk): one.name for one in workers} if len(people) > 1 else {}
    return floor_of(people, as_of=today, names=names) if any(people.values()) else {}


def lines_of(case: Case, party: Party, *, today: datetime.date, book: Book) -> list[Line]:
    """What the law gives one worker of the case, line by line; none where no rule of ours gives any."""
    claim = bases.Claim(
        kind=case.kind,
        on=case.incident_on,
        today=today,
        region=case.project.region,
        subcontracted=party.employer is not None and party.employer.role in SUBCONTRACTORS,
    )
    return bases.lines(claim, party.values, book=book)
