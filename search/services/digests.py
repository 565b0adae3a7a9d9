"""Taking back what a digest told: what was withdrawn is not named in letters that lie in the inbox, law aside."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import transaction

from portal.models import Message

from ..kinds import KINDS
from ..models import AlertHit

KIND = "saved_search"
"""Kind of a digest's message."""
GONE = "这一条后来撤下了"


@transaction.atomic
def take_back(documents: Sequence[str]) -> int:
    """Strike them from digests sent, and let go of what waits to be sent; how many letters were changed.

    A letter by mail that has gone out already cannot be called back; one that still waits goes out without the line.
    """
    titles: list[str] = []
    for kind in KINDS:
        keys = [] if kind.of_law else kind.keys(documents)
        if keys:
            AlertHit.objects.filter(document__in=[kind.id_of(pk) for pk in keys], sent_at=None).delete()
            titles += kind.titles_told(keys)
    return sum(_strike(title) for title in titles)


def _strike(title: str) -> int:
    """Whoever's letter it is, also of a search that is not kept any more."""
    line = re.compile(rf"^(\d+\. ){re.escape(title)}（.*）$", re.MULTILINE)
    changed = 0
    for letter in Message.objects.filter(kind=KIND, body__contains=f". {title}（"):
        body = line.sub(rf"\g<1>{GONE}", letter.body)
        if body != letter.body:
            changed += Message.objects.filter(pk=letter.pk).update(body=body)
    return changed
