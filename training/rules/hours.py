"""Study hours: which seconds with a lesson count. The clock is always the server's.

A page that is looked at sends a beat every twenty to thirty seconds. The time between two beats counts when the page
was visible, the beats are not further apart than two, and no second of it was counted before, on whatever device or
lesson. Phones that were offline report a stretch of time afterwards; it is held to the same second-once rule and is
kept apart as told, not seen. Each lesson has a ceiling of one and a half times its nominal length.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

BEAT = 25
"""Seconds between two beats of a page."""
LONGEST_GAP = 60
"""Two beats of thirty seconds: after a longer silence nobody knows whether somebody was reading."""
CEILING = 1.5
LONGEST_REPORT = 12 * 3600
"""Nobody reads one lesson for longer than a shift."""
OLDEST_REPORT = datetime.timedelta(days=30)
FAST_CLOCK = datetime.timedelta(minutes=5)
"""How far ahead of ours the end of a report may lie, after the phone's clock was compared with ours."""


class Reason(StrEnum):
    """Why less was counted than time went by."""

    NONE = ""
    FIRST = "first"
    HIDDEN = "hidden"
    GAP = "gap"
    OTHER_DEVICE = "other_device"
    COUNTED = "counted"
    CEILING = "ceiling"
    FORGED = "forged"
    TOO_OLD = "too_old"


WORDS: dict[str, str] = {
    Reason.NONE: "",
    Reason.FIRST: "刚打开，从这里开始计",
    Reason.HIDDEN: "页面没在看（锁屏或者切走了）",
    Reason.GAP: "隔了一分钟以上没有动静",
    Reason.OTHER_DEVICE: "同时在另一台手机上学，只计一台",
    Reason.COUNTED: "这段时间已经计过，不重复计",
    Reason.CEILING: "这一课计满了",
    Reason.FORGED: "报上来的时间对不上，不计",
    Reason.TOO_OLD: "三十天以前的，不计",
}


@dataclass(frozen=True)
class Span:
    """A stretch of the server's time."""

    start: datetime.datetime
    end: datetime.datetime

    @property
    def seconds(self) -> float:
        return max(0.0, (self.end - self.start).total_seconds())


@dataclass(frozen=True)
class Standing:
    """What is known of a person and a lesson before something is counted.

    `counted` are the spans of this person, on any device and in any lesson, that were counted; those before the
    stretch in question may be left out. `credited` are the seconds of this lesson so far, `minutes` its nominal length.
    """

    credited: int
    minutes: int
    counted: tuple[Span, ...] = ()

    @property
    def room(self) -> int:
        return max(0, ceiling(self.minutes) - self.credited)


@dataclass(frozen=True)
class Credit:
    """`span` is the time that must not be counted again; None when nothing was counted."""

    seconds: int
    reason: Reason
    span: Span | None = None


def ceiling(minutes: int) -> int:
    """The most seconds that one lesson brings one person."""
    return int(minutes * 60 * CEILING)


def beat(
    standing: Standing,
    *,
    now: datetime.datetime,
    visible: bool,
    last: datetime.datetime | None,
    counted_to: datetime.datetime | None = None,
    rival: datetime.datetime | None = None,
) -> Credit:
    """What a beat brings. `last` is the beat before it of the same page, `counted_to` where that one's credit ended.

    `rival` is the last beat that was credited on another device.
    """
    if not visible:
        return Credit(0, Reason.HIDDEN)
    if last is None or now <= last:
        return Credit(0, Reason.FIRST)
    if (now - last).total_seconds() > LONGEST_GAP:
        return Credit(0, Reason.GAP)
    if rival is not None and abs((now - rival).total_seconds()) <= LONGEST_GAP:
        return Credit(0, Reason.OTHER_DEVICE)
    carried = counted_to is not None and 0 <= (last - counted_to).total_seconds() < 1
    return _count(standing, Span(counted_to if carried and counted_to else last, now))


def report(
    standing: Standing,
    *,
    now: datetime.datetime,
    since: datetime.datetime | None,
    until: datetime.datetime | None,
    claimed: object,
    earliest: datetime.datetime,
) -> Credit:
    """What a report of offline study brings: at most what is claimed, at most the stretch, each second once.

    `earliest` is when we first knew the person. A claim that no honest phone makes brings nothing.
    """
    if since is None or until is None or not isinstance(claimed, int) or isinstance(claimed, bool):
        return Credit(0, Reason.FORGED)
    if not 0 < claimed <= LONGEST_REPORT or until > now + FAST_CLOCK or since < earliest:
        return Credit(0, Reason.FORGED)
    if claimed > Span(since, until).seconds + 1:
        return Credit(0, Reason.FORGED)
    if since < now - OLDEST_REPORT:
        return Credit(0, Reason.TOO_OLD)
    return _count(standing, Span(since, min(until, now)), claimed)


def _count(standing: Standing, span: Span, claimed: int | None = None) -> Credit:
    """Whole seconds; what is left of the last one is carried to the next beat."""
    whole = int(span.seconds)
    used = Span(span.start, span.start + datetime.timedelta(seconds=whole))
    free = int(used.seconds - _overlap(used, standing.counted))
    wanted = whole if claimed is None else min(claimed, whole)
    seconds = min(wanted, free, standing.room)
    if 0 < seconds == wanted:
        return Credit(seconds, Reason.NONE, used)
    reason = Reason.CEILING if seconds == standing.room else Reason.COUNTED
    return Credit(seconds, reason, used if seconds else None)


def _overlap(span: Span, others: Iterable[Span]) -> float:
    """Seconds of the span that at least one of the others covers."""
    total, reached = 0.0, span.start
    for other in sorted(others, key=lambda one: one.start):
        part = Span(max(other.start, reached), min(other.end, span.end))
        if part.seconds:
            total, reached = total + part.seconds, part.end
    return total


def whole_minutes(seconds: int) -> int:
    return seconds // 60
