"""What happened in a case: noted once, it starts and meets clocks; taken back, it takes its clocks back."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from portal.services.refusal import Refused

from ..models import Case, Happening, Party
from ..rules.access import Action
from ..rules.clocks import filings, vocabulary
from . import clocks
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

AHEAD = datetime.timedelta(minutes=5)
"""A phone's clock may go so much fast."""


@transaction.atomic
def note_happening(
    *,
    case: Case,
    event: str,
    at: datetime.datetime,
    by: Person,
    now: datetime.datetime,
    party: Party | None = None,
    words: str = "",
) -> Happening:
    """Note that `event` happened at `at`. The same event of the same person at the same minute is one.

    Refused for an event that does not exist, a time ahead, somebody else's party. In a closed case whoever deals with
    clocks still notes what meets or follows one of the law (N4).
    """
    _guard(case, by)
    if event not in vocabulary("events"):
        raise Refused("请选发生了什么", "event")
    if case.state == Case.State.CLOSED and event not in filings(case.family):
        raise Refused("案件已经办结，只能补记法定期限的事；别的先重新办理", "event")
    if at > now + AHEAD:
        raise Refused("时间不能晚于现在", "at")
    if party is not None and party.case_id != case.pk:
        raise Refused("这个人不在这件案子里", "party")
    return keep(case=case, event=event, at=at, by=by, now=now, party=party, words=words)


def _guard(case: Case, by: Person) -> None:
    guard(case, by, Action.CLOCK if case.state == Case.State.CLOSED else Action.RECORD)


@transaction.atomic
def keep(
    *,
    case: Case,
    event: str,
    at: datetime.datetime,
    by: Person | None,
    now: datetime.datetime,
    party: Party | None = None,
    words: str = "",
    unsure: str = "",
) -> Happening:
    """The same without asking who: for services that have asked already. The case's row is locked: two at once are
    one. `unsure` says why the moment is not."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    minute = at.replace(second=0, microsecond=0)
    same = case.happenings.filter(event=event, party=party, undone_at__isnull=True, at__gte=minute)
    if (known := same.filter(at__lt=minute + datetime.timedelta(minutes=1)).first()) is not None:
        return known
    row = Happening.objects.create(
        case=case, event=event, at=at, by=by, noted_at=now, party=party, note=words[:300], unsure=unsure
    )
    met = clocks.meet_by(happening=row, now=now)
    started = clocks.start_by(happening=row, now=now)
    note(
        case=case,
        verb="happening",
        by=by,
        at=now,
        event=event,
        met=[one.definition for one in met],
        started=[one.definition for one in started],
    )
    clocks.refresh(case)
    return row


@transaction.atomic
def undo_happening(*, happening: Happening, why: str, by: Person, now: datetime.datetime) -> Happening:
    """It did not happen so: it stays on record as taken back; the clocks that it started no longer apply, those that
    it met run on."""
    _guard(happening.case, by)
    if happening.undone_at:
        return happening
    if not why.strip():
        raise Refused("写明为什么撤回", "why")
    happening.undone_at = now
    happening.save(update_fields=["undone_at"])
    for clock in happening.clocks.running():
        clocks.drop(clock, why, by, now)
    for clock in happening.met_clocks.filter(cancelled_at__isnull=True):
        clocks.unmeet(clock, why, by, now)
    note(case=happening.case, verb="undo", by=by, at=now, why=why, event=happening.event)
    return happening
