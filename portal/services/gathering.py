"""Once a day: what somebody wants to get together goes out as one letter."""

from __future__ import annotations

import datetime
import logging

from django.db import transaction

from ..models import Delivery, Message
from ..models.messages import DIGEST
from .messages import notify

logger = logging.getLogger(__name__)
_State = Delivery.State
MOST = 30
"""Titles in one letter; the inbox has all."""


def gather(*, now: datetime.datetime) -> int:
    """Write the letters that are due; how many."""
    held = Delivery.objects.filter(state=_State.HELD, next_try_at__lte=now)
    letters = 0
    for person, channel in list(held.values_list("message__person", "channel").distinct().order_by()):
        try:
            letters += _gather_one(person, channel, now)
        except Exception:  # it stays due, the others do not wait
            logger.exception("a digest by %s was not written", channel)
    return letters


@transaction.atomic
def _gather_one(person: int, channel: str, now: datetime.datetime) -> int:
    """One letter, and what is in it marked, all or nothing. What was read meanwhile is left out."""
    due = Delivery.objects.filter(state=_State.HELD, next_try_at__lte=now, message__person=person, channel=channel)
    rows = list(due.select_for_update(of=("self",)).select_related("message__person").order_by("pk"))
    ids = [row.pk for row in rows]
    unread: list[Message] = [row.message for row in rows if row.message.read_at is None]
    done = {"state": _State.GATHERED, "next_try_at": None}
    Delivery.objects.filter(pk__in=ids).update(**done)
    if not unread:
        return 0
    lines = [f"{number}. {message.title}" for number, message in enumerate(unread[:MOST], 1)]
    if len(unread) > MOST:
        lines.append(f"还有 {len(unread) - MOST} 条，登录看全部。")
    letter = notify(
        person=unread[0].person,
        kind=DIGEST,
        title=f"您有 {len(unread)} 条新消息",
        body="\n".join(lines),
        link="/me/messages/",
        key=f"{DIGEST}:{channel}:{ids[0]}",
        channels=[channel],
        now=now,
    )
    Message.objects.filter(pk=letter.pk).update(read_at=now)
    return 1
