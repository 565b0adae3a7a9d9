"""What the index may still hold though nobody may find it any more: withdrawn a moment ago, or samples while hidden.

Hits are read again from the database, but totals and facets are counted by the engine: a plan refuses these by id, so
that nothing is counted either, even while the process that keeps the index is away.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import resolve

from portal.models import Change

from .kinds import KINDS

MOST = 1_000
"""Newest rows of the outbox that are looked at: an import fills it with thousands, all of them published."""


def hidden_documents() -> tuple[str, ...]:
    """Their ids. One query while nothing waits and samples are shown."""
    waiting: dict[str, set[int]] = {}
    for label, pk in Change.objects.order_by("-pk").values_list("kind", "object_id")[:MOST]:
        waiting.setdefault(label, set()).add(pk)
    return tuple(id_ for kind in KINDS for id_ in kind.hidden(waiting))


def gone_addresses(urls: Iterable[str]) -> set[str]:
    """Those addresses that lead to nothing published. One query for each kind that is among them."""
    asked = {url: resolve(url) for url in filter(None, urls)}
    return set[str]().union(*(kind.gone(asked) for kind in KINDS))
