"""Closing a case and opening it again. What the law still asks for runs on in a closed case (N4)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from portal.services.refusal import Refused

from ..models import Case, ClockChange, RunningClock
from ..rules import taxonomy
from ..rules.access import Action
from ..rules.stages import following, missing
from . import clocks
from .stages import what_is_there
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

DONE = "案件办结"
"""Why a clock of ours was dropped at closing; by it the same clocks are found again."""


@transaction.atomic
def close_case(
    *,
    case: Case,
    outcome: str,
    why: str,
    by: Person,
    now: datetime.datetime,
    reasons: Mapping[str, str] | None = None,
) -> Case:
    """Done: at the last stage of its path, with an outcome. `reasons` say why something that the last stage asks for
    is not there ({code: why}), an instalment that was not paid among it. Refused, naming all that is missing.

    Statutory clocks that still run are kept running; ours are dropped.
    """
    case = locked(case, by, Action.HANDLE, why)
    if outcome not in taxonomy.outcomes():
        raise Refused("请选结果", "outcome")
    if following(case.stage):
        raise Refused("还没有到最后一个阶段", "why")
    given = {code: words.strip() for code, words in (reasons or {}).items() if words.strip()}
    lacking = missing(case.stage, what_is_there(case))
    if open_needs := [need for need in lacking if need.code not in given]:
        names = "；".join(f"还没有：{need.name}" for need in open_needs)
        raise Refused(f"{names}。没有的写明原因", f"need_{open_needs[0].code}")
    case.state, case.closed_at, case.outcome_code = Case.State.CLOSED, now, outcome
    case.save(update_fields=["state", "closed_at", "outcome_code"])
    for clock in case.clocks.running().filter(statutory=False):
        clocks.drop(clock, DONE, by, now)
    left = list(case.clocks.running().values_list("definition", flat=True))
    told = "；".join([why.strip(), *(f"没有{need.name}：{given[need.code]}" for need in lacking)])
    waived = [need.code for need in lacking]
    note(case=case, verb="close", by=by, at=now, why=told, outcome=outcome, waived=waived, running=left)
    return case


@transaction.atomic
def reopen_case(*, case: Case, why: str, by: Person, now: datetime.datetime) -> Case:
    """Worked on again: the outcome is open, and our clocks that closing dropped run on. The time in which the case was
    closed does not count in those that may stop."""
    case = locked(case, by, Action.REOPEN, why)
    if case.state != Case.State.CLOSED:
        raise Refused("案件没有办结")
    closed, outcome = case.closed_at, case.outcome_code
    case.state, case.closed_at, case.outcome_code = Case.State.OPEN, None, ""
    case.save(update_fields=["state", "closed_at", "outcome_code"])
    back = _dropped_by_closing(case, closed)
    codes = [clock.definition for clock in back]
    note(case=case, verb="reopen", by=by, at=now, why=why, outcome=outcome, clocks=codes)
    for clock in back:
        _run_again(clock, why, by, now)
    clocks.refresh(case)
    return case


def _dropped_by_closing(case: Case, closed: datetime.datetime | None) -> list[RunningClock]:
    """Those dropped at that moment, but none of a kind that has begun anew for the same person."""
    running = set(case.clocks.running().values_list("definition", "party"))
    rows = case.clocks.filter(met_at__isnull=True, cancelled_at=closed, cancelled_why=DONE)
    return [row for row in rows if (row.definition, row.party_id) not in running]


def _run_again(clock: RunningClock, why: str, by: Person, now: datetime.datetime) -> RunningClock:
    since = clock.cancelled_at
    clock.cancelled_at, clock.cancelled_why = None, ""
    clock.save(update_fields=["cancelled_at", "cancelled_why"])
    stands = clock.paused_at is not None
    if since is not None and clocks.definition_of(clock).suspends and not stands:
        clocks.stop(clock, ClockChange.Kind.PAUSE, since, DONE, by, noted_at=now)
        return clocks.stop(clock, ClockChange.Kind.RESUME, now, f"重新办理：{why}", by)
    return clocks.stop(clock, ClockChange.Kind.REOPEN, now, f"重新办理：{why}", by)


def locked(case: Case, by: Person, action: Action, why: str) -> Case:
    """The case, read again under its lock, when this person may do that and says why."""
    found = Case.objects.select_for_update().get(pk=case.pk)
    guard(found, by, action)
    if not why.strip():
        raise Refused("写明原因", "why")
    return found
