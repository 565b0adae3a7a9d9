"""Atom: updates, what is new in a topic, the versions of a regulation."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from portal.clock import SHANGHAI
from portal.public import public_page

from ..models import Interpretation, PolicyUpdate, Regulation, RegulationVersion, Topic

ENTRIES = 30
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
Entry = tuple[str, str, str, datetime.datetime]
"""Title, address, text, moment."""


@require_safe
@public_page
def updates_feed(request: HttpRequest) -> HttpResponse:
    """Policy updates that are out, newest first."""
    entries = _of_updates(PolicyUpdate.objects.live())
    return _written(request, "明白 · 政策更新", reverse("knowledge:updates"), entries)


@require_safe
@public_page
def topic_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Updates of the topic's articles and regulations, and interpretations filed under it."""
    topic = get_object_or_404(Topic, code=code)
    by_article = PolicyUpdate.objects.live().filter(affected__article__topics=topic)
    by_law = PolicyUpdate.objects.live().filter(affected__article__regulation__topics=topic)
    told = Interpretation.objects.live().filter(topics=topic).order_by("-last_published_at")[:ENTRIES]
    told_entries = [(one.title, one.get_url(request), one.summary, one.last_published_at) for one in told]
    entries = [*_of_updates((by_article | by_law).distinct()), *told_entries]
    return _written(request, f"明白 · {topic.name}", topic.get_absolute_url(), entries)


@require_safe
@public_page
def regulation_feed(request: HttpRequest, code: str) -> HttpResponse:
    """Published versions of a regulation by the day from which they are law, and the updates about it."""
    regulation = get_object_or_404(Regulation.objects.published(), code=code)
    versions = RegulationVersion.objects.published().filter(regulation=regulation, effective_on__isnull=False)
    entries: list[Entry] = []
    for version in versions.order_by("-effective_on")[:ENTRIES]:
        if version.effective_on is None:
            continue
        version.regulation = regulation
        begins = datetime.datetime.combine(version.effective_on, datetime.time.min, SHANGHAI)
        text = version.summary or "公布了新的文本。"
        title = f"{regulation.short_title}（{version.label}）{version.effective_on:%Y-%m-%d} 起施行"
        entries.append((title, version.get_absolute_url(), text, begins))
    about = PolicyUpdate.objects.live().filter(affected__article__regulation=regulation).distinct()
    link = regulation.get_absolute_url()
    return _written(request, f"明白 · {regulation.short_title}", link, [*entries, *_of_updates(about)])


def _of_updates(rows: QuerySet[PolicyUpdate]) -> list[Entry]:
    return [
        (
            f"{one.get_significance_display()}：{one.title}",
            one.get_url() or "",
            f"{one.effective_on:%Y-%m-%d} 起。{one.for_whom}。{one.what_changed}",
            one.last_published_at,
        )
        for one in rows.order_by("-last_published_at")[:ENTRIES]
    ]


def _clean(text: str) -> str:
    """Without what no XML may hold; word processors leave such signs in what is pasted."""
    return _UNREADABLE.sub(" ", text)


def _written(request: HttpRequest, title: str, link: str, entries: Iterable[Entry]) -> HttpResponse:
    told = Atom1Feed(
        title=_clean(title),
        link=request.build_absolute_uri(link),
        description="",
        language="zh-Hans",
        feed_url=request.build_absolute_uri(request.path),
        author_name="明白",
    )
    newest = sorted(entries, key=lambda entry: entry[3], reverse=True)[:ENTRIES]
    for name, address, text, moment in newest:
        url = request.build_absolute_uri(address)
        told.add_item(title=_clean(name), link=url, description=_clean(text), updateddate=moment, unique_id=url)
    return HttpResponse(told.writeString("utf-8").encode(), content_type=Atom1Feed.content_type)
