"""Sending rows that stand for one thing each, until it has gone out or has visibly failed.

Rows are claimed one by one by a conditional update with a lease, so that two sweeps at once never send one twice.
`正在发送` is committed before the call: a process killed while sending may have handed the thing over already. Such a
row becomes 不知道发出没有 and is shown to an administrator, never sent again by itself; so does one whose gateway took
the request and did not answer in time. A gateway that says no, or cannot be reached, has taken nothing: that is tried
again after 1, 5, 30 and 180 minutes and then shown as 没有发出.
"""

from __future__ import annotations

import datetime
import logging
import time
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F

from ..models.outgoing import Outgoing, State
from ..rules.delivery import LEASE, wait_after
from ..sms import NotKnown, NotSent
from .refusal import Refused

logger = logging.getLogger(__name__)
_LONGEST_SWEEP = 40.0
"""Seconds after which a sweep leaves the rest to the next: well within the lease of its last claim."""


class Carrier(Protocol):
    """What differs between rows that go to people and rows that go to groups."""

    @property
    def rows(self) -> type[Outgoing]:
        """The model of its rows."""

    def fetch(self, pk: int) -> Any:
        """The row with what sending needs; None when it is gone."""

    def silent_until(self, row: Any, now: datetime.datetime) -> datetime.datetime | None:
        """When it may go out, if not now."""

    def no_way(self, row: Any) -> str:
        """Why it cannot be sent at all; "" when it can."""

    def hand_over(self, row: Any) -> None:
        """Give it to the gateway, or raise NotSent or NotKnown."""


def sweep(carrier: Carrier, *, now: datetime.datetime) -> dict[str, int]:
    """Send what is due; state → number of rows that came into it. `now` is when the sweep began.

    Must not run inside a transaction: each claim has to be seen by others before anything is sent.
    """
    counts: dict[str, int] = {}
    rows = carrier.rows._default_manager
    lost = rows.abandoned(now=now).update(state=State.UNSURE, error="发送的进程中途断了", next_try_at=None)
    if lost:
        counts[State.UNSURE] = lost
    began = time.monotonic()
    for pk in list(rows.due(now=now).order_by("next_try_at", "pk").values_list("pk", flat=True)[:500]):
        passed = time.monotonic() - began
        if passed > _LONGEST_SWEEP:
            break
        state = _send_one(carrier, pk, now + datetime.timedelta(seconds=passed))
        if state:
            counts[state] = counts.get(state, 0) + 1
    return counts


def _send_one(carrier: Carrier, pk: int, now: datetime.datetime) -> str:
    """Claim one row and send it; its new state, "" when somebody else has it or it has to be quiet."""
    lease = now + LEASE
    due = carrier.rows._default_manager.due(now=now).filter(pk=pk)
    row = carrier.fetch(pk)
    if row is None:
        return ""
    quiet = carrier.silent_until(row, now)
    if quiet:
        due.update(next_try_at=quiet)
        return ""
    if not due.update(state=State.SENDING, leased_until=lease, tries=F("tries") + 1):
        return ""
    row.refresh_from_db(fields=["tries", "state", "leased_until"])
    reason = carrier.no_way(row)
    if reason:
        return _settle(row, lease, State.SKIPPED, error=reason)
    try:
        carrier.hand_over(row)
    except NotKnown as error:
        return _settle(row, lease, State.UNSURE, error=str(error))
    except NotSent as error:
        return _failed(row, lease, str(error), now)
    except Exception as error:  # an adapter of one's own may raise anything; its words may hold an address
        return _failed(row, lease, type(error).__name__, now)
    return _settle(row, lease, State.SENT, sent_at=now)


def _failed(row: Outgoing, lease: datetime.datetime, reason: str, now: datetime.datetime) -> str:
    wait = wait_after(row.tries)
    logger.warning("%s %s failed, try %s: %s", type(row).__name__.lower(), row.pk, row.tries, reason)
    if wait is None:
        return _settle(row, lease, State.FAILED, error=reason)
    return _settle(row, lease, State.QUEUED, error=reason, next_try_at=now + wait)


def _settle(
    row: Outgoing,
    lease: datetime.datetime,
    state: str,
    *,
    error: str = "",
    next_try_at: datetime.datetime | None = None,
    sent_at: datetime.datetime | None = None,
) -> str:
    """Write down how it went, unless the claim is no longer ours. One that came back late still knows what it did."""
    ours = type(row)._default_manager.filter(pk=row.pk, leased_until=lease, state__in=[State.SENDING, State.UNSURE])
    facts = {"error": error[:200], "next_try_at": next_try_at, "sent_at": sent_at, "leased_until": None}
    return state if ours.update(state=state, **facts) else ""


@transaction.atomic
def retry(*, row: Outgoing, now: datetime.datetime) -> Outgoing:
    """Send it again because somebody said so; the tries are counted from the start. Refused when it is under way."""
    found: Outgoing = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if found.state not in {State.FAILED, State.UNSURE}:
        raise Refused("这一条已经在发，或者已经发出了。")
    found.state, found.tries, found.next_try_at, found.error, found.leased_until = State.QUEUED, 0, now, "", None
    found.save(update_fields=["state", "tries", "next_try_at", "error", "leased_until"])
    return found
