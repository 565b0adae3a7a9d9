"""What the index holds: noted after it was written, so that whatever is new to it is news to saved searches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.db import transaction

from ..models import AlertHit, Published
from .digests import take_back

One = TypeVar("One")
_BATCH = 500


def in_parts(rows: Iterable[One]) -> Iterator[list[One]]:
    """Some hundreds at a time: SQLite takes no longer list."""
    ids = list(rows)
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def record_published(*, documents: Iterable[str]) -> int:
    """Note documents that the index holds now; those noted before stay as they are. How many are new.

    What comes back after it was gone is new: what was told of it the first time does not hold the second back.
    """
    count = 0
    for part in in_parts(documents):
        known = set(Published.objects.filter(document__in=part).values_list("document", flat=True))
        new = [Published(document=id_) for id_ in part if id_ not in known]
        with transaction.atomic():
            AlertHit.objects.filter(document__in=[row.document for row in new]).delete()
            Published.objects.bulk_create(new, ignore_conflicts=True)
        count += len(new)
    return count


def forget_published(*, documents: Iterable[str]) -> None:
    """They have left the index: when they come back they are new, and no digest names them any more."""
    for part in in_parts(documents):
        Published.objects.filter(document__in=part).delete()
        take_back(part)
