"""Following what happens in the law, and being told of it once, in one letter.

Three steps, each safe to be cut off and done again: what is public is compared with what was noted (`discover`);
every noted piece is held against every follow (`match`); what was found waits until the digest is due
(`send_digests`), where the database has the last word on what is still public.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from portal.models import Person
from portal.rules.digests import next_digest
from portal.services.messages import notify
from portal.services.refusal import Refused

from .. import news
from ..models import Article, ArticleText, Follow, FollowHit, News, Regulation, Topic

logger = logging.getLogger(__name__)

KIND = "follow"
"""Kind of a digest's message."""
MOST = 200
"""Things one person follows."""
IN_MESSAGE = 20
_SALT = "knowledge.stop-follows"
_BATCH = 500
Thing = Article | Regulation | Topic


def names_of(follows: Iterable[Follow]) -> dict[int, tuple[str, str]]:
    """By key of a follow: what it is called and its address. Three queries at most."""
    rows = list(follows)
    found: dict[tuple[str, int], tuple[str, str]] = {}
    articles = {row.article_id for row in rows if row.article_id}
    texts = ArticleText.objects.published().filter(article__in=articles).select_related("version__regulation")
    for text in texts.order_by("version__effective_on", "pk") if articles else ():
        name = f"{text.version.regulation.short_title} {text.short_label}"
        found["article", text.article_id] = (name, text.get_absolute_url())
    regulations = {row.regulation_id for row in rows if row.regulation_id}
    for law in Regulation.objects.published().filter(pk__in=regulations) if regulations else ():
        found["regulation", law.pk] = (law.short_title, law.get_absolute_url())
    topics = {row.topic_id for row in rows if row.topic_id}
    for topic in Topic.objects.filter(pk__in=topics) if topics else ():
        found["topic", topic.pk] = (f"主题：{topic.name}", topic.get_absolute_url())
    return {row.pk: found.get((row.what, row.thing_id), ("已经不公开的内容", "")) for row in rows}


@transaction.atomic
def follow(*, person: Person, thing: Thing, every: str, now: datetime.datetime) -> Follow:
    """Follow it, or change how often one is told. What is public already is not told. Refused beyond 200."""
    what = {type(thing)._meta.model_name or "": thing}
    row = Follow.objects.filter(person=person, **what).first()
    if row is not None:
        row.every, row.next_at = every, next_digest(every, now)
        row.save(update_fields=["every", "next_at"])
        return row
    mine = Follow.objects.visible_to(person)
    if mine.count() >= MOST:
        raise Refused(f"最多关注 {MOST} 个。请先取消不用的。")
    discover(today=now.date())
    return Follow.objects.create(
        person=person,
        every=every,
        paused=mine.filter(paused=True).exists(),
        next_at=next_digest(every, now),
        created_at=now,
        after=News.objects.newest(),
        **what,
    )


@transaction.atomic
def unfollow(*, follow: Follow) -> None:
    follow.delete()


@transaction.atomic
def pause(*, person: Person, paused: bool, now: datetime.datetime) -> int:
    """Stop all letters of this kind or start them again; how many follows. What happens meanwhile is not told later."""
    rows = Follow.objects.visible_to(person).exclude(paused=paused)
    if paused:
        return rows.update(paused=True)
    discover(today=now.date())
    count = 0
    for row in rows:
        row.paused, row.after, row.next_at = False, News.objects.newest(), next_digest(row.every, now)
        row.save(update_fields=["paused", "after", "next_at"])
        count += 1
    return count


def stop_link(person: Person) -> str:
    """An address that stops the letters of this person without signing in; nobody can make one for another."""
    return reverse("knowledge:stop_follows", args=[signing.dumps(person.pk, salt=_SALT)])


def of_stop_link(token: str) -> Person | None:
    """Whose letters it stops; None for one that was not made here."""
    try:
        return Person.objects.filter(pk=signing.loads(token, salt=_SALT)).first()
    except signing.BadSignature:
        return None


