"""The dead and the badly hurt turn out to be more or fewer: noted, told to the team, graded anew while it counts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.clock import SHANGHAI
from portal.services.refusal import Refused

from ..models import Case
from ..rules import casualties as rules
from ..rules import taxonomy
from . import clocks
from .alarms import tell_casualties
from .happenings import AHEAD, keep

if TYPE_CHECKING:
    from portal.models import Person

CHANGED, LATE = "casualties_changed", "casualties_late"


@dataclass(frozen=True)
class Numbers:
    """As they stood before a change of facts: the dead, the badly hurt, what the grade counted, and the grade."""

    deaths: int
    serious: int
    graded: dict[str, int]
    grade: str

    @classmethod
    def of(cls, case: Case) -> Numbers:
        return cls(case.deaths, case.serious, dict(case.graded), case.grade)


def weigh(*, case: Case, before: Numbers, at: datetime.datetime, by: Person, now: datetime.datetime) -> str:
    """After `deaths` or `serious` changed at `at`; the case is locked and guarded by the caller. What it came to, in
    words; "" when nothing changed or no rule asks.

    Within the days of 493号令第13条第2款 it is a happening that asks for a supplementary report, and the grade follows.
    After them it is noted and the grade stays (第20条第2款).
    """
    occurred = case.occurred_at or case.known_at
    after = (case.deaths, case.serious)
    if after == (before.deaths, before.serious):
        return ""
    if at > now + AHEAD or at < occurred:
        raise Refused("写人数变化的时间：在事故以后，不晚于现在", "changed_at")
    last = rules.last_day(family=case.family, facts=clocks.facts_of(case), occurred_at=occurred, on=case.incident_on)
    if last is None:
        return ""
    late = at.astimezone(SHANGHAI).date() > last
    if late and not case.graded:
        case.graded = {"deaths": before.deaths, "serious": before.serious}
        case.save(update_fields=["graded"])
    grades = taxonomy.name(before.grade), taxonomy.name(case.grade)
    words = rules.told((before.deaths, before.serious), after, grades, last, late=late)
    keep(case=case, event=LATE if late else CHANGED, at=at, by=by, now=now, words=words)
    tell_casualties(case=case, words=words, by=by, now=now)
    return words
