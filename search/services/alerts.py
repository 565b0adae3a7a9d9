"""Telling people what is new for their saved searches, each thing once, whatever its rank.

Three steps, each safe to be cut off and done again: the index's writer notes what it has taken in (`record_published`);
every noted thing is held against every running search (`match_published`); what was found waits until the search's
digest is due (`send_digests`), where the database has the last word on what is still public.
"""

from __future__ import annotations

import datetime
import logging

from django.db import transaction
from django.urls import reverse

from portal.rules.digests import next_digest
from portal.services.messages import notify

from ..engines import EngineError
from ..matching import matching
from ..models import AlertHit, Published, SavedSearch
from ..things import Thing, read_things
from .digests import KIND
from .published import in_parts

logger = logging.getLogger(__name__)

IN_MESSAGE = 20
"""Titles in the message itself; the page it leads to has all."""
_BATCH = 500


def match_published(*, today: datetime.date, now: datetime.datetime) -> int:
    """Hold everything new against every running search; how many hits were found. Raises EngineError, loses nothing."""
    if not SavedSearch.objects.running().exists():
        Published.objects.filter(matched=False).update(matched=True)
        return 0
    total, last = 0, 0
    while rows := list(Published.objects.filter(matched=False, pk__gt=last).order_by("pk")[:_BATCH]):
        last = rows[-1].pk
        total += _match(rows, today, now)
    return total


def _match(rows: list[Published], today: datetime.date, now: datetime.datetime) -> int:
    """What is not public any more is left: its row goes with it from the index."""
    things = read_things(row.document for row in rows)
    news = {row.document: row.pk for row in rows if (thing := things.get(row.document)) and not thing.is_sample}
    hits = []
    for search in SavedSearch.objects.running().filter(after__lt=max(news.values(), default=0)):
        wanted = [id_ for id_, pk in news.items() if pk > search.after]
        found = _ask(search, wanted, today)
        hits += [AlertHit(search=search, document=id_, found_at=now) for id_ in found]
    with transaction.atomic():
        there = set(SavedSearch.objects.running().values_list("pk", flat=True))
        kept = [hit for hit in hits if hit.search_id in there]
        AlertHit.objects.bulk_create(kept, ignore_conflicts=True, batch_size=_BATCH)
        Published.objects.filter(pk__in=[row.pk for row in rows if row.document in things]).update(matched=True)
    return len(kept)


def _ask(search: SavedSearch, ids: list[str], today: datetime.date) -> list[str]:
    """What it finds among them. One that cannot be read holds nobody else up; an engine that is down stops all."""
    try:
        return matching(search.asked, ids, today=today)
    except EngineError:
        raise
    except Exception:
        logger.exception("saved search %s cannot be asked", search.pk)
        return []


def send_digests(*, now: datetime.datetime) -> int:
    """Send what is due; how many people were told."""
    due = list(SavedSearch.objects.due(now=now).order_by("next_at", "pk").values_list("pk", flat=True))
    told = 0
    for pk in due:
        try:
            told += _send_one(pk, now)
        except Exception:  # the others are not to wait for it; it stays due
            logger.exception("the digest of saved search %s was not written", pk)
    return told


@transaction.atomic
def _send_one(pk: int, now: datetime.datetime) -> int:
    """One search's digest, its hits marked sent and the next date set, all or nothing."""
    search = SavedSearch.objects.select_for_update(of=("self",)).select_related("person").due(now=now).filter(pk=pk)
    found = search.first()
    if found is None:
        return 0
    waiting = list(found.hits.filter(sent_at=None).order_by("-pk"))
    things = read_things(hit.document for hit in waiting)
    told = {id_: thing for id_, thing in things.items() if not thing.is_sample}
    for part in in_parts(hit.pk for hit in waiting if hit.document not in told):
        AlertHit.objects.filter(pk__in=part).delete()
    if told:
        _tell(found, list(told.values()), now)
        for part in in_parts(hit.pk for hit in waiting):
            AlertHit.objects.filter(pk__in=part).update(sent_at=now)
    found.next_at = next_digest(found.every, now)
    found.save(update_fields=["next_at"])
    return int(bool(told))


def _tell(search: SavedSearch, things: list[Thing], now: datetime.datetime) -> None:
    """The title is seen on lock screens: it does not say what somebody looks for."""
    lines = [f"您保存的搜索“{search.name}”："]
    lines += [f"{number}. {thing.title}（{thing.note}）" for number, thing in enumerate(things[:IN_MESSAGE], 1)]
    if len(things) > IN_MESSAGE:
        lines.append(f"还有 {len(things) - IN_MESSAGE} 条，点开看全部。")
    notify(
        person=search.person,
        kind=KIND,
        title=f"您保存的搜索有 {len(things)} 条新内容",
        body="\n".join(lines),
        link=reverse("search:saved_search", args=[search.pk]),
        key=f"saved_search:{search.pk}:{now.isoformat()}",
        now=now,
    )
