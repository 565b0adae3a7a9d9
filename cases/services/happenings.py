"""What happened in a case: noted once, it starts and meets clocks; taken back, it takes its clocks back."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from portal.services.refusal import Refused

from ..models import Case, ClockChange, Happening, Party
from ..rules.access import Action
from ..rules.clocks import filings, vocabulary
from . import clocks
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

LASTING = ("known", "occurred", "diagnosed")
"""On these a case stands: they are moved by its facts, never taken back."""
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
    source: str = "",
    day_only: bool = False,
) -> Happening:
    """The same without asking who: for services that have asked already. The case's row is locked: two at once are
    one. `unsure` says why the moment is not, `source` by which deed it is known, `day_only` that of `at` only the day
    is known."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    minute = at.replace(second=0, microsecond=0)
    same = case.happenings.filter(event=event, party=party, undone_at__isnull=True, at__gte=minute)
    if (known := same.filter(at__lt=minute + datetime.timedelta(minutes=1)).first()) is not None:
        return known
    row = Happening.objects.create(
        case=case, event=event, at=at, by=by, noted_at=now, party=party, note=words[:300], unsure=unsure,
        source=source, day_only=day_only,
    )  # fmt: skip
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
    it met run on. Not for that on which the case stands."""
    _guard(happening.case, by)
    Case.objects.select_for_update().only("pk").get(pk=happening.case_id)
    row = Happening.objects.select_related("case").get(pk=happening.pk)
    if row.undone_at:
        return row
    if row.event in LASTING:
        raise Refused("这一件是立案的根据，不能撤回：时间不对的，改事实", "happening")
    if not why.strip():
        raise Refused("写明为什么撤回", "why")
    return take_back(row, why, by, now)


def take_back(happening: Happening, why: str, by: Person | None, now: datetime.datetime) -> Happening:
    """The same without asking who."""
    happening.undone_at = now
    happening.save(update_fields=["undone_at"])
    for clock in happening.clocks.running():
        clocks.drop(clock, why, by, now)
    _unmeet(happening, why, by, now)
    note(case=happening.case, verb="undo", by=by, at=now, why=why, event=happening.event)
    return happening


def move(
    happening: Happening, at: datetime.datetime, why: str, by: Person | None, now: datetime.datetime,
    *, day_only: bool = False,
) -> Happening:  # fmt: skip
    """It was at another moment: the clocks that it started begin there, those that it met are met there or not."""
    if happening.at == at:
        return happening
    happening.undone_at = now
    happening.save(update_fields=["undone_at"])
    new = Happening.objects.create(
        case=happening.case, event=happening.event, at=at, by=by, noted_at=now, party=happening.party,
        note=happening.note, source=happening.source,
        day_only=day_only,
    )  # fmt: skip
    for clock in happening.clocks.filter(cancelled_at__isnull=True):
        again = clock.started_by.rpartition(":")[2]
        clock.happening, clock.started_by = new, f"{clock.definition}:{new.pk}:{clock.party_id or 0}:{again}"
        clock.save(update_fields=["happening", "started_by"])
        if again == "0":
            clocks.stop(clock, ClockChange.Kind.CORRECT, at, why, by, noted_at=now)
    _unmeet(happening, why, by, now)
    clocks.meet_by(happening=new, now=now)
    clocks.refresh(happening.case)
    return new


def _unmeet(happening: Happening, why: str, by: Person | None, now: datetime.datetime) -> None:
    """What it met runs on, unless something that happened later meets it after all, or it never should have begun."""
    open_again = []
    for clock in happening.met_clocks.filter(cancelled_at__isnull=True).select_related("happening"):
        if clock.happening and clock.happening.undone_at:
            clocks.drop(clock, why, by, now)
        else:
            open_again.append(clocks.unmeet(clock, why, by, now))
    events = {event for clock in open_again for event in clocks.definition_of(clock).met_by}
    later = happening.case.happenings.filter(undone_at__isnull=True, event__in=events).order_by("at", "pk")
    for one in later:
        clocks.meet_by(happening=one, now=now, only={clock.pk for clock in open_again})
