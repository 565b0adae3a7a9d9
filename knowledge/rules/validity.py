"""Which version of a regulation is law on a day, and what to call each one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What the ribbon says. UNKNOWN stands for a version without a known first day (待核实)."""

    CURRENT = "current"
    FUTURE = "future"
    AMENDED = "amended"
    REPEALED = "repealed"
    UNKNOWN = "unknown"


STATUS_NAMES = {
    Status.CURRENT: "现行有效",
    Status.FUTURE: "尚未施行",
    Status.AMENDED: "已修改",
    Status.REPEALED: "已废止",
    Status.UNKNOWN: "施行日期待核实",
}


@dataclass(frozen=True)
class Span:
    """Dates of one version; `ended_on` is the first day it is no longer law, when known by itself."""

    id: int | None
    published_on: datetime.date | None
    effective_on: datetime.date | None
    ended_on: datetime.date | None

    def starts(self) -> datetime.date | None:
        """First day in force; the day of publication stands in while the first day is not known."""
        return self.effective_on or self.published_on


def in_order(spans: Sequence[Span]) -> list[Span]:
    """Oldest first; those without any date at the front."""
    return sorted(spans, key=lambda s: (s.starts() or datetime.date.min, s.id or 0))


def end_of(span: Span, spans: Sequence[Span]) -> datetime.date | None:
    """First day the version is no longer law: its own end or the start of the next one, whichever is earlier."""
    start = span.starts() or datetime.date.min
    later = [s.starts() for s in spans if s.id != span.id and (s.starts() or datetime.date.min) > start]
    ends = [day for day in [span.ended_on, *later] if day]
    return min(ends) if ends else None


def status_of(span: Span, spans: Sequence[Span], today: datetime.date) -> Status:
    """The ribbon of a version on `today` among all versions of its regulation."""
    start, end = span.starts(), end_of(span, spans)
    if start is None:
        return Status.REPEALED if end and end <= today else Status.UNKNOWN
    if start > today:
        return Status.FUTURE
    if end is None or end > today:
        return Status.CURRENT
    return Status.REPEALED if span.ended_on and span.ended_on <= end else Status.AMENDED


def in_force(spans: Sequence[Span], on: datetime.date) -> Span | None:
    """The version that was law on that day; None before the first, in a gap, or after repeal."""
    for span in reversed(in_order(spans)):
        start, end = span.starts(), end_of(span, spans)
        if (start is None or start <= on) and (end is None or on < end):
            return span
    return None


def nearest(spans: Sequence[Span], on: datetime.date) -> Span | None:
    """The version in force, else the last before the day, else the first after it: what a page can still show."""
    found = in_force(spans, on)
    if found or not spans:
        return found
    ordered = in_order(spans)
    earlier = [s for s in ordered if (s.starts() or datetime.date.min) <= on]
    return earlier[-1] if earlier else ordered[0]
