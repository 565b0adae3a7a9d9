"""Files on their way into the store: what a killed process left half done is swept until nothing of it is left."""

from __future__ import annotations

import datetime

from portal.models import Attachment
from portal.services import attachments

from ..models import Arrival, Case

LONG = datetime.timedelta(hours=6)
"""Nothing takes so long: whoever brought it is gone."""


def begin_arrival(*, case: Case, now: datetime.datetime) -> Arrival:
    """The row of a file that is about to come."""
    return Arrival.objects.create(case=case, begun_at=now)


def drop_arrival(*, arrival: Arrival) -> None:
    """Nothing of the file is left, then the row goes as well. What has become evidence stays."""
    Arrival.objects.filter(pk=arrival.pk).update(state=Arrival.State.DROPPING)
    kept = Attachment.objects.filter(key=arrival.key)
    attachments.drop_files(kept.filter(owner_type__isnull=True))
    if not kept.exists():
        attachments.forget_bytes(key=arrival.key)
    Arrival.objects.filter(pk=arrival.pk).delete()


def sweep_arrivals(*, now: datetime.datetime) -> int:
    """Drop what has been coming for longer than LONG, and what was being dropped; how many."""
    old = list(Arrival.objects.filter(begun_at__lt=now - LONG).order_by("pk"))
    for row in old:
        drop_arrival(arrival=row)
    return len(old)
