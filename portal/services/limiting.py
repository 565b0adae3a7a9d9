"""Counting tries in the database, so that every process counts the same."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from ..models import SignInEvent
from ..rules.limits import DAY, PER_ADDRESS, PER_NUMBER, Limit
from .refusal import Refused
from .sealing import fingerprint


@dataclass(frozen=True)
class Ticket:
    """The rows written for one try; giving them back makes it uncounted."""

    events: tuple[int, ...]


class TooOften(Refused):
    """The limit is reached; `seconds` until the next try may be made."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        wait = f"{minutes} 分钟" if minutes < 60 else f"{-(-minutes // 60)} 小时"
        super().__init__(f"试得太多了，请过 {wait}再试。")
        self.seconds = seconds


def take(*, action: str, number: str, address: str, now: datetime.datetime) -> Ticket:
    """Count one try of `action` for a number and for an address, or raise TooOften and count nothing.

    The rows are written and visible before counting: of two that come at once both may be refused, never let in.
    """
    keys = ((fingerprint("number", number), PER_NUMBER), (fingerprint("address", address), PER_ADDRESS))
    written = [(SignInEvent.objects.create(action=action, key=key, at=now), limits[action]) for key, limits in keys]
    wait = max((_wait(event, limit, now) for event, limits in written for limit in limits), default=0)
    ticket = Ticket(tuple(event.pk for event, _ in written))
    if wait:
        give_back(ticket=ticket)
        raise TooOften(wait)
    return ticket


def _wait(event: SignInEvent, limit: Limit, now: datetime.datetime) -> int:
    """Seconds until this try would be within the limit; 0 when it is."""
    since = now - datetime.timedelta(seconds=limit.seconds)
    earlier = SignInEvent.objects.filter(action=event.action, key=event.key, at__gt=since).exclude(pk=event.pk)
    times = list(earlier.order_by("-at").values_list("at", flat=True)[: limit.amount])
    if len(times) < limit.amount:
        return 0
    return max(1, int((times[-1] - since).total_seconds()) + 1)


def give_back(*, ticket: Ticket) -> None:
    """It went well: only failures are counted."""
    SignInEvent.objects.filter(pk__in=ticket.events).delete()


def forget_old(*, now: datetime.datetime) -> int:
    """Delete what no limit looks at any more; the number of rows."""
    return SignInEvent.objects.filter(at__lt=now - datetime.timedelta(seconds=DAY)).delete()[0]
