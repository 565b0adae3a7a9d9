"""What somebody chose: which kinds on which channels, and when not to be disturbed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from ..models import Delivery, MessageChoice, MessageHabit, Person
from .refusal import Refused

CHANNELS = (Delivery.Channel.EMAIL, Delivery.Channel.SMS)
_How = MessageChoice.How
HOWS = {
    Delivery.Channel.EMAIL: (_How.NOW, _How.DAY, _How.OFF),
    Delivery.Channel.SMS: (_How.NOW, _How.OFF),
}
"""An SMS is not gathered: it holds one title."""


def current(person: Person) -> dict[tuple[str, str], str]:
    """(kind, channel) → how, the site's own setting where nothing was chosen."""
    usual = {
        (kind, str(channel)): str(_How.NOW if channel in settings.MESSAGE_CHANNELS.get(kind, []) else _How.OFF)
        for kind in settings.MESSAGE_KINDS
        for channel in CHANNELS
    }
    rows = MessageChoice.objects.filter(person=person).values_list("kind", "channel", "how")
    return usual | {(kind, channel): how for kind, channel, how in rows if (kind, channel) in usual}


@transaction.atomic
def choose(
    *,
    person: Person,
    chosen: Mapping[tuple[str, str], str],
    quiet: tuple[datetime.time, datetime.time] | None,
) -> None:
    """Keep the choices; `quiet` None leaves the hours to the site. What was told already is not changed."""
    for (kind, channel), how in chosen.items():
        if kind not in settings.MESSAGE_KINDS or how not in HOWS.get(Delivery.Channel(channel), ()):
            raise Refused("没有这样的选择，请重新选。")
        MessageChoice.objects.update_or_create(person=person, kind=kind, channel=channel, defaults={"how": how})
    if quiet is None:
        MessageHabit.objects.filter(person=person).delete()
        return
    facts = {"quiet_from": quiet[0], "quiet_until": quiet[1]}
    MessageHabit.objects.update_or_create(person=person, defaults=facts)
