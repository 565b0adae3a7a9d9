"""Telling people things, and sending what was told until it has gone out or has visibly failed.

A message is written in the transaction of whatever it tells about; a sweep sends it afterwards. The inbox needs no
sending. E-mail and SMS are rows of their own, claimed one by one by a conditional update with a lease, so that two
sweeps at once never send one twice.

A process killed while sending may have handed the message over already. Such a row becomes 不知道发出没有 and is shown
to an administrator, never sent again by itself: the inbox holds the message in any case, and the same SMS twice costs
money and looks like fraud. A gateway that answers no, or does not answer, has taken nothing: that is tried again after
1, 5, 30 and 180 minutes and then shown as 没有发出.
"""

from __future__ import annotations

import datetime
import logging
import time
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F

from .. import mail, sms
from ..models import Delivery, Message, Person
from ..rules import phones
from ..rules.delivery import LEASE, SHORT, shortened, wait_after
from .refusal import Refused

logger = logging.getLogger(__name__)

_Channel, _State = Delivery.Channel, Delivery.State
_LONGEST_SWEEP = 40.0
"""Seconds after which a sweep leaves the rest to the next: well within the lease of its last claim."""


@transaction.atomic
def notify(
    *,
    person: Person,
    kind: str,
    title: str,
    now: datetime.datetime,
    body: str = "",
    link: str = "",
    key: str = "",
    channels: Iterable[str] | None = None,
    is_sample: bool = False,
) -> Message:
    """Tell one person something, once for a `key`: telling it again changes nothing and returns what was told.

    It always stands in the inbox; `channels` ("email", "sms") beside it come from MESSAGE_CHANNELS when not given.
    `title` goes out by SMS and is seen on lock screens of shared phones: no names of others, no amounts, no illness.
    `link` is a path of this site.
    """
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("a link of a message is a path of this site")
    facts = {
        "kind": kind,
        "title": shortened(title, 120),
        "body": body.strip(),
        "link": link,
        "created_at": now,
        "is_sample": is_sample or person.is_sample,
    }
    message, made = Message.objects.get_or_create(person=person, key=key or uuid.uuid4().hex, defaults=facts)
    if made:
        wanted = settings.MESSAGE_CHANNELS.get(kind, []) if channels is None else channels
        ways = dict.fromkeys([_Channel.INBOX, *(_Channel(way) for way in wanted)])
        Delivery.objects.bulk_create([_delivery(message, way, now) for way in ways])
    return message


def _delivery(message: Message, channel: str, now: datetime.datetime) -> Delivery:
    row = Delivery(message=message, channel=channel, next_try_at=now)
    if channel == _Channel.INBOX:
        row.state, row.sent_at, row.next_try_at = _State.SENT, now, None
    elif reason := _no_way(message, channel):
        row.state, row.error, row.next_try_at = _State.SKIPPED, reason, None
    return row


def _no_way(message: Message, channel: str) -> str:
    """Why this person cannot be reached on this channel; "" when one can."""
    person = message.person
    if not person.is_active:
        return "账号已停用"
    if person.is_sample:
        return "示例人员，不向外发"
    if channel == _Channel.EMAIL:
        return "没有设邮件服务器" if not mail.is_ready() else "" if person.email else "没有邮箱"
    if not sms.is_ready():
        return "没有设短信网关"
    return "" if phones.is_mobile(person.phone) else "没有手机号"


def sweep(*, now: datetime.datetime) -> dict[str, int]:
    """Send what is due; state → number of rows that came into it. `now` is when the sweep began.

    Must not run inside a transaction: each claim has to be seen by others before anything is sent.
    """
    counts: dict[str, int] = {}
    lost = Delivery.objects.abandoned(now=now).update(state=_State.UNSURE, error="发送的进程中途断了", next_try_at=None)
    if lost:
        counts[_State.UNSURE] = lost
    began = time.monotonic()
    for pk in list(Delivery.objects.due(now=now).order_by("next_try_at", "pk").values_list("pk", flat=True)[:500]):
        passed = time.monotonic() - began
        if passed > _LONGEST_SWEEP:
            break
        state = _send_one(pk, now + datetime.timedelta(seconds=passed))
        if state:
            counts[state] = counts.get(state, 0) + 1
    return counts


def _send_one(pk: int, now: datetime.datetime) -> str:
    """Claim one row and send it; its new state, "" when somebody else has it."""
    lease = now + LEASE
    claimed = Delivery.objects.due(now=now).filter(pk=pk)
    if not claimed.update(state=_State.SENDING, leased_until=lease, tries=F("tries") + 1):
        return ""
    row = Delivery.objects.select_related("message__person").get(pk=pk)
    reason = _no_way(row.message, row.channel)
    if reason:
        return _settle(row, lease, _State.SKIPPED, error=reason)
    try:
        _hand_over(row)
    except sms.NotSent as error:
        return _failed(row, lease, str(error), now)
    except Exception as error:  # an adapter of one's own may raise anything; its words may hold an address
        return _failed(row, lease, type(error).__name__, now)
    return _settle(row, lease, _State.SENT, sent_at=now)


def _hand_over(row: Delivery) -> None:
    message = row.message
    if row.channel == _Channel.SMS:
        text = settings.SMS_MESSAGE_TEMPLATE.format(title=shortened(message.title, SHORT))
        sms.gateway().send_text(message.person.phone, text)
        return
    where = f"{settings.BASE_URL}{message.link}" if message.link else ""
    text = "\n\n".join(part for part in (message.title, message.body, where) if part)
    mail.send_mail(message.person.email, message.title, text, identity=f"message-{message.pk}")


def _failed(row: Delivery, lease: datetime.datetime, reason: str, now: datetime.datetime) -> str:
    wait = wait_after(row.tries)
    logger.warning("delivery %s by %s failed, try %s: %s", row.pk, row.channel, row.tries, reason)
    if wait is None:
        return _settle(row, lease, _State.FAILED, error=reason[:200])
    return _settle(row, lease, _State.QUEUED, error=reason[:200], next_try_at=now + wait)


def _settle(
    row: Delivery,
    lease: datetime.datetime,
    state: str,
    *,
    error: str = "",
    next_try_at: datetime.datetime | None = None,
    sent_at: datetime.datetime | None = None,
) -> str:
    """Write down how it went, unless the claim is no longer ours. One that came back late still knows what it did."""
    ours = Delivery.objects.filter(pk=row.pk, leased_until=lease, state__in=[_State.SENDING, _State.UNSURE])
    facts = {"state": state, "error": error, "next_try_at": next_try_at, "sent_at": sent_at, "leased_until": None}
    return state if ours.update(**facts) else ""


@transaction.atomic
def retry_delivery(*, delivery: Delivery, now: datetime.datetime) -> Delivery:
    """Send it again because somebody said so; the tries are counted from the start. Refused when it is under way."""
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state not in {_State.FAILED, _State.UNSURE}:
        raise Refused("这一条已经在发，或者已经发出了。")
    row.state, row.tries, row.next_try_at, row.error, row.leased_until = _State.QUEUED, 0, now, "", None
    row.save(update_fields=["state", "tries", "next_try_at", "error", "leased_until"])
    return row


def mark_read(*, message: Message, now: datetime.datetime) -> None:
    """The first reading counts."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=now)


def mark_all_read(*, person: Person, now: datetime.datetime) -> int:
    """How many were unread."""
    return Message.objects.visible_to(person).unread().update(read_at=now)
