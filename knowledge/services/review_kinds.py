"""What is told of the texts that cite law, whatever app they belong to: each registers in REVIEW_KINDS."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from portal.models import Person


@dataclass(frozen=True)
class Thing:
    """A citing text for the board. `edited_at` is when its words last came out, None when that is not known.

    `passage` is the text around the citation as an editor knows it; empty when the citation says enough. `review_url`
    is where its own people decide, for those who have no desk.
    """

    title: str
    desk_url: str
    public_url: str = ""
    passage: str = ""
    owner: Person | None = None
    edited_at: datetime.datetime | None = None
    review_url: str = ""


class ReviewKind(Protocol):
    """How one model takes part. Services of its own app do what is asked; they may raise Refused."""

    name: str
    """What it is called on the board: 题目, 课, 案例."""
    can_hold: bool
    """Whether it can be kept from being used until somebody has decided."""
    can_withdraw: bool
    """Whether `withdraw` takes it down; otherwise its own page does."""

    def things(self, ids: Collection[int]) -> dict[int, Thing]:
        """Those of the ids that are in use now: public, current, not retired."""

    def hold(self, pk: int, *, reason: str) -> None: ...

    def release(self, pk: int) -> None: ...

    def withdraw(self, pk: int, *, by: Person, why: str, now: datetime.datetime) -> None: ...


def review_kinds() -> dict[int, ReviewKind]:
    """By the key of the content type."""
    found: dict[int, ReviewKind] = {}
    for label, path in settings.REVIEW_KINDS.items():
        app, _, model = label.partition(".")
        found[ContentType.objects.get_by_natural_key(app, model).pk] = import_string(path)()
    return found


@runtime_checkable
class Secret(Protocol):
    """A kind whose things not every editor may know of: its own people see and decide them, nobody else does."""

    def seen_by(self, user: Person) -> QuerySet[Any]:
        """Of its model, what this person may see."""

    def decided_by(self, pk: int, user: Person) -> bool:
        """Whether this person may say what becomes of a review."""


def hidden_from(user: Person) -> Q:
    """Review tasks that this person may not know of."""
    hidden = Q(pk__in=[])
    for content_type, kind in review_kinds().items():
        if isinstance(kind, Secret):
            hidden |= Q(content_type=content_type) & ~Q(object_id__in=kind.seen_by(user).values("pk"))
    return hidden


def things_of(wanted: Mapping[int, Collection[int]]) -> dict[tuple[int, int], Thing]:
    """What is in use of the asked ids by content type, by (content type, id)."""
    kinds = review_kinds()
    return {
        (kind, pk): thing
        for kind, ids in wanted.items()
        if kind in kinds and ids
        for pk, thing in kinds[kind].things(ids).items()
    }
