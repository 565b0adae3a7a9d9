"""What a clock is made of: lengths, definitions, what stops or restarts one, and what comes out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    CALENDAR_MONTH = "calendar_month"
    """Whole months, the one of the start as the first (工伤保险条例第四十一条)."""
    YEAR = "year"

    @property
    def by_moment(self) -> bool:
        """Runs from the moment on (民法典第二百零一条第二款); the others run by whole days."""
        return self in (Unit.MINUTE, Unit.HOUR)

    @property
    def label(self) -> str:
        return _UNITS[self]


_UNITS = {
    Unit.MINUTE: "分钟", Unit.HOUR: "小时", Unit.DAY: "日", Unit.WORKING_DAY: "个工作日",
    Unit.MONTH: "个月", Unit.CALENDAR_MONTH: "个自然月", Unit.YEAR: "年",
}  # fmt: skip


@dataclass(frozen=True)
class Length:
    """30 calendar days, 1 hour. Zero only for what falls on the very day."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("A length of time is not negative.")

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.label}"


class Kind(StrEnum):
    LENGTH = "length"
    AT_ONCE = "at_once"
    """立即: due the moment it starts; the law gives no number."""
    SAME_DAY = "same_day"
    OPEN = "open"
    """及时 or no term at all: nothing to count."""


class Roll(StrEnum):
    """What a last day that is a rest day does."""

    FORWARD = "forward"
    """The next working day is the last (民法典第二百零三条)."""
    BACK = "back"
    """It has to be done on the working day before (a pay day, 工资支付暂行规定第七条)."""
    NONE = "none"


class Suspension(StrEnum):
    NO = "no"
    CONTINUE = "continue"
    """What was left goes on (劳动争议调解仲裁法第二十七条第三款)."""
    SIX_MONTHS = "last_six_months"
    """Only in the last six months, and six months follow the obstacle's end (民法典第一百九十四条)."""


@dataclass(frozen=True)
class Mark:
    """A reminder: so many days, hours or minutes before (negative), at, or after the end."""

    amount: int
    unit: Unit


@dataclass(frozen=True)
class Definition:
    """One row of `clocks.toml`. Texts are Chinese; codes of `triggers`, `who`, `families`, `stages` and the keys of
    `when` and `unless` are of the closed vocabularies there."""

    code: str
    name: str
    triggers: tuple[str, ...]
    met_by: tuple[str, ...] = ()
    """Events by which what it asks for is done."""
    kind: Kind = Kind.LENGTH
    length: Length | None = None
    extension: Length | None = None
    """The longest that may be added; `extended_by` says who may."""
    extended_by: str = ""
    before: bool = False
    """Counted back from a coming day: the hearing, the pay day."""
    opens: bool = False
    """Only when it has run may something be done (a review of an appraisal, the end of keeping): never late."""
    repeats: bool = False
    """Starts again from each time it was done."""
    tolerance: Length | None = None
    """Ours, for 立即: after that long it counts as overdue."""
    roll: Roll = Roll.NONE
    who: tuple[str, ...] = ()
    internal: bool = False
    articles: tuple[str, ...] = ()
    verified: bool = True
    doubt: str = ""
    """What of it is 待核实 although the article has been read: shown with every date."""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    """The last day on which it holds."""
    suspension: Suspension = Suspension.NO
    suspends: str = ""
    interrupts: str = ""
    marks: tuple[Mark, ...] = ()
    soon: Length | None = None
    families: tuple[str, ...] = ()
    when: Mapping[str, object] = field(default_factory=dict)
    unless: Mapping[str, object] = field(default_factory=dict)
    stages: tuple[str, ...] = ()
    consequence: str = ""
    remark: str = ""

    def holds_on(self, day: datetime.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Pause:
    """A stretch that does not count, with its reason. `waiting_on` names the authority that is waited for.

    A clock of days does not count the day on which the pause begins and counts the day on which it ends; a clock of
    hours leaves out exactly the time between. `until` None: it still lasts.
    """

    since: datetime.datetime
    until: datetime.datetime | None = None
    reason: str = ""
    waiting_on: str = ""


@dataclass(frozen=True)
class Interruption:
    """What makes the whole length run anew from then on: a claim, a request to an authority, an acknowledgement."""

    at: datetime.datetime
    reason: str = ""


@dataclass(frozen=True)
class Due:
    """When a clock ends, in Shanghai. For a clock of days both ends are 24:00, that is 00:00 of the day after."""

    file_by: datetime.datetime | None
    """The safe end: not rolled over a rest day. None: it cannot be said, see `note`."""
    latest: datetime.datetime | None
    """The last moment in time; None for 立即 without a number and for what only opens then."""
    uncertain: bool = False
    """待核实: the calendar of a year is not known, or the definition has not been compared with its source."""
    note: str = ""
    start: datetime.datetime | None = None
    """From when it runs now: the last interruption, if there was one."""
    by_day: bool = True
    soon: datetime.datetime | None = None
    suspended: bool = False
    left: Length | None = None
    """What is left while it is suspended."""

    @property
    def file_by_day(self) -> datetime.date | None:
        return self._day(self.file_by)

    @property
    def latest_day(self) -> datetime.date | None:
        return self._day(self.latest)

    def _day(self, end: datetime.datetime | None) -> datetime.date | None:
        """The day that people name: the one which 24:00 closes."""
        if end is None:
            return None
        return (end - datetime.timedelta(microseconds=1)).date() if self.by_day else end.date()

    def in_time(self, moment: datetime.datetime) -> bool:
        """A record of 00:00 belongs to the day that begins then, so a clock of days does not take it any more."""
        if self.latest is None:
            return True
        return moment < self.latest if self.by_day else moment <= self.latest


class State(StrEnum):
    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    SUSPENDED = "suspended"
    MET = "met"
    MISSED = "missed"
    """Met, but late: stays on record."""

    @property
    def label(self) -> str:
        return _STATES[self]


_STATES = {
    State.RUNNING: "进行中", State.DUE_SOON: "快到期", State.OVERDUE: "已超期", State.SUSPENDED: "已中止",
    State.MET: "按时完成", State.MISSED: "超期完成",
}  # fmt: skip
