"""A phone as static/answers.js and static/exam.js make it behave, and a network that does its worst.

Kept through kill and battery: the queue, the time of the last tap, and the pair (server's time, own clock) of the
last reply. Lost: what the page held in memory. Sent: everything that has no receipt, oldest first, as one batch.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from training.services.answers import Ack, Incoming

Moment = datetime.datetime
TICK = datetime.timedelta(milliseconds=1)
Deliver = Callable[[list[Incoming], Moment, str], list[Ack]]


@dataclass
class Phone:
    """`skew` is how wrong its own clock is, `lag` how late replies reach it: its estimate is behind by that."""

    name: str
    deliver: Deliver
    skew: datetime.timedelta
    lag: datetime.timedelta
    deadline: Moment
    online: bool = True
    # kept on the phone
    queue: list[Incoming] = field(default_factory=list)
    seq: int = 0
    last: Moment | None = None
    stamp: tuple[Moment, Moment] | None = None
    # of the open page
    open: bool = False
    shown: dict[int, Any] = field(default_factory=dict)
    wire: list[list[Incoming]] = field(default_factory=list)

    def clock(self, now: Moment) -> Moment:
        """The estimate of the server's time: never ahead, and across a gap bridged by the phone's own clock."""
        if self.open and self.online:
            return now - self.lag
        assert self.stamp
        server, own = self.stamp
        return max(server, server + ((now + self.skew) - own))

    def sync(self, now: Moment) -> None:
        self.stamp = (now - self.lag, now + self.skew)

    def load(self, now: Moment, answers: Callable[[], dict[int, Any]]) -> None:
        """Open or reload. Online the server's answers, offline the kept paper; over both what has no receipt yet."""
        if not self.online and not self.stamp:
            return
        if self.online:
            self.sync(now)
            self.shown = answers()
        self.open = True
        for entry in self.queue:
            self.shown[entry.item] = entry.answer

    def tap(self, item: int, answer: Any, now: Moment) -> bool:
        """Whether the page took it: a locked page takes nothing."""
        if not self.open or self.clock(now) >= self.deadline:
            return False
        at = max(self.clock(now), self.last + TICK) if self.last else self.clock(now)
        self.seq, self.last = self.seq + 1, at
        self.queue.append(Incoming(uuid.uuid4(), item, answer, at, self.seq))
        self.shown[item] = answer
        return True

    def send(self, now: Moment, fate: str) -> None:
        """`arrives`, `unheard` (kept by the server, the receipt is lost), `lost`, or `late` (arrives some day)."""
        if not self.online or not self.queue:
            return
        batch = list(self.queue)
        if fate == "late":
            self.wire.append(batch)
        if fate in ("lost", "late"):
            return
        acks = self.deliver(batch, now, self.name)
        if fate == "arrives":
            self.sync(now)
            told = {ack.uuid for ack in acks}
            assert {ack.state for ack in acks} <= {"saved", "duplicate"}
            self.queue = [entry for entry in self.queue if str(entry.uuid) not in told]

    def stray(self, now: Moment) -> None:
        """A batch that was on its way arrives at last; nobody hears the receipt."""
        if self.wire:
            self.deliver(self.wire.pop(), now, self.name)

    def kill(self) -> None:
        self.open = False
        self.shown = {}
