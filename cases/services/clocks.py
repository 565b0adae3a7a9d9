"""The clocks of a case: starting, meeting, stopping and moving them. What is computed is computed by the rules alone.

A limit is never typed in: it follows from the start and the changes on record. A statutory clock may be met in any
state of the case (N4).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.clock import SHANGHAI
from portal.services.refusal import Refused

from ..models import Case, ClockChange, ClockReminder, Happening, Party, RunningClock
from ..rules.access import Action
from ..rules.clocks import Definition, Due, Interruption, Length, Pause, definitions, due, reminders, starting
from .reference import calendar_now
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

_Kind = ClockChange.Kind
OUTDATED = "事实改了，不再适用"


def facts_of(case: Case) -> dict[str, object]:
    """What conditions of clocks.toml ask of a case."""
    codes = {code for chosen in case.facets.values() for code in chosen}
    return {
        "people": case.people_count or 0,
        "nobody_hurt": case.nobody_hurt,
        "no_casualty": case.nobody_hurt and not case.loss,
        "fire_or_road": bool(codes & {"AC-FIR", "AC-VRD"}),
        **case.values,
        "grade": case.grade,
    }


def day_of(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(SHANGHAI).date()


def definition_of(clock: RunningClock) -> Definition:
    """The definition by which it was started: the version that held on the day of its start."""
    return definitions(day_of(clock.started_at)).get(clock.definition) or definitions()[clock.definition]


def start_by(*, happening: Happening, now: datetime.datetime) -> list[RunningClock]:
    """Start what this happening starts, but no second clock of a kind that runs for the same person already. In a
    closed case the law's alone (N4)."""
    case = happening.case
    running = set(case.clocks.running().values_list("definition", "party"))
    wanted = starting(case.family, facts_of(case), happening.event, day_of(happening.at))
    if case.state == Case.State.CLOSED:
        wanted = [one for one in wanted if not one.internal]
    return [
        start(case=case, definition=one, at=happening.at, happening=happening, party=happening.party, now=now)
        for one in wanted
        if (one.code, happening.party_id) not in running
    ]


def start(
    *,
    case: Case,
    definition: Definition,
    at: datetime.datetime,
    now: datetime.datetime,
    happening: Happening | None = None,
    party: Party | None = None,
    again: int = 0,
) -> RunningClock:
    """One clock from this moment on, with its reminders. `again` counts how often a repeating one began anew.

    What changed facts had dropped begins anew when they ask for it again.
    """
    stem = f"{definition.code}:{happening.pk if happening else 0}:{party.pk if party else 0}:"
    before = case.clocks.filter(started_by__startswith=stem).order_by("pk")
    if (last := before.last()) is not None and last.cancelled_why == OUTDATED:
        again = before.count()
    end = due(definition, at, calendar=calendar_now())
    clock, made = RunningClock.objects.get_or_create(
        case=case,
        started_by=f"{stem}{again}",
        defaults={
            "definition": definition.code,
            "version": definition.valid_from,
            "name": definition.name,
            "statutory": not definition.internal,
            "verified": definition.verified,
            "who": definition.who[0],
            "happening": happening,
            "party": party,
            "started_at": at,
            **_ends(end, happening),
        },
    )
    if made:
        _plan(clock, definition, end, now)
    return clock


def _ends(end: Due, happening: Happening | None) -> dict[str, object]:
    """`uncertain` also says when the moment itself is not sure."""
    unsure = [happening.unsure] if happening and happening.unsure else []
    words = "；".join([*unsure, *([end.note] if end.uncertain else [])])
    return {"file_by": end.file_by, "latest": end.latest, "uncertain": words[:120]}


def _plan(clock: RunningClock, definition: Definition, end: Due, now: datetime.datetime) -> None:
    """Reminders that are still to come, in place of those that were planned and not told."""
    clock.reminders.filter(told_at__isnull=True).delete()
    coming = [moment for moment in reminders(definition, end) if moment >= now]
    ClockReminder.objects.bulk_create(
        ClockReminder(clock=clock, at=moment, step=_step(moment, end)) for moment in coming
    )


