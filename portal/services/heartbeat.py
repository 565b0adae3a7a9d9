"""Signs of life."""

from __future__ import annotations

import datetime

from ..models import Heartbeat


def record_beat(*, name: str, now: datetime.datetime) -> None:
    """The process `name` is alive at `now`."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})
