"""Short words for the tests of clocks: `end("15 day", "2026-06-05 10:00")`."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from cases.rules import calendar
from cases.rules.clocks import (
    Definition,
    Due,
    Interruption,
    Kind,
    Length,
    Pause,
    Roll,
    Suspension,
    Unit,
    due,
)  # fmt: skip

SHANGHAI = ZoneInfo("Asia/Shanghai")
D = datetime.date.fromisoformat


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def span(text: str) -> Length:
    amount, unit = text.split()
    return Length(int(amount), Unit(unit))


def clock(length: str = "30 day", **more) -> Definition:
    given = {"roll": Roll.FORWARD, "suspension": Suspension.CONTINUE, "suspends": "…", "interrupts": "…"} | more
    if given.get("kind", Kind.LENGTH) is Kind.LENGTH:
        given["length"] = span(length)
    return Definition(code="X", name="…", triggers=("occurred",), **given)


def end(length: str, start: str, *, pauses=(), restarts=(), extension=None, **more) -> Due:
    return due(
        clock(length, **more), at(start), calendar=calendar.national(),
        pauses=[Pause(at(a), at(b) if b else None) for a, b in pauses],
        interruptions=[Interruption(at(one)) for one in restarts],
        extension=span(extension) if extension else None,
    )  # fmt: skip
