"""A row of the file beside what is registered: what importing it would do. The same file again does nothing."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ..masking import masked_name
from .cells import same_name
from .rows import RosterRow

_DAY = datetime.timedelta(days=1)


class Step(StrEnum):
    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    LEAVES = "leaves"
    WRONG = "wrong"


@dataclass(frozen=True)
class Span:
    """One membership on the project; `trade` is the person's own, else the crew's."""

    key: int
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    organisation: str = ""
    crew: str = ""
    trade: str = ""

    @property
    def void(self) -> bool:
        """Ended before it began: entered by mistake and kept."""
        return bool(self.starts_on and self.ends_on and self.ends_on < self.starts_on)


@dataclass(frozen=True)
class Held:
    """The latest unbroken stay on the project, a change of crew does not break it, and the stay before it."""

    spans: tuple[Span, ...]
    before: datetime.date | None = None

    @property
    def last(self) -> Span:
        return self.spans[-1]

    @property
    def starts_on(self) -> datetime.date | None:
        return self.spans[0].starts_on

    @property
    def ends_on(self) -> datetime.date | None:
        return self.last.ends_on


@dataclass(frozen=True)
class Known:
    """The person already registered with this document. `ours`: nobody else has this person, so we may correct."""

    name: str
    phone: str
    ours: bool


@dataclass(frozen=True)
class Plan:
    """What to do, and `words` for it. Each part is done or left alone by itself."""

    step: Step
    enter: bool = False
    move: bool = False
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    trade: str = ""
    name: str = ""
    phone: str = ""
    kept_phone: bool = False
    words: str = ""
    column: str = ""


def latest_stay(spans: Sequence[Span]) -> Held | None:
    """Of all memberships of one person on the project, in any order."""
    real = sorted((s for s in spans if not s.void), key=lambda s: (s.starts_on or datetime.date.min, s.key))
    if not real:
        return None
    stay = [real.pop()]
    while real and _joins(real[-1], stay[0]):
        stay.insert(0, real.pop())
    return Held(tuple(stay), real[-1].ends_on if real else None)


def _joins(earlier: Span, later: Span) -> bool:
    if earlier.ends_on is None or later.starts_on is None:
        return True
    return earlier.ends_on + _DAY >= later.starts_on


def decide(row: RosterRow, *, known: Known | None, held: Held | None, today: datetime.date) -> Plan:
    """What the row does to a person who is known or not, on the project or not."""
    if known is not None and not known.ours and not same_name(known.name, row.name):
        return _wrong("name", "这个证件登记过，登记的姓名和表里的不一样，请核对证件")
    if held is None:
        return _about_person(row, known, Plan(Step.NEW, enter=True, ends_on=row.ends_on, words="新进场"))
    if held.ends_on is not None and held.ends_on < today:
        return _about_person(row, known, _after_leaving(row, held))
    return _about_person(row, known, _while_there(row, held))


def _wrong(column: str, words: str) -> Plan:
    return Plan(Step.WRONG, words=words, column=column)


def _after_leaving(row: RosterRow, held: Held) -> Plan:
    """Left already: the same last day again, another last day, or a new stay that begins later."""
    left = held.ends_on
    if left is not None and row.starts_on and row.starts_on > left:
        return Plan(Step.NEW, enter=True, ends_on=row.ends_on, words="再次进场")
    if row.ends_on is None:
        return _wrong("starts", f"已在 {left} 退场；如果又回来了，请填新的进场日期")
    return _while_there(row, held)


def _while_there(row: RosterRow, held: Held) -> Plan:
    last, words = held.last, []
    starts_on = row.starts_on if row.starts_on and row.starts_on != held.starts_on else None
    if starts_on:
        wrong = _wrong_start(starts_on, held)
        if wrong:
            return _wrong("starts", wrong)
        words.append(f"进场日期改为 {starts_on}")
    ends_on = row.ends_on if row.ends_on and row.ends_on != held.ends_on else None
    first_day = starts_on if starts_on and len(held.spans) == 1 else last.starts_on
    if ends_on and first_day and ends_on < first_day:
        return _wrong("ends", f"退场日期早于在 {last.crew or '现在的班组'} 的第一天 {first_day}")
    if starts_on and not ends_on and len(held.spans) == 1 and last.ends_on and starts_on > last.ends_on:
        return _wrong("starts", f"进场日期晚于已登记的最后一天 {last.ends_on}")
    move = not ends_on and not row.ends_on and _elsewhere(row, last)
    trade = row.trade if row.trade and row.trade != last.trade and not move and not row.ends_on else ""
    if move:
        words.append(f"换到{row.crew or row.organisation}")
    if trade:
        words.append(f"工种改为{trade}")
    if ends_on:
        return Plan(Step.LEAVES, starts_on=starts_on, ends_on=ends_on, words=f"退场，最后一天 {ends_on}")
    step = Step.CHANGED if words else Step.SAME
    return Plan(step, move=move, starts_on=starts_on, trade=trade, words="；".join(words))


def _elsewhere(row: RosterRow, last: Span) -> bool:
    """Only what the file names can differ; a file without crews moves nobody."""
    return bool(row.crew and row.crew != last.crew) or bool(row.organisation and row.organisation != last.organisation)


def _wrong_start(day: datetime.date, held: Held) -> str:
    first = held.spans[0]
    if held.before is not None and day <= held.before:
        return f"和上一次在场的时间重叠（到 {held.before}）"
    if len(held.spans) > 1 and first.ends_on and day > first.ends_on:
        return f"晚于已登记的换班组日期 {first.ends_on}"
    return ""


def _about_person(row: RosterRow, known: Known | None, plan: Plan) -> Plan:
    """Names and numbers of people who are ours alone follow the file; of others they stay as they are."""
    if known is None or plan.step is Step.WRONG:
        return plan
    name = row.name if known.ours and row.name != known.name else ""
    differs = bool(row.phone) and row.phone != known.phone
    phone = row.phone if differs and known.ours else ""
    changed = [f"姓名改为 {masked_name(name)}"] if name else []
    changed += ["手机号改了"] if phone else []
    step = Step.CHANGED if changed and plan.step is Step.SAME else plan.step
    words = "；".join(part for part in (plan.words, *changed) if part)
    return replace(plan, step=step, name=name, phone=phone, kept_phone=differs and not phone, words=words)
