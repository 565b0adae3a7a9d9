"""Lists: regulations, topics, what changed."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from portal import clock
from portal.public import public_page

from .. import reading
from ..models import ArticleText, Interpretation, PolicyUpdate, Regulation, RegulationVersion, Topic
from ..rules.validity import Status

PAGE_SIZE = 40
UPDATES = 3
"""Policy updates above a list of changes."""


def recent_changes(today: datetime.date, limit: int | None = None) -> list[reading.Dated]:
    """Versions by first day in force, newest first, those still to come included."""
    versions = (
        RegulationVersion.objects.published()
        .filter(regulation__live=True, effective_on__isnull=False)
        .select_related("regulation")
        .order_by("-effective_on", "regulation__short_title")
    )
    newest = list(versions[: limit or 200])
    siblings = RegulationVersion.objects.published().filter(regulation_id__in={v.regulation_id for v in newest})
    by_regulation: dict[int, list[RegulationVersion]] = {}
    for version in siblings:
        by_regulation.setdefault(version.regulation_id, []).append(version)
    rows = []
    for version in newest:
        dated = reading.dated_versions(by_regulation[version.regulation_id], today)
        found = next(d for d in dated if d.version.pk == version.pk)
        found.version.regulation = version.regulation
        rows.append(found)
    return rows


def newest_updates(limit: int) -> list[PolicyUpdate]:
    """Policy updates that are out, newest first."""
    return list(PolicyUpdate.objects.live().order_by("-first_published_at", "-pk")[:limit])


@public_page
def regulation_list(request: HttpRequest) -> HttpResponse:
    """All published regulations, filtered by level, topic, region, status and words of the title."""
    today = clock.today()
    chosen = {name: request.GET.get(name, "") for name in ("level", "topic", "region", "status", "q")}
    rows = filtered(chosen)
    listed = [(r, current(r, today)) for r in rows]
    if chosen["status"]:
        listed = [(r, d) for r, d in listed if d and d.status == chosen["status"]]
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "page": page,
        "chosen": chosen,
        "active": sum(bool(v) for v in chosen.values()),
        "query": query.urlencode(),
        "levels": Regulation.Level.choices,
        "topics": Topic.objects.order_by("order"),
        "regions": sorted(set(Regulation.objects.published().exclude(region="").values_list("region", flat=True))),
        "statuses": [(Status.CURRENT, "现行有效"), (Status.FUTURE, "尚未施行"), (Status.REPEALED, "已废止")],
    }
    return render(request, "knowledge/regulations.html", context)


def filtered(chosen: dict[str, str]) -> list[Regulation]:
    rows = Regulation.objects.published()
    if chosen["level"]:
        rows = rows.filter(level=chosen["level"])
    if chosen["topic"]:
        rows = rows.filter(topics__code=chosen["topic"])
    if chosen["region"]:
        rows = rows.filter(region="" if chosen["region"] == "全国" else chosen["region"])
    if chosen["q"]:
        words = chosen["q"].strip()
        rows = rows.filter(Q(title__contains=words) | Q(short_title__contains=words) | Q(aliases__name__contains=words))
    live = Prefetch("versions", RegulationVersion.objects.published())
    ordered = rows.distinct().prefetch_related(live).order_by("-in_catalogue", "title")
    rank = {level: i for i, level in enumerate(Regulation.Level.values)}
    return sorted(ordered, key=lambda r: (not r.in_catalogue, rank[r.level]))


def current(regulation: Regulation, today: datetime.date) -> reading.Dated | None:
    """The version a reader of the list means: in force today, else the nearest."""
    versions = list(regulation.versions.all())
    for version in versions:
        version.regulation = regulation
    return reading.Timeline(regulation, reading.dated_versions(versions, today)).at(today)


@public_page
def topics(request: HttpRequest) -> HttpResponse:
    """All doors by topic, each with the number of articles told in plain words."""
    rows = Topic.objects.order_by("order").annotate(articles_told=Count("articles", distinct=True))
    return render(request, "knowledge/topics.html", {"topics": rows})


@public_page
def topic(request: HttpRequest, code: str) -> HttpResponse:
    """Articles of a topic that have a digest, in force today, grouped by regulation: who has most to say, first."""
    today = clock.today()
    found = get_object_or_404(Topic, code=code)
    texts = (
        ArticleText.objects.published()
        .filter(article__topics=found)
        .exclude(digest="")
        .select_related("version__regulation")
        .order_by("version__regulation__title", "order", "number", "sub")
    )
    grouped: dict[int, dict[int, list[ArticleText]]] = {}
    for text in texts:
        grouped.setdefault(text.version.regulation_id, {}).setdefault(text.version_id, []).append(text)
    regulations = Regulation.objects.filter(pk__in=grouped).prefetch_related(
        Prefetch("versions", RegulationVersion.objects.published())
    )
    rank = {level: i for i, level in enumerate(Regulation.Level.values)}
    groups = []
    for row in sorted(regulations, key=lambda r: (rank[r.level], r.title)):
        dated = current(row, today)
        if dated and dated.version.pk in grouped[row.pk]:
            groups.append((row, dated, grouped[row.pk][dated.version.pk]))
    groups.sort(key=lambda group: -len(group[2]))
    context = {
        "topic": found,
        "groups": groups,
        "total": sum(len(texts) for _, _, texts in groups),
        "told": list(Interpretation.objects.live().filter(topics=found).order_by("-first_published_at")[:PAGE_SIZE]),
    }
    return render(request, "knowledge/topic.html", context)


@public_page
def changes(request: HttpRequest) -> HttpResponse:
    """What changed and what will change, newest first."""
    rows = recent_changes(clock.today())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    updates = newest_updates(UPDATES) if page.number == 1 else []
    return render(request, "knowledge/changes.html", {"page": page, "updates": updates})
