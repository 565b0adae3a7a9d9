"""Precedents and open cases in the impact review of law (REVIEW_KINDS)."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.urls import reverse

from knowledge.services.review_kinds import Thing
from portal.models import Person

from .models import Case, Precedent
from .models.cases import CaseQuerySet
from .rules.access import Action, may
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


class OpenCases:
    """Cases somebody still handles: does what was confirmed still hold when the article changes? The handler is asked.

    Only those who may see a case know of its review, and who decides its articles decides it.
    """

    name = "办理中的案件"
    can_hold = False
    can_withdraw = False

    def things(self, ids: Collection[int]) -> dict[int, Thing]:
        rows = Case.objects.open().filter(pk__in=ids).select_related("handler")
        return {
            row.pk: Thing(
                title=f"案件 {row.number}",
                desk_url=row.get_absolute_url(),
                owner=row.handler,
                review_url=reverse("cases:law", args=[row.number]),
            )
            for row in rows
        }

    def seen_by(self, user: Person) -> CaseQuerySet:
        return Case.objects.visible_to(user)

    def decided_by(self, pk: int, user: Person) -> bool:
        case = Case.objects.visible_to(user).filter(pk=pk).first()
        return case is not None and may(case.roles_of(user), Action.LAW, case.state)

    def hold(self, pk: int, *, reason: str) -> None:
        raise NotImplementedError

    def release(self, pk: int) -> None:
        raise NotImplementedError

    def withdraw(self, pk: int, *, by: Person, why: str, now: datetime.datetime) -> None:
        raise NotImplementedError
