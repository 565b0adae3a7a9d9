"""A regulation: what it is, its chapters and articles on a day, its versions."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal import clock
from portal.public import public_page

from .. import reading
from ..models import ArticleText, Chapter, RegulationVersion
from ..rules.validity import Status

WHOLE = 320
"""Above this many articles (民法典 has 1,260) chapters open on a page of their own."""


@dataclass
class Group:
    """A chapter with the articles directly under it; `chapter` is None for articles before the first chapter."""

    chapter: Chapter | None
    texts: list[ArticleText] = field(default_factory=list)

    def span(self) -> str:
        """第十四条–第二十条"""
        if not self.texts:
            return ""
        first, last = self.texts[0].short_label, self.texts[-1].short_label
        return first if first == last else f"{first}–{last}"


@public_page
def regulation(request: HttpRequest, code: str) -> HttpResponse:
    """The table of contents in the version in force on `?on=`."""
    today = clock.today()
    on = reading.asked_day(request.GET.get("on"), today)
    timeline = reading.timeline(code, today)
    dated = timeline.at(on)
    groups = groups_of(dated.version) if dated else []
    total = sum(len(g.texts) for g in groups)
    opened = request.GET.get("chapter", "")
    if total > WHOLE and opened:
        groups = [g for g in groups if g.chapter and str(g.chapter.pk) == opened]
        if not groups:
            raise Http404("没有这一章")
    context = {
        "regulation": timeline.regulation,
        "timeline": timeline,
        "dated": dated,
        "version": dated.version if dated else None,
        "on": on,
        "as_of": on if on != today else None,
        "groups": groups,
        "total": total,
        "folded": total > WHOLE and not opened,
        "single": bool(opened) and total > WHOLE,
        "future": [d for d in timeline.versions if d.status == Status.FUTURE],
        "versions": list(reversed(timeline.versions)),
        "topics": list(timeline.regulation.topics.order_by("order")),
        "digests": sum(bool(t.digest) for g in groups for t in g.texts),
    }
    return render(request, "knowledge/regulation.html", context)


def groups_of(version: RegulationVersion) -> list[Group]:
    """Chapters in reading order with their articles: two queries."""
    texts = (
        ArticleText.objects.filter(version=version, live=True)
        .only("number", "sub", "order", "heading", "chapter_id", "version_id", "digest")
        .order_by("order", "number", "sub")
    )
    chapters = {c.pk: c for c in Chapter.objects.filter(version=version).order_by("order")}
    groups: dict[int | None, Group] = {None: Group(None)} | {pk: Group(c) for pk, c in chapters.items()}
    for text in texts:
        text.version = version
        groups[text.chapter_id if text.chapter_id in chapters else None].texts.append(text)
    parents = {c.parent_id for c in chapters.values()}
    return [g for g in groups.values() if g.texts or (g.chapter and g.chapter.pk in parents)]
