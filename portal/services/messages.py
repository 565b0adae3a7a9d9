"""Telling people things. A message is written in the transaction of whatever it tells about; a sweep sends it
afterwards (see `sending`). The inbox needs no sending; e-mail and SMS are rows of their own.

What somebody chose counts: a kind on a channel at once, once a day, or not at all, and quiet hours. An urgent message
passes all three, and when nobody opens it in the set time the deputy is told (see `escalations`).
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from .. import mail, sms
from ..models import Delivery, Escalation, Membership, Message, MessageChoice, Person
from ..models.messages import DIGEST
from ..rules import phones
from ..rules.delivery import SHORT, shortened
from ..rules.digests import DAY, next_digest
from ..rules.quiet import quiet_until
from . import sending

_Channel, _State = Delivery.Channel, Delivery.State
_How = MessageChoice.How


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
    post: Membership | None = None,
    stop_link: str = "",
    is_sample: bool = False,
) -> Message:
    """Tell one person something, once for a `key`: telling it again changes nothing and returns what was told.

    It always stands in the inbox; `channels` ("email", "sms") beside it come from MESSAGE_CHANNELS when not given.
    `title` goes out by SMS and is seen on lock screens of shared phones: no names of others, no amounts, no illness.
    `link` and `stop_link` are paths of this site. A kind in URGENT_KINDS is urgent; `post` is the posting in which
    the person is told of it, whose deputy follows.
    """
    for path in (link, stop_link):
        if path and (not path.startswith("/") or path.startswith("//")):
            raise ValueError("a link of a message is a path of this site")
    urgent = kind in settings.URGENT_KINDS
    facts = {
        "kind": kind,
        "title": shortened(title, 120),
        "body": body.strip(),
        "link": link,
        "stop_link": stop_link,
        "urgent": urgent,
        "created_at": now,
        "is_sample": is_sample or person.is_sample,
    }
    message, made = Message.objects.get_or_create(person=person, key=key or uuid.uuid4().hex, defaults=facts)
    if made:
        wanted = settings.MESSAGE_CHANNELS.get(kind, []) if channels is None else channels
        ways = dict.fromkeys((Delivery.Channel(way) for way in wanted), str(_How.NOW))
        if not urgent:
            ways = _as_chosen(message, ways, adding=channels is None)
        rows = [_delivery(message, way, how, now) for way, how in ways.items() if way != _Channel.INBOX]
        Delivery.objects.bulk_create([_delivery(message, _Channel.INBOX, _How.NOW, now), *rows])
        if urgent:
            due = now + datetime.timedelta(minutes=settings.URGENT_KINDS[kind])
            Escalation.objects.create(message=message, post=post, due_at=due)
    return message


def _as_chosen(message: Message, ways: dict[Delivery.Channel, str], *, adding: bool) -> dict[Delivery.Channel, str]:
    """Channels with what the person chose for them. Only where the site decides may a choice add a channel."""
    if message.kind not in settings.MESSAGE_KINDS:
        return ways
    chosen = MessageChoice.objects.filter(person=message.person, kind=message.kind).values_list("channel", "how")
    return ways | {Delivery.Channel(way): how for way, how in chosen if adding or way in ways}


def _delivery(message: Message, channel: str, how: str, now: datetime.datetime) -> Delivery:
    row = Delivery(message=message, channel=channel, next_try_at=now)
    if channel == _Channel.INBOX:
        row.state, row.sent_at, row.next_try_at = _State.SENT, now, None
    elif how == _How.OFF:
        row.state, row.error, row.next_try_at = _State.SKIPPED, "本人不要", None
    elif reason := _no_way(message, channel):
        row.state, row.error, row.next_try_at = _State.SKIPPED, reason, None
    elif how == _How.DAY:
        row.state, row.next_try_at = _State.HELD, next_digest(DAY, now)
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


class _Post:
    """Rows to people, by mail and SMS."""

    rows = Delivery

    def fetch(self, pk: int) -> Delivery | None:
        return Delivery.objects.select_related("message__person__message_habit").filter(pk=pk).first()

    def silent_until(self, row: Delivery, now: datetime.datetime) -> datetime.datetime | None:
        if row.message.urgent or row.message.kind == DIGEST:
            return None
        habit = getattr(row.message.person, "message_habit", None)
        return quiet_until((habit.quiet_from, habit.quiet_until) if habit else settings.QUIET_HOURS, now)

    def no_way(self, row: Delivery) -> str:
        return _no_way(row.message, row.channel)

    def hand_over(self, row: Delivery) -> None:
        message = row.message
        if row.channel == _Channel.SMS:
            text = settings.SMS_MESSAGE_TEMPLATE.format(title=shortened(message.title, SHORT))
            sms.gateway().send_text(message.person.phone, text)
            return
        where = f"{settings.BASE_URL}{message.link}" if message.link else ""
        stop = f"{settings.BASE_URL}{message.stop_link}" if message.stop_link else ""
        last = f"不想再收到，点这里：{stop}" if stop else ""
        text = "\n\n".join(part for part in (message.title, message.body, where, last) if part)
        mail.send_mail(message.person.email, message.title, text, identity=f"message-{message.pk}", stop=stop)


def sweep(*, now: datetime.datetime) -> dict[str, int]:
    """Send what is due to people; state → number of rows that came into it."""
    return sending.sweep(_Post(), now=now)


def mark_read(*, message: Message, now: datetime.datetime) -> None:
    """The first reading counts. Reading an urgent one acknowledges its matter for everybody who was told."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=now)
    if message.urgent:
        waiting = [Escalation.State.OPEN, Escalation.State.UNANSWERED]
        matter = Message.objects.same_matter(message)
        Escalation.objects.filter(message__in=matter, state__in=waiting).update(
            state=Escalation.State.ACKNOWLEDGED, decided_at=now
        )


def mark_all_read(*, person: Person, now: datetime.datetime) -> int:
    """How many were unread. What is urgent has to be opened: it stays unread."""
    return Message.objects.visible_to(person).unread().filter(urgent=False).update(read_at=now)