@transaction.atomic
def discover(*, today: datetime.date) -> int:
    """Note what has become public and forget what is public no more; how many are new.

    What was found of it for somebody goes too: a day that was put off is not told as come, and is told when it comes.
    A source that only restates another is silent about what that one finds in the same sweep.
    """
    fresh: dict[str, set[int]] = {}
    for prefix, source in news.sources().items():
        rows = News.objects.filter(document__startswith=f"{prefix}:").values_list("document", flat=True)
        known = {int(document.partition(":")[2]) for document in rows}
        live = set(source.live(today))
        for part in _parts(f"{prefix}:{key}" for key in known - live):
            News.objects.filter(document__in=part).delete()
            FollowHit.objects.filter(document__in=part).delete()
        fresh[prefix] = live - known
        told = fresh.get(source.restates, set())
        made = [News(document=f"{prefix}:{key}", matched=key in told) for key in sorted(fresh[prefix])]
        News.objects.bulk_create(made, ignore_conflicts=True, batch_size=_BATCH)
    return sum(map(len, fresh.values()))


def match() -> int:
    """Hold what is new against every follow; how many hits were found."""
    if not Follow.objects.running().exists():
        News.objects.filter(matched=False).update(matched=True)
        return 0
    total = 0
    for row in list(News.objects.filter(matched=False).order_by("pk")):
        try:
            total += _match_one(row)
        except Exception:  # the others are not to wait for it; it stays unmatched
            logger.exception("news %s was not matched", row.document)
    return total


@transaction.atomic
def _match_one(row: News) -> int:
    happening = news.read([row.document]).get(row.document)
    hits: list[FollowHit] = []
    if happening and not happening.is_sample:
        touched = (
            Q(article__in=happening.articles) | Q(regulation__in=happening.regulations) | Q(topic__in=happening.topics)
        )
        follows = Follow.objects.running().filter(touched, after__lt=row.pk)
        hits = [FollowHit(follow=follow, document=row.document) for follow in follows]
        FollowHit.objects.bulk_create(hits, ignore_conflicts=True, batch_size=_BATCH)
    News.objects.filter(pk=row.pk).update(matched=True)
    return len(hits)


def send_digests(*, now: datetime.datetime) -> int:
    """Send what is due, one letter for a person; how many were told."""
    told = 0
    for person in list(Follow.objects.due(now=now).order_by("person").values_list("person", flat=True).distinct()):
        try:
            told += _send_one(person, now)
        except Exception:  # the others are not to wait for it; it stays due
            logger.exception("a digest of follows was not written")
    return told


@transaction.atomic
def _send_one(person: int, now: datetime.datetime) -> int:
    """One person's letter, its hits marked sent and the next dates set, all or nothing."""
    due = Follow.objects.due(now=now).filter(person=person).select_related("person")
    follows = list(due.select_for_update(of=("self",)).order_by("pk"))
    waiting = list(FollowHit.objects.filter(follow__in=follows, sent_at=None).order_by("-pk"))
    happenings = {
        document: found
        for document, found in news.read(dict.fromkeys(hit.document for hit in waiting)).items()
        if not found.is_sample
    }
    names = names_of(follows)
    because: dict[str, list[str]] = {document: [] for document in happenings}
    for hit in waiting:
        if hit.document in because:
            because[hit.document].append(names[hit.follow_id][0])
    if because:
        _tell(follows[0].person, [(happenings[one].title, why) for one, why in because.items()], now)
    for part in _parts(hit.pk for hit in waiting):
        FollowHit.objects.filter(pk__in=part).update(sent_at=now)
    for row in follows:
        row.next_at = next_digest(row.every, now)
        row.save(update_fields=["next_at"])
    return int(bool(because))


def _tell(person: Person, lines: list[tuple[str, list[str]]], now: datetime.datetime) -> None:
    """The title is seen on lock screens: it does not say what somebody follows."""
    words = [
        f"{number}. {title}（您关注了：{'、'.join(dict.fromkeys(why))}）"
        for number, (title, why) in enumerate(lines[:IN_MESSAGE], 1)
    ]
    if len(lines) > IN_MESSAGE:
        words.append(f"还有 {len(lines) - IN_MESSAGE} 条，点开看全部。")
    notify(
        person=person,
        kind=KIND,
        title=f"您关注的内容有 {len(lines)} 条变化",
        body="\n".join(words),
        link=reverse("knowledge:follows"),
        key=f"{KIND}:{now.isoformat()}",
        stop_link=stop_link(person),
        now=now,
    )


def _parts(rows: Iterable[Any]) -> Iterable[list[Any]]:
    """As many at once as a database takes."""
    every = list(rows)
    return [every[start : start + _BATCH] for start in range(0, len(every), _BATCH)]
