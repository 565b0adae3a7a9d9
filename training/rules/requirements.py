"""What a worker has to learn, by when and why: events read from stays on sites, rules given as data.

Nothing here knows a number of hours: minutes, periods and days come with each rule, and each rule has its basis.
The duty to train before a new post or a new site is art. 37 of 建设工程安全生产管理条例.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .levels import LEVELS

LEVEL_ORDER = [code for code, _ in LEVELS]
LEAD_DAYS = 30
"""Training without a site counts for an event when it was taken at most so many days before: people learn at home."""
OF_THE_YEAR = frozenset({"yearly", "company", "project", "general"})
"""What answers 年度: training of a whole firm or site. A crew's talk, or one after an event, is below it."""


class State(StrEnum):
    """OPEN until the day it is due, that day included; OVERDUE afterwards."""

    DONE = "done"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Rule:
    """One `TrainingRule`, its rows turned into sets. Empty sets mean everyone; `organisation` None is for all."""

    id: int
    event: str
    level: str
    organisation: int | None = None
    regions: tuple[str, ...] = ()
    trades: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    absence_days: int = 0
    due_days: int = 0
    period_months: int = 0
    minutes: int = 0
    programme_level: int | None = None
    paper: int | None = None
    on_site: bool = False
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None


@dataclass(frozen=True)
class Stay:
    """A stretch of work in one place and trade. `organisations` are those whose rules bind it, the employer first."""

    organisations: tuple[int, ...]
    project: int | None
    crew: int | None
    trade: str
    role: str
    region: str
    start: datetime.date
    end: datetime.date | None = None


@dataclass(frozen=True)
class Happening:
    """A new technique or an accident on a site, for everyone there (`crew` None) or for one crew."""

    kind: str
    project: int
    crew: int | None
    title: str
    on: datetime.date


@dataclass(frozen=True)
class Done:
    """One row of the training file that stands. `organisations` are those of its project, empty without one; `row` is
    its key."""

    level: str
    on: datetime.date
    minutes: int
    project: int | None = None
    organisations: tuple[int, ...] = ()
    trade: str = ""
    passed: bool = False
    paper: int | None = None
    programme_level: int | None = None
    face_to_face: bool = False
    row: int = 0


@dataclass(frozen=True)
class Trigger:
    """What happened: `since` is the day from which the training is owed."""

    event: str
    since: datetime.date
    stay: Stay
    title: str = ""
    back_from: datetime.date | None = None


@dataclass(frozen=True)
class Due:
    """One rule triggered once for one person. The `needs_…` are what is still missing.

    Lessons are finished once: those of a level need not be finished again on the next site. Something of the level has
    to be fresh all the same, and minutes, exam and meeting face to face are.
    """

    rule: Rule
    trigger: Trigger
    due_on: datetime.date
    state: State
    minutes_done: int
    needs_minutes: int
    needs_exam: bool
    needs_lessons: bool
    needs_on_site: bool
    done_on: datetime.date | None = None
    counted: tuple[Done, ...] = field(default=(), repr=False)

    @property
    def blocks(self) -> bool:
        """Nobody may work before this is done: owed, unmet, and no days were given."""
        return self.state is not State.DONE and not self.rule.due_days and self.rule.event != "yearly"


def dues(
    stays: Iterable[Stay],
    records: Sequence[Done],
    happenings: Iterable[Happening],
    rules: Iterable[Rule],
    *,
    today: datetime.date,
) -> list[Due]:
    """Everything one person owes or has done for the stays that last or begin later, soonest first.

    Stays that never took place (ended before they began) are left out. What an earlier stay asked for does not go
    away because somebody was moved: see `_before`.
    """
    held = (stay for stay in stays if stay.end is None or stay.end >= stay.start)
    history = sorted(held, key=lambda stay: (stay.start, stay.project or 0))
    events = list(happenings)
    kept = list(rules)
    found = [
        _due(rule, replace(trigger, stay=stay), records, today)
        for index, stay in enumerate(history)
        if stay.end is None or stay.end >= today
        for rule in kept
        if _binds(rule, stay)
        for place in (index, *_before(rule, history, index, today))
        for trigger in triggers(rule, history[place], history[:place], events, records)
        if _valid(rule, trigger.since)
    ]
    return sorted(found, key=lambda due: (due.due_on, due.rule.level, due.rule.id))


