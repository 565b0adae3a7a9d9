"""Which answer counts. A pure function of the events: in whatever order they arrived, how often, from which device.

| standing  | answered          | received                                                 |
|-----------|-------------------|----------------------------------------------------------|
| on_time   |                   | by the deadline, the paper still open                    |
| in_grace  | by the deadline   | by the end of the grace, the paper still open            |
| undecided | by the deadline   | later than that, or when the paper was in: a person says |
| too_late  | after the deadline|                                                          |

An answer to a supervised paper that was not given at its seat is undecided, too, unless it is too late.

The last by (answered, sequence, uuid) counts, among those on time, in grace, and those a person admitted.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Standing(StrEnum):
    ON_TIME = "on_time"
    IN_GRACE = "in_grace"
    UNDECIDED = "undecided"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Window:
    """The times of one attempt; `closed_at` is empty while it is open."""

    started_at: datetime.datetime
    deadline: datetime.datetime
    grace_until: datetime.datetime
    closed_at: datetime.datetime | None = None


@dataclass(frozen=True)
class Event:
    """One tap as kept. `admitted` is the newest word of a person on it, if there is one."""

    item: Hashable
    uuid: str
    seq: int
    answer: Any
    answered_at: datetime.datetime
    standing: str
    admitted: bool = False

    @property
    def counts(self) -> bool:
        if self.standing == Standing.UNDECIDED:
            return self.admitted
        return self.standing in (Standing.ON_TIME, Standing.IN_GRACE)


def clamp(
    claimed: datetime.datetime | None, *, started_at: datetime.datetime, received_at: datetime.datetime
) -> datetime.datetime:
    """What the phone says of the time, kept between the start and the arrival; without a word, the arrival."""
    if claimed is None:
        return received_at
    return min(max(claimed, started_at), received_at)


def standing(
    window: Window, *, answered_at: datetime.datetime, received_at: datetime.datetime, in_place: bool = True
) -> Standing:
    """`in_place` is whether it was given where the paper is taken: false for a supervised one away from its seat."""
    if answered_at > window.deadline:
        return Standing.TOO_LATE
    if window.closed_at is not None or not in_place:
        return Standing.UNDECIDED
    if received_at <= window.deadline:
        return Standing.ON_TIME
    return Standing.IN_GRACE if received_at <= window.grace_until else Standing.UNDECIDED


def final_answers(events: Iterable[Event]) -> dict[Hashable, Event]:
    """Item → the event that counts. An answer taken back is an answer: the empty one."""
    last: dict[Hashable, Event] = {}
    for event in events:
        if event.counts and (event.item not in last or _place(last[event.item]) < _place(event)):
            last[event.item] = event
    return last


def _place(event: Event) -> tuple[datetime.datetime, int, str]:
    return (event.answered_at, event.seq, event.uuid)
