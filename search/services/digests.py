"""Taking back what a digest told: a precedent that was withdrawn is not named in letters that lie in the inbox."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import transaction

from cases.models import Precedent
from portal.models import Message

from ..models import AlertHit

KIND = "saved_search"
"""Kind of a digest's message."""
PREFIX = "precedent:"
GONE = "这一条后来撤下了"


@transaction.atomic
def take_back(documents: Sequence[str]) -> int:
    """Strike precedents from digests sent, and let go of what waits to be sent; how many letters were changed.

    A letter by mail that has gone out already cannot be called back; one that still waits goes out without the line.
    """
    gone = [id_ for id_ in documents if id_.startswith(PREFIX)]
    if not gone:
        return 0
    AlertHit.objects.filter(document__in=gone, sent_at=None).delete()
    keys = [int(id_.removeprefix(PREFIX)) for id_ in gone]
    told = Precedent.objects.filter(pk__in=keys, published_at__isnull=False)
    return sum(_strike(title) for title in told.values_list("title", flat=True))


def _strike(title: str) -> int:
    """Whoever's letter it is, also of a search that is not kept any more."""
    line = re.compile(rf"^(\d+\. ){re.escape(title)}（.*）$", re.MULTILINE)
    changed = 0
    for letter in Message.objects.filter(kind=KIND, body__contains=f". {title}（"):
        body = line.sub(rf"\g<1>{GONE}", letter.body)
        if body != letter.body:
            changed += Message.objects.filter(pk=letter.pk).update(body=body)
    return changed