def _step(moment: datetime.datetime, end: Due) -> str:
    if end.file_by is None or moment < end.file_by - datetime.timedelta(days=1):
        return "before"
    return "after" if end.latest and moment >= end.latest else "at"


def meet_by(*, happening: Happening, now: datetime.datetime, only: Collection[int] | None = None) -> list[RunningClock]:
    """Meet what this happening meets: of the same person where both name one. What was done earlier on the day on
    which a clock began counts too: the call that came before the note of it. `only`: among these clocks."""
    met = []
    for clock in happening.case.clocks.running():
        if only is not None and clock.pk not in only:
            continue
        if clock.party_id and happening.party_id and clock.party_id != happening.party_id:
            continue
        definition = definition_of(clock)
        begun = clock.started_at < happening.at or not definition.repeats
        if happening.event in definition.met_by and begun and day_of(clock.started_at) <= day_of(happening.at):
            met.append(_meet(clock, happening.at, happening.by, happening.note, now, through=happening))
    return met


@transaction.atomic
def meet_clock(
    *, clock: RunningClock, at: datetime.datetime, by: Person, now: datetime.datetime, met_note: str = ""
) -> RunningClock:
    """Say that it was done, and when. Refused for a time ahead or before the clock began."""
    guard(clock.case, by, Action.CLOCK)
    _hold(clock)
    if clock.met_at or clock.cancelled_at:
        raise Refused("这个期限已经办过了")
    if at > now + datetime.timedelta(minutes=5):
        raise Refused("时间不能晚于现在", "at")
    if day_of(at) < day_of(clock.started_at):
        raise Refused("时间不能早于起算的那一天", "at")
    done = _meet(clock, at, by, met_note, now)
    note(case=clock.case, verb="clock", by=by, at=now, clock=clock.definition, deed="meet", late=bool(done.missed_at))
    refresh(clock.case)
    return done


def _meet(
    clock: RunningClock, at: datetime.datetime, by: Person | None, words: str, now: datetime.datetime,
    through: Happening | None = None,
) -> RunningClock:  # fmt: skip
    """Done late stays missed for ever; what repeats begins anew from here."""
    definition = definition_of(clock)
    clock.met_at, clock.met_by, clock.met_note, clock.met_through = at, by, words[:200], through
    end = _due(clock, definition)
    if not end.in_time(at) and clock.missed_at is None:
        clock.missed_at = clock.latest
    clock.save()
    clock.reminders.filter(told_at__isnull=True).update(dropped=True)
    _change(clock, _Kind.MEET, at, words or "办了", by, now)
    if definition.repeats:
        again = clock.case.clocks.filter(started_by__startswith=_stem(clock)).count()
        more: dict[str, Any] = {"happening": clock.happening, "party": clock.party, "again": again}
        start(case=clock.case, definition=definition, at=at, now=now, **more)
    return clock


def _stem(clock: RunningClock) -> str:
    """What the marks of all that began with this one have in common."""
    return clock.started_by.rpartition(":")[0] + ":"


def unmeet(clock: RunningClock, why: str, by: Person | None, now: datetime.datetime) -> RunningClock:
    """It was not done after all: it runs on, and is late if its time has passed. What began anew from there goes."""
    if definition_of(clock).repeats:
        for follower in clock.case.clocks.filter(started_by__startswith=_stem(clock), pk__gt=clock.pk):
            if follower.cancelled_at is None:
                drop(follower, why, by, now)
    clock.met_at, clock.met_by, clock.met_note, clock.met_through = None, None, "", None
    clock.save()
    _change(clock, _Kind.REOPEN, now, why, by, now)
    return recompute(clock=clock, now=now)


def close_window(clock: RunningClock, now: datetime.datetime) -> RunningClock:
    """A stretch that ends by itself is over: nothing was missed."""
    last = (clock.latest or now) - datetime.timedelta(microseconds=1)
    done = _meet(clock, last, None, "期间届满", now)
    refresh(clock.case)
    return done