def _before(rule: Rule, history: Sequence[Stay], index: int, today: datetime.date) -> list[int]:
    """Places of the stays that are over and whose training this one still owes until it is done.

    Entry training is owed to an employer and that of a site on the site, however long one was away. A change of post,
    an absence, a new technique and an accident are carried along while the work on the site goes on without a break,
    as after a move to another crew; a change of post while the trade stays.
    """
    stay = history[index]
    found, reached = [], stay.start
    for place in range(index - 1, -1, -1):
        one = history[place]
        if rule.event == "yearly" or one.end is None or one.end >= today:
            continue
        if rule.event == "entry":
            owed = one.organisations[:1] == stay.organisations[:1]
        else:
            owed = stay.project is not None and one.project == stay.project
        if rule.event not in {"entry", "new_site"} and owed:
            owed = one.end >= reached - datetime.timedelta(days=1)
            reached = min(reached, one.start) if owed else reached
        if owed and (rule.event != "new_post" or one.trade == stay.trade):
            found.append(place)
    return found


def _binds(rule: Rule, stay: Stay) -> bool:
    if rule.organisation is not None and rule.organisation not in stay.organisations:
        return False
    if rule.trades and stay.trade not in rule.trades:
        return False
    if rule.roles and stay.role not in rule.roles:
        return False
    return not rule.regions or any(region in stay.region for region in rule.regions)


def _valid(rule: Rule, on: datetime.date) -> bool:
    return (rule.valid_from is None or rule.valid_from <= on) and (rule.valid_to is None or on <= rule.valid_to)


def triggers(
    rule: Rule, stay: Stay, before: Sequence[Stay], happenings: Iterable[Happening], records: Sequence[Done]
) -> list[Trigger]:
    """How often the rule's event happens in this stay; `before` are the earlier stays, oldest first."""
    if rule.event == "entry":
        known = any(stay.organisations[:1] == earlier.organisations[:1] for earlier in before)
        return [] if known else [Trigger(rule.event, stay.start, stay)]
    if rule.event == "new_site":
        known = stay.project is None or any(stay.project == earlier.project for earlier in before)
        return [] if known else [Trigger(rule.event, stay.start, stay)]
    if rule.event == "new_post":
        changed = bool(before) and before[-1].trade != stay.trade and bool(stay.trade)
        return [Trigger(rule.event, stay.start, stay)] if changed else []
    if rule.event == "absence":
        return _absence(rule, stay, before)
    if rule.event == "yearly":
        return [Trigger(rule.event, max(stay.start, _met_on(rule, records) or stay.start), stay)]
    return [
        Trigger(rule.event, max(one.on, stay.start), stay, one.title)
        for one in happenings
        if one.kind == rule.event and _concerns(one, stay)
    ]


def _concerns(one: Happening, stay: Stay) -> bool:
    """Those who were there that day. Whoever comes later is trained as a new arrival."""
    here = one.project == stay.project and one.crew in (None, stay.crew)
    return here and stay.start <= one.on and (stay.end is None or one.on <= stay.end)


def _absence(rule: Rule, stay: Stay, before: Sequence[Stay]) -> list[Trigger]:
    """Back after so many whole days without any post; two posts at once are no absence."""
    if not before or any(earlier.end is None for earlier in before):
        return []
    left = max(earlier.end for earlier in before if earlier.end)
    away = (stay.start - left).days - 1
    return [Trigger(rule.event, stay.start, stay, back_from=left)] if away >= max(rule.absence_days, 1) else []


def _of_the_year(rule: Rule, done: Done) -> bool:
    """Art. 36 asks for training once a year and not for a special course; see OF_THE_YEAR."""
    return done.level == rule.level or (rule.level == "yearly" and done.level in OF_THE_YEAR)


def _met_on(rule: Rule, records: Sequence[Done]) -> datetime.date | None:
    """The last day on which the training of one period had all its minutes. What falls short moves no date, and no
    minute counts for two periods."""
    met_on, open_ones = None, list[Done]()
    for done in sorted((one for one in records if _of_the_year(rule, one)), key=lambda one: one.on):
        since = add_months(done.on, -(rule.period_months or 12))
        open_ones = [one for one in open_ones if one.on > since] + [done]
        if sum(one.minutes for one in open_ones) >= rule.minutes:
            met_on, open_ones = done.on, []
    return met_on


