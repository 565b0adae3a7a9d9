"""When a clock ends, how it stands, and when to remind: plain reckoning over one definition.

Nothing is computed silently: what depends on a year whose rest days are not known, or on a rule that nobody has
compared with its source, comes back with `uncertain` and a note that says 待核实.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from ..calendar import DAY, WorkCalendar
from .counting import SHANGHAI, day_reached, in_shanghai, midnight_after, moment_reached
from .kinds import Definition, Due, Interruption, Kind, Length, Mark, Pause, Roll, State, Suspension, Unit

REMIND_AT = datetime.time(9)
"""Reminders of days come in the morning."""
_SPANS = {
    Unit.MINUTE: datetime.timedelta(minutes=1), Unit.HOUR: datetime.timedelta(hours=1),
    Unit.DAY: datetime.timedelta(days=1),
}  # fmt: skip


def due(
    definition: Definition, start: datetime.datetime, *, calendar: WorkCalendar, pauses: Iterable[Pause] = (),
    interruptions: Iterable[Interruption] = (), extension: Length | None = None,
) -> Due:  # fmt: skip
    """The end of a clock that started at `start`.

    Pauses and interruptions of a clock that the rule does not let stop or restart are left out, and the note says so:
    an internal pause never moves a statutory end. An interruption after the end does not revive it. `extension` is
    added in its own unit, from the unrolled end. ValueError: a moment without a time zone or outside 1992–2199, a pause
    that ends before it begins, hours added to days.
    """
    begin, notes = in_shanghai(start), _cautions(definition, extension)
    stops, restarts = list(pauses), sorted(interruptions, key=lambda one: in_shanghai(one.at))
    if stops and definition.suspension is Suspension.NO:
        stops = []
        notes.append("这个期限不能中止，照常计算")
    if restarts and not definition.interrupts:
        restarts = []
        notes.append("这个期限不能中断，照常计算")
    found = _end(definition, begin, calendar, stops, extension)
    for one in restarts:
        at = in_shanghai(one.at)
        if at <= begin:
            continue
        if not found.in_time(at):
            notes.append(f"{at:%Y-%m-%d}的中断在期限届满以后，没有重新起算，待核实")
            continue
        begin = at
        found = _end(definition, begin, calendar, stops, extension)
    note = "；".join([*notes, *([found.note] if found.note else [])])
    return replace(found, note=note, uncertain=found.uncertain or not definition.verified or "待核实" in note)


def _cautions(definition: Definition, extension: Length | None) -> list[str]:
    notes = [] if definition.verified else ["期限的依据待核实"]
    notes += [definition.doubt] if definition.doubt else []
    most = definition.extension
    if extension and most is None:
        notes.append("规定里没有写这个期限可以延长，待核实")
    elif extension and most and extension.unit is most.unit and extension.amount > most.amount:
        notes.append(f"规定最多延长{most}，待核实")
    return notes


def _end(
    definition: Definition, start: datetime.datetime, calendar: WorkCalendar, pauses: list[Pause],
    extension: Length | None,
) -> Due:  # fmt: skip
    if definition.kind is Kind.OPEN:
        return Due(None, None, note="没有固定天数", start=start)
    if definition.kind is Kind.AT_ONCE:
        late = start + _SPANS[definition.tolerance.unit] * definition.tolerance.amount if definition.tolerance else None
        return Due(start, late, note="立即", start=start, by_day=False, soon=start)
    if definition.kind is Kind.SAME_DAY:
        end = midnight_after(start.date())
        return Due(end, end, start=start, soon=start)
    length = definition.length
    if length is None:
        raise ValueError(f"{definition.code} has no length.")
    if extension and extension.unit.by_moment != length.unit.by_moment:
        raise ValueError("Hours and days cannot be added.")
    if length.unit.by_moment:
        return _end_of_hours(definition, length, start, pauses, extension)
    if definition.before:
        return _end_before(definition, length, start, calendar)
    return _end_of_days(definition, length, start, calendar, pauses, extension)


def _end_of_hours(
    definition: Definition, length: Length, start: datetime.datetime, pauses: list[Pause], extension: Length | None
) -> Due:
    whole = _SPANS[length.unit] * length.amount
    if extension:
        whole += _SPANS[extension.unit] * extension.amount
    end, left = moment_reached(start, whole, pauses)
    if end is None:
        minutes = Length(int(left / _SPANS[Unit.MINUTE]), Unit.MINUTE)
        return _stopped(start, minutes, by_day=False)
    soon = end - _SPANS[definition.soon.unit] * definition.soon.amount if definition.soon else end
    return Due(end, end, start=start, by_day=False, soon=max(soon, start))


def _stopped(start: datetime.datetime, left: Length | None, *, by_day: bool) -> Due:
    return Due(None, None, note=f"中止中，还剩{left}", start=start, by_day=by_day, suspended=True, left=left)


def _legs(length: Length, extension: Length | None) -> list[Length]:
    """What is counted one after the other; lengths of one unit are one (six months and six months are a year)."""
    if extension is None:
        return [length]
    if extension.unit is length.unit:
        return [Length(length.amount + extension.amount, length.unit)]
    return [length, extension]


def _end_of_days(
    definition: Definition, length: Length, start: datetime.datetime, calendar: WorkCalendar, pauses: list[Pause],
    extension: Length | None,
) -> Due:  # fmt: skip
    day, unknown = start.date(), set[int]()
    for leg in _legs(length, extension):
        reached = day_reached(day, leg, pauses, calendar, definition.suspension)
        if reached.day is None:
            return _stopped(start, reached.left, by_day=True)
        if leg.unit is Unit.WORKING_DAY:
            unknown.update(calendar.unknown_between(day + DAY, reached.day))
        day = reached.day
    last = calendar.roll(day) if definition.roll is Roll.FORWARD else day
    if definition.roll is Roll.FORWARD:
        unknown.update(calendar.unknown_between(day, last))
    return _of_days(definition, start, day, last, unknown)


def _end_before(definition: Definition, length: Length, start: datetime.datetime, calendar: WorkCalendar) -> Due:
    """Counted back from a coming day. The safe end is a working day; the last one too where the rule says so."""
    plain = start.date() - datetime.timedelta(days=length.amount)
    if length.unit is not Unit.DAY:
        raise ValueError(f"{definition.code} counts back in days only.")
    safe = calendar.roll_back(plain)
    last = safe if definition.roll is Roll.BACK else plain
    return _of_days(definition, start, safe, last, set(calendar.unknown_between(safe, plain)))


def _of_days(
    definition: Definition, start: datetime.datetime, day: datetime.date, last: datetime.date, unknown: set[int]
) -> Due:
    ahead = definition.soon.amount if definition.soon else 0
    soon = datetime.datetime.combine(day - datetime.timedelta(days=ahead), datetime.time(), SHANGHAI)
    years = "、".join(str(year) for year in sorted(unknown))
    soon = midnight_after(day) if definition.opens else soon
    note = f"{years}年的放假安排还没有录入，只按周末推算，待核实" if unknown else ""
    end, latest = midnight_after(day), None if definition.opens else midnight_after(last)
    return Due(
        end,
        latest,
        uncertain=bool(unknown),
        note=note,
        start=start,
        soon=soon if definition.before else max(soon, start),
    )


def state(due: Due, *, now: datetime.datetime, met_at: datetime.datetime | None = None, paused: bool = False) -> State:
    """How a clock stands at `now`. Met late stays MISSED for ever. ValueError: a moment without a time zone."""
    if met_at is not None:
        return State.MET if due.in_time(in_shanghai(met_at)) else State.MISSED
    if paused or due.suspended:
        return State.SUSPENDED
    moment = in_shanghai(now)
    if not due.in_time(moment):
        return State.OVERDUE
    return State.DUE_SOON if due.soon is not None and moment >= due.soon else State.RUNNING


def reminders(definition: Definition, due: Due) -> list[datetime.datetime]:
    """The moments at which to remind, earliest first, none before the clock began. Days: at nine in the morning,
    before and at the unrolled end, after the rolled one. Nothing while it is suspended or without an end."""
    if due.file_by is None:
        return []
    moments = {_moment(mark, due) for mark in definition.marks}
    first = None if definition.before else due.start
    return sorted(moment for moment in moments if first is None or moment >= first)


def _moment(mark: Mark, due: Due) -> datetime.datetime:
    end = due.latest if mark.amount > 0 and due.latest else due.file_by
    if end is None:
        raise ValueError("A clock without an end has no reminders.")
    if mark.unit.by_moment:
        return end + _SPANS[mark.unit] * mark.amount
    last = (end - datetime.timedelta(microseconds=1)).date()
    return datetime.datetime.combine(last + datetime.timedelta(days=mark.amount), REMIND_AT, SHANGHAI)
