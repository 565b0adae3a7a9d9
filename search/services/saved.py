"""Saving a search, and changing what was saved. Everybody has their own alone."""

from __future__ import annotations

import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction

from portal.models import Person
from portal.rules.digests import next_digest
from portal.services.refusal import Refused

from ..models import Published, SavedSearch

MOST = 50
"""Saved searches of one person."""
_NOT_KEPT = {"page", "csrfmiddlewaretoken", "asis"}


def canonical(asked: str) -> str:
    """An address's query in one order, without what only turns pages."""
    pairs = parse_qsl(asked.removeprefix("?"))
    return urlencode(sorted((name, value.strip()) for name, value in pairs if name not in _NOT_KEPT and value.strip()))


def words_of(asked: str) -> str:
    return dict(parse_qsl(asked)).get("q", "")


@transaction.atomic
def save_search(*, person: Person, asked: str, name: str, every: str, now: datetime.datetime) -> SavedSearch:
    """Keep a question with its filters. Refused without words, twice, or beyond 50."""
    kept = canonical(asked)
    if not words_of(kept):
        raise Refused("这次搜索没有写要找什么，先搜一次再保存。")
    if len(kept) > SavedSearch._meta.get_field("asked").max_length:  # type: ignore[operator]
        raise Refused("这次搜索太长，请少写几个字再保存。")
    mine = SavedSearch.objects.visible_to(person)
    if mine.filter(asked=kept).exists():
        raise Refused("这次搜索您已经保存过了。")
    if mine.count() >= MOST:
        raise Refused(f"最多保存 {MOST} 个。请先删掉不用的。")
    try:
        with transaction.atomic():
            return SavedSearch.objects.create(
                person=person,
                asked=kept,
                name=name,
                every=every,
                next_at=next_digest(every, now),
                created_at=now,
                after=Published.objects.newest(),
            )
    except IntegrityError as error:
        raise Refused("这次搜索您已经保存过了。") from error


@transaction.atomic
def change_saved(*, saved: SavedSearch, name: str, every: str, now: datetime.datetime) -> SavedSearch:
    """Another name or another rhythm. What already waits goes out with the next digest."""
    saved.name, saved.every, saved.next_at = name, every, next_digest(every, now)
    saved.save(update_fields=["name", "every", "next_at"])
    return saved


@transaction.atomic
def pause(*, saved: SavedSearch, paused: bool, now: datetime.datetime) -> SavedSearch:
    """Stop or go on. What is published while it is paused is not told later."""
    if saved.paused and not paused:
        saved.after = Published.objects.newest()
    saved.paused, saved.next_at = paused, next_digest(saved.every, now)
    saved.save(update_fields=["paused", "next_at", "after"])
    return saved


@transaction.atomic
def delete_saved(*, saved: SavedSearch) -> None:
    saved.delete()
