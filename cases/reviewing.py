"""Precedents in the impact review of law (REVIEW_KINDS)."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.urls import reverse

from knowledge.services.review_kinds import Thing
from portal.models import Person

from .models import Precedent
from .services.precedents import withdraw_precedent


class Precedents:
    """Published ones. An outcome under the law of its day may well stand: that is what an editor says here."""

    name = "案例"
    can_hold = False
    can_withdraw = True

    def things(self, ids: Collection[int]) -> dict[int, Thing]:
        rows = Precedent.objects.published().filter(pk__in=ids).select_related("written_by")
        return {
            row.pk: Thing(
                title=row.title,
                desk_url=reverse("precedents_desk:page", args=[row.pk]),
                public_url=row.get_absolute_url(),
                passage="\n".join(filter(None, [row.summary, row.reasoning, row.cited_text])),
                owner=row.written_by,
                edited_at=row.updated_at,
            )
            for row in rows
        }

    def hold(self, pk: int, *, reason: str) -> None:
        raise NotImplementedError

    def release(self, pk: int) -> None:
        raise NotImplementedError

    def withdraw(self, pk: int, *, by: Person, why: str, now: datetime.datetime) -> None:
        withdraw_precedent(precedent=Precedent.objects.get(pk=pk), by=by, why=why, now=now)
