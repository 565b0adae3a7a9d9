"""How a kind of page takes part in impact review: what is live, where it is edited, who answers for it."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.urls import reverse
from wagtail.models import Page

from portal.models import Person

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
