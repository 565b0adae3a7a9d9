"""How pages and answered questions take part in impact review: what is live, where it is edited, who answers for it
(REVIEW_KINDS)."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.urls import reverse
from wagtail.models import Page

from portal.models import Person
from portal.services.refusal import Refused

from .models import AnsweredQuestion, Interpretation, PolicyUpdate
from .services.answered import withdraw_answered
from .services.review_kinds import Thing


class PageKind:
    """A ReviewKind for pages of `model`. They are taken down on their own page, with its own rules."""

    name = ""
    model: type[Page]
    can_hold = False
    can_withdraw = False

    def passage(self, page: Any) -> str:
        """The text that was linked, when there is more to show than the citation."""
        return ""

    def things(self, ids: Collection[int]) -> dict[int, Thing]:
        pages = self.model.objects.live().filter(pk__in=ids).select_related("owner")
        return {
            page.pk: Thing(
                title=page.title,
                desk_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
                public_url=page.get_url() or "",
                passage=self.passage(page),
                owner=page.owner,
                edited_at=page.last_published_at,
            )
            for page in pages
        }

    def hold(self, pk: int, *, reason: str) -> None:
        raise NotImplementedError

    def release(self, pk: int) -> None:
        raise NotImplementedError

    def withdraw(self, pk: int, *, by: Person, why: str, now: datetime.datetime) -> None:
        raise NotImplementedError


class LawPages(PageKind):
    """Pages about law: taken down from the board by whoever may take down the page itself."""

    can_withdraw = True

    def passage(self, page: Any) -> str:
        return str(page.citation_text())

    def withdraw(self, pk: int, *, by: Person, why: str, now: datetime.datetime) -> None:
        page = self.model.objects.get(pk=pk)
        if not page.permissions_for_user(by).can_unpublish():
            raise Refused("你没有撤下这一页的权限")
        page.unpublish(user=by)


class Updates(LawPages):
    name = "政策更新"
    model = PolicyUpdate


class Interpretations(LawPages):
    name = "法律解读"
    model = Interpretation


class Answered:
    """Published ones; corrected, they wait for their second look again and are not public meanwhile."""

    name = "问答"
    can_hold = False
    can_withdraw = True

    def things(self, ids: Collection[int]) -> dict[int, Thing]:
        rows = AnsweredQuestion.objects.published().filter(pk__in=ids).select_related("written_by")
        return {
            row.pk: Thing(
                title=row.question,
                desk_url=reverse("knowledge:answered_page", args=[row.pk]),
                public_url=row.get_absolute_url(),
                passage=row.cited_text,
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
        withdraw_answered(answered=AnsweredQuestion.objects.get(pk=pk), by=by, why=why, now=now)
