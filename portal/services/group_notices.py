"""Telling groups in WeCom and DingTalk that something happened, without saying to whom.

Everybody in a group reads along, and the provider too: a title in which anything like personal data is found is
replaced by the name of its kind.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction

from .. import webhooks
from ..models import GroupHook, GroupNotice, Organisation
from ..rules import masking
from ..rules.delivery import shortened
from ..rules.quiet import quiet_until
from . import sending
from .refusal import Refused
from .sealing import seal, unseal


def check_address(service: str, address: str, stored: bool) -> None:
    """Refused for an address of another service, and for none at all where none is stored."""
    if address and not webhooks.is_known(service, address):
        raise Refused("这不是这一家机器人的地址，请从群设置里整个复制过来。", field="address")
    if not address and not stored:
        raise Refused("请填机器人的地址。", field="address")


@transaction.atomic
def keep_hook(*, hook: GroupHook, address: str, secret: str) -> GroupHook:
    """Store a robot; an empty address or secret leaves what was stored. Refused for an address of another service."""
    check_address(hook.service, address, bool(hook.address_sealed))
    hook.address_sealed = seal(address) if address else hook.address_sealed
    hook.secret_sealed = seal(secret) if secret else hook.secret_sealed
    hook.save()
    return hook


@transaction.atomic
def notify_group(
    *,
    organisations: Iterable[Organisation],
    kind: str,
    title: str,
    now: datetime.datetime,
    link: str = "",
    key: str = "",
    urgent: bool = False,
) -> Sequence[GroupNotice]:
    """Tell the groups of these organisations that want this kind, once for a `key`. `link` is a path of this site that
    asks who is there; an urgent one passes quiet hours.
    """
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("a link of a message is a path of this site")
    line = shortened(title, 120)
    if masking.find(line):
        line = f"有一条新消息（{settings.GROUP_KINDS.get(kind, '通知')}），请登录看"
    facts = {
        "kind": kind,
        "title": line,
        "link": link,
        "urgent": urgent,
        "created_at": now,
        "next_try_at": now,
    }
    hooks = GroupHook.objects.filter(organisation__in=organisations, active=True).order_by("pk")
    told = key or uuid.uuid4().hex
    return [
        GroupNotice.objects.get_or_create(hook=hook, key=told, defaults=facts)[0]
        for hook in hooks
        if kind in hook.kinds
    ]


class _Groups:
    """Rows to groups."""

    rows = GroupNotice

    def fetch(self, pk: int) -> GroupNotice | None:
        return GroupNotice.objects.select_related("hook").filter(pk=pk).first()

    def silent_until(self, row: GroupNotice, now: datetime.datetime) -> datetime.datetime | None:
        return None if row.urgent else quiet_until(settings.QUIET_HOURS, now)

    def no_way(self, row: GroupNotice) -> str:
        return "" if row.hook.active else "这个群机器人已停用"

    def hand_over(self, row: GroupNotice) -> None:
        where = f"{settings.BASE_URL}{row.link}" if row.link else ""
        text = "\n".join(part for part in (f"【明白】{row.title}", where) if part)
        hook = row.hook
        webhooks.send_text(hook.service, unseal(hook.address_sealed), unseal(hook.secret_sealed), text)


def sweep(*, now: datetime.datetime) -> dict[str, int]:
    """Send what is due to groups; state → number of rows that came into it."""
    return sending.sweep(_Groups(), now=now)