def settle(*, case: Case, by: Person | None, now: datetime.datetime) -> None:
    """After the facts changed: drop what they no longer ask for, start what they now do, from the same moments."""
    for happening in case.happenings.filter(undone_at__isnull=True).order_by("at", "pk"):
        happening.case = case
        wanted = {one.code for one in starting(case.family, facts_of(case), happening.event, day_of(happening.at))}
        for clock in happening.clocks.running():
            if clock.definition not in wanted:
                drop(clock, OUTDATED, by, now)
        start_by(happening=happening, now=now)


@transaction.atomic
def pause_clock(
    *,
    clock: RunningClock,
    at: datetime.datetime,
    why: str,
    by: Person,
    now: datetime.datetime,
    waiting_for: str = "",
    basis: str = "",
) -> RunningClock:
    """Stop it from `at` on. Refused for a clock that the rule does not let stop."""
    _movable(clock, by, why)
    if not definition_of(clock).suspends:
        raise Refused("这个期限依法不能停", "why")
    if clock.paused_at:
        raise Refused("这个期限已经停着", "why")
    _change(clock, _Kind.PAUSE, at, why, by, now, waiting_for=waiting_for, basis=basis)
    return recompute(clock=clock, now=now)


def stop(
    clock: RunningClock, kind: str, at: datetime.datetime, why: str, by: Person | None,
    noted_at: datetime.datetime | None = None,
) -> RunningClock:  # fmt: skip
    """PAUSE, RESUME or CORRECT together with the case, which has been guarded already."""
    _change(clock, kind, at, why, by, noted_at or at)
    return recompute(clock=clock, now=noted_at or at)


@transaction.atomic
def resume_clock(
    *, clock: RunningClock, at: datetime.datetime, why: str, by: Person, now: datetime.datetime
) -> RunningClock:
    _movable(clock, by, why)
    if not clock.paused_at:
        raise Refused("这个期限没有停", "why")
    if at < clock.paused_at:
        raise Refused("时间不能早于停下的时间", "at")
    _change(clock, _Kind.RESUME, at, why, by, now)
    return recompute(clock=clock, now=now)


@transaction.atomic
def interrupt_clock(
    *, clock: RunningClock, at: datetime.datetime, why: str, by: Person, now: datetime.datetime, basis: str = ""
) -> RunningClock:
    """The whole length begins anew at `at` (a claim, a request to an authority, an acknowledgement)."""
    _movable(clock, by, why)
    if not definition_of(clock).interrupts:
        raise Refused("这个期限依法不能重新起算", "why")
    _change(clock, _Kind.INTERRUPT, at, why, by, now, basis=basis)
    return recompute(clock=clock, now=now)


@transaction.atomic
def extend_clock(
    *, clock: RunningClock, length: int, why: str, by: Person, now: datetime.datetime, basis: str = ""
) -> RunningClock:
    """Longer by `length` of the unit in which the rule extends it. Refused where the rule gives none, or too much."""
    _movable(clock, by, why)
    most = definition_of(clock).extension
    if most is None:
        raise Refused("这个期限依法不能延长", "length")
    before = sum(one.length or 0 for one in clock.changes.filter(kind=_Kind.EXTEND))
    if not 0 < length <= most.amount - before:
        raise Refused(f"最多延长{most}" + (f"，已经延长过{before}{most.unit.label}" if before else ""), "length")
    _change(clock, _Kind.EXTEND, now, why, by, now, length=length, basis=basis)
    return recompute(clock=clock, now=now)


@transaction.atomic
def cancel_clock(*, clock: RunningClock, why: str, by: Person, now: datetime.datetime) -> RunningClock:
    """It does not apply: kept, with the reason."""
    _movable(clock, by, why)
    return drop(clock, why, by, now)


def drop(clock: RunningClock, why: str, by: Person | None, now: datetime.datetime) -> RunningClock:
    clock.cancelled_at, clock.cancelled_why = now, why[:200]
    clock.save(update_fields=["cancelled_at", "cancelled_why"])
    clock.reminders.filter(told_at__isnull=True).update(dropped=True)
    _change(clock, _Kind.CANCEL, now, why, by, now)
    note(case=clock.case, verb="clock", by=by, at=now, why=why, clock=clock.definition, deed="cancel")
    refresh(clock.case)
    return clock


