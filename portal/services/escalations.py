"""What nobody opened in time goes to the deputy; what nobody opens at all is shown."""

from __future__ import annotations

import datetime
import logging

from django.db import transaction

from ..models import Escalation, Membership, Message, Person
from . import group_notices
from .messages import notify

logger = logging.getLogger(__name__)
_State = Escalation.State
MISSED = "urgent_missed"
"""Kind of what a group is told when nobody opened an urgent message."""


def sweep(*, now: datetime.datetime) -> dict[str, int]:
    """Decide what is due; state → number of rows. One that cannot be decided holds nobody else up."""
    counts: dict[str, int] = {}
    for pk in list(Escalation.objects.due(now=now).order_by("due_at", "pk").values_list("pk", flat=True)[:200]):
        try:
            state = _decide(pk, now)
        except Exception:  # it stays due
            logger.exception("escalation %s was not decided", pk)
            continue
        if state:
            counts[state] = counts.get(state, 0) + 1
    return counts


@transaction.atomic
def _decide(pk: int, now: datetime.datetime) -> str:
    """Seen by anybody who was told, passed on to the deputy, or seen by nobody."""
    row = Escalation.objects.select_for_update().due(now=now).filter(pk=pk).first()
    if row is None:
        return ""
    message = row.message
    matter = Message.objects.same_matter(message)
    if matter.filter(read_at__isnull=False).exists():
        row.state = _State.ACKNOWLEDGED
    else:
        post = _post_with_deputy(row, now.date())
        if post is None or matter.filter(person=post.deputy).exists():
            row.state = _State.UNANSWERED
            _tell_group(row, now)
        else:
            _pass_on(message, post.deputy, now)  # type: ignore[arg-type]
            row.state, row.to = _State.ESCALATED, post.deputy
    row.decided_at = now
    row.save(update_fields=["state", "to", "decided_at"])
    return str(row.state)


def _post_with_deputy(row: Escalation, today: datetime.date) -> Membership | None:
    """The posting that was named, else the person's own as long as all are with one organisation: a deputy at one
    client learns nothing of another.
    """
    held = Membership.objects.active(on=today).filter(person=row.message.person).select_related("deputy")
    if row.post_id:
        held = held.filter(pk=row.post_id)
    elif held.values("organisation").distinct().count() > 1:
        return None
    return held.filter(deputy__is_active=True).exclude(deputy=row.message.person).order_by("pk").first()


def _pass_on(message: Message, deputy: Person, now: datetime.datetime) -> None:
    """The same key: whoever opens it acknowledges it for both. It is urgent for the deputy too."""
    wait = int((now - message.created_at).total_seconds() // 60)
    told = f"{message.person.name}{wait}分钟没有看这一条，您是代理人，请您处理。"
    channels = message.deliveries.exclude(channel="inbox").values_list("channel", flat=True)
    notify(
        person=deputy,
        kind=message.kind,
        title=message.title,
        body="\n\n".join(part for part in (told, message.body) if part),
        link=message.link,
        key=message.key,
        channels=list(channels),
        now=now,
    )


def _tell_group(row: Escalation, now: datetime.datetime) -> None:
    if row.post:
        group_notices.notify_group(
            organisations=[row.post.organisation],
            kind=MISSED,
            title="有一条紧急消息没有人看，请值班的人登录处理",
            link="/me/messages/",
            key=f"{MISSED}:{row.pk}",
            urgent=True,
            now=now,
        )
