"""The clock of an attempt, and when the next one may begin. The server's times only."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    deadline: datetime.datetime
    grace_until: datetime.datetime


def times(started_at: datetime.datetime, *, minutes: int, extra: int, grace: int) -> Times:
    deadline = started_at + datetime.timedelta(minutes=minutes + extra)
    return Times(deadline, deadline + datetime.timedelta(minutes=grace))


def extra_minutes(granted: Iterable[int]) -> int:
    """Grants do not add up: the largest holds."""
    return max(granted, default=0)


@dataclass(frozen=True)
class Finished:
    """An attempt that is in, and how it went. Void ones are left out: they do not count."""

    closed_at: datetime.datetime
    passed: bool


@dataclass(frozen=True)
class Allowance:
    """`left` None is without limit; `not_before` is empty when nobody has to wait."""

    left: int | None
    not_before: datetime.datetime | None

    @property
    def may_begin(self) -> bool:
        return self.left != 0 and self.not_before is None


def allowance(finished: Sequence[Finished], *, limit: int, cooldown_minutes: int, now: datetime.datetime) -> Allowance:
    """A pass begins the count anew (next year's exam is not this year's last try); the wait is after every attempt."""
    ordered = sorted(finished, key=lambda one: one.closed_at)
    passes = [index for index, one in enumerate(ordered) if one.passed]
    used = len(ordered) - (passes[-1] + 1 if passes else 0)
    left = max(0, limit - used) if limit else None
    if not ordered:
        return Allowance(left, None)
    ready = ordered[-1].closed_at + datetime.timedelta(minutes=cooldown_minutes)
    return Allowance(left, ready if ready > now else None)


def minutes_taken(started_at: datetime.datetime, *, closed_at: datetime.datetime, deadline: datetime.datetime) -> int:
    """Whole minutes at the paper, never beyond the deadline; what has begun counts as one."""
    seconds = (min(closed_at, deadline) - started_at).total_seconds()
    return max(1, -(-int(seconds) // 60))


def in_words(seconds: float) -> str:
    """2 天 3 小时, 1 小时 5 分, 12 分钟, 40 秒: the two largest parts, rounded up to what is shown."""
    whole = max(0, -int(-seconds // 1))
    if whole < 60:
        return f"{whole} 秒"
    minutes = -(-whole // 60)
    if minutes < 60:
        return f"{minutes} 分钟"
    if minutes < 24 * 60:
        return f"{minutes // 60} 小时" + (f" {minutes % 60} 分" if minutes % 60 else "")
    hours = -(-minutes // 60)
    return f"{hours // 24} 天" + (f" {hours % 24} 小时" if hours % 24 else "")