def _due(rule: Rule, trigger: Trigger, records: Sequence[Done], today: datetime.date) -> Due:
    if rule.event == "yearly":
        period = -(rule.period_months or 12)
        met_on = _met_on(rule, records)
        still = met_on if met_on and met_on > add_months(today, period) else today
        since = add_months(still, period)
        counted = tuple(done for done in records if _of_the_year(rule, done) and done.on > since)
    else:
        counted = tuple(done for done in records if counts(rule, trigger, done))
    minutes = sum(done.minutes for done in counted)
    exam = rule.paper is not None and not any(d.passed and d.paper == rule.paper for d in counted)
    lessons = rule.programme_level is not None and not any(d.programme_level == rule.programme_level for d in records)
    face = rule.on_site and not any(d.face_to_face for d in counted)
    missing = max(0, rule.minutes - minutes)
    due_on = _due_on(rule, trigger)
    met = bool(counted) and not (missing or exam or lessons or face)
    state = State.DONE if met else State.OPEN if due_on >= today else State.OVERDUE
    done_on = max(done.on for done in counted) if met else None
    return Due(rule, trigger, due_on, state, minutes, missing, exam, lessons, face, done_on, counted)


def _due_on(rule: Rule, trigger: Trigger) -> datetime.date:
    if rule.event == "yearly":
        return add_months(trigger.since, rule.period_months or 12)
    return trigger.since + datetime.timedelta(days=rule.due_days)


def counts(rule: Rule, trigger: Trigger, done: Done) -> bool:
    """Whether a row of the file answers this trigger.

    Training on the site itself counts whenever it was, for a first arrival; after an absence, a change of post or an
    event only what came since. Training tied to no site counts when it is fresh: see LEAD_DAYS.
    """
    if done.level != rule.level:
        return False
    stay = trigger.stay
    if rule.event == "new_post" and done.trade and done.trade != stay.trade:
        return False
    if done.project is None:
        return done.on >= _fresh_from(trigger)
    if rule.event == "entry":
        return bool(set(done.organisations) & set(stay.organisations))
    if done.project != stay.project:
        return False
    return rule.event == "new_site" or done.on >= _fresh_from(trigger)


def _fresh_from(trigger: Trigger) -> datetime.date:
    """Events are answered by what comes after them; arrivals also by what was learnt shortly before."""
    if trigger.event in {"new_technique", "accident"}:
        return trigger.since
    lead = trigger.since - datetime.timedelta(days=LEAD_DAYS)
    return max(lead, trigger.back_from) if trigger.back_from else lead


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of that month when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Item:
    """All that is owed of one level for one place: several rules may ask for it, the strictest decides."""

    level: str
    project: int | None
    state: State
    due_on: datetime.date
    minutes_done: int
    minutes_asked: int
    needs_exam: bool
    needs_lessons: bool
    needs_on_site: bool
    blocks: bool
    done_on: datetime.date | None
    reasons: tuple[Due, ...]

    @property
    def papers(self) -> list[int]:
        return _unique(due.rule.paper for due in self.reasons)

    @property
    def programme_levels(self) -> list[int]:
        return _unique(due.rule.programme_level for due in self.reasons)


def _unique(values: Iterable[int | None]) -> list[int]:
    return list(dict.fromkeys(value for value in values if value is not None))


def items(found: Iterable[Due]) -> list[Item]:
    """Dues joined by level and place, what is still to do first, then by day and level."""
    groups: dict[tuple[str, int | None], list[Due]] = {}
    for due in found:
        groups.setdefault((due.rule.level, due.trigger.stay.project), []).append(due)
    joined = [_join(level, project, group) for (level, project), group in groups.items()]
    return sorted(joined, key=lambda item: (item.state is State.DONE, item.due_on, LEVEL_ORDER.index(item.level)))


def _join(level: str, project: int | None, group: list[Due]) -> Item:
    unmet = [due for due in group if due.state is not State.DONE]
    worst = max(group, key=lambda due: _ORDER[due.state])
    return Item(
        level=level,
        project=project,
        state=worst.state,
        due_on=min(due.due_on for due in unmet or group),
        minutes_done=max(due.minutes_done for due in group),
        minutes_asked=max(due.rule.minutes for due in group),
        needs_exam=any(due.needs_exam for due in unmet),
        needs_lessons=any(due.needs_lessons for due in unmet),
        needs_on_site=any(due.needs_on_site for due in unmet),
        blocks=any(due.blocks for due in group),
        done_on=None if unmet else max((due.done_on for due in group if due.done_on), default=None),
        reasons=tuple(group),
    )


_ORDER = {State.DONE: 0, State.OPEN: 1, State.OVERDUE: 2}
