"""The safety-education plan: what is done, due and missed, from the sessions that were really held."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    AHEAD = "ahead"
    DONE = "done"
    MISSED = "missed"


NAMES = {State.AHEAD: "还没到", State.DONE: "办了", State.MISSED: "没办"}


@dataclass(frozen=True)
class Held:
    """A session that names the planned item: its day and how many signed."""

    on: datetime.date
    signed: int


def state_of(planned_on: datetime.date, held: Iterable[Held], *, today: datetime.date) -> State:
    """Held on whatever day, with at least one signature: done. Not held, and the day is over: missed."""
    if any(one.signed for one in held):
        return State.DONE
    return State.MISSED if planned_on < today else State.AHEAD


def month_of(year: int, month: int) -> tuple[datetime.date, datetime.date]:
    """First and last day of a month, or of the whole year for month 0. ValueError for what is none of this century."""
    if not 2000 <= year < 2100:
        raise ValueError(year)
    if month == 0:
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    first = datetime.date(year, month, 1)
    return first, (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