@transaction.atomic
def correct_start(
    *, clock: RunningClock, at: datetime.datetime, why: str, by: Person, now: datetime.datetime
) -> RunningClock:
    """It began at another moment than was noted: the row of the change keeps the old one in its reason."""
    _movable(clock, by, why)
    before = clock.started_at.astimezone(SHANGHAI)
    _change(clock, _Kind.CORRECT, at, f"{why}（原来从 {before:%Y-%m-%d %H:%M} 起算）", by, now)
    return recompute(clock=clock, now=now)


def _hold(clock: RunningClock) -> None:
    """The clock as it is now, under the lock of its case: what somebody else has just done is not written over."""
    Case.objects.select_for_update().only("pk").get(pk=clock.case_id)
    case = clock.case
    clock.refresh_from_db()
    clock.case = case


def _movable(clock: RunningClock, by: Person, why: str) -> None:
    guard(clock.case, by, Action.CLOCK)
    _hold(clock)
    if clock.met_at or clock.cancelled_at:
        raise Refused("这个期限已经办过了")
    if not why.strip():
        raise Refused("写明原因", "why")


def _change(
    clock: RunningClock,
    kind: str,
    at: datetime.datetime,
    why: str,
    by: Person | None,
    now: datetime.datetime,
    **more: object,
) -> None:
    ClockChange.objects.create(clock=clock, kind=kind, at=at, why=why[:200], by=by, noted_at=now, **more)
    if kind not in (_Kind.MEET, _Kind.CANCEL):
        note(case=clock.case, verb="clock", by=by, at=now, why=why, clock=clock.definition, deed=str(kind))


def recompute(*, clock: RunningClock, now: datetime.datetime) -> RunningClock:
    """The limits again, from the start and every change on record; then the reminders and the case's next limit."""
    definition = definition_of(clock)
    corrected = clock.changes.filter(kind=_Kind.CORRECT).order_by("pk").last()
    if corrected:
        clock.started_at = corrected.at
    end = _due(clock, definition)
    for name, value in _ends(end, clock.happening).items():
        setattr(clock, name, value)
    stops = [one.at for one in clock.changes.filter(kind=_Kind.PAUSE)]
    clock.paused_at = max(stops) if end.suspended and stops else None
    moved = clock.changes.filter(kind__in=(_Kind.INTERRUPT, _Kind.PAUSE), at__lt=clock.missed_at or now)
    if clock.missed_at and (clock.latest is None or clock.latest > now) and (corrected or moved.exists()):
        clock.missed_at = None  # it had begun later, or had been stopped or begun anew in time: never missed
    clock.save()
    _plan(clock, definition, end, now)
    refresh(clock.case)
    return clock


def _due(clock: RunningClock, definition: Definition) -> Due:
    pauses: list[Pause] = []
    interruptions, longer = [], 0
    for one in clock.changes.order_by("at", "pk"):
        if one.kind == _Kind.PAUSE:
            pauses.append(Pause(one.at, None, one.why, one.waiting_for))
        elif one.kind == _Kind.RESUME and pauses:
            pauses[-1] = Pause(pauses[-1].since, one.at, pauses[-1].reason, pauses[-1].waiting_on)
        elif one.kind == _Kind.INTERRUPT:
            interruptions.append(Interruption(one.at, one.why))
        elif one.kind == _Kind.EXTEND:
            longer += one.length or 0
    extension = Length(longer, definition.extension.unit) if longer and definition.extension else None
    return due(
        definition,
        clock.started_at,
        calendar=calendar_now(),
        pauses=pauses,
        interruptions=interruptions,
        extension=extension,
    )


def refresh(case: Case) -> None:
    """Keep the case's next limit: the earliest of what runs, is not waited for and does not stand still."""
    running = case.clocks.running().ours().filter(paused_at__isnull=True, latest__isnull=False)
    next_due = running.order_by("latest").values_list("latest", flat=True).first()
    Case.objects.filter(pk=case.pk).update(next_due_at=next_due)
    case.next_due_at = next_due
