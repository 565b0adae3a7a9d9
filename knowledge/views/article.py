"""One article on one day: plain words first, then the law, then what points at it and what it was before."""

from __future__ import annotations

import datetime
import itertools

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal import clock
from portal.public import public_page

from .. import reading
from ..models import Article, ArticleText, Citation
from ..rules import digest, numerals
from ..rules.validity import Status
from ..telling import telling


@public_page
def article(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The text of article `key` in the version in force on `?on=` (today when absent)."""
    today = clock.today()
    on = reading.asked_day(request.GET.get("on"), today)
    timeline = reading.timeline(code, today)
    dated = timeline.at(on)
    if dated is None:
        raise Http404("这部法规还没有可看的版本")
    text = find_text(dated, key)
    if text is None:
        return missing(request, timeline, dated, key, on)
    return render(
        request,
        "knowledge/article.html",
        context_of(text, timeline, dated, on, today) | {"hl": request.GET.get("hl", "")},
    )


def find_text(dated: reading.Dated, key: str) -> ArticleText | None:
    number, sub = numerals.parse_article_key(key)
    return (
        ArticleText.objects.published()
        .filter(version=dated.version, number=number, sub=sub)
        .select_related("article", "chapter__parent", "version__regulation")
        .prefetch_related("article__prevailed_by", "article__partial_repeals")
        .first()
    )


def missing(
    request: HttpRequest, timeline: reading.Timeline, dated: reading.Dated, key: str, on: datetime.date
) -> HttpResponse:
    """A number that this version does not have: say so, and name the versions that do."""
    number, sub = numerals.parse_article_key(key)
    elsewhere = set(
        ArticleText.objects.published()
        .filter(version__regulation=timeline.regulation, number=number, sub=sub)
        .values_list("version_id", flat=True)
    )
    context = {
        "regulation": timeline.regulation,
        "dated": dated,
        "on": on,
        "label": numerals.article_label(number, sub),
        "key": key,
        "elsewhere": [d for d in timeline.versions if d.version.pk in elsewhere],
    }
    return render(request, "knowledge/no_article.html", context, status=404)


def context_of(
    text: ArticleText, timeline: reading.Timeline, dated: reading.Dated, on: datetime.date, today: datetime.date
) -> dict[str, object]:
    citations = cited_inside(text)
    targets = [(c.article, on if on != today else None) for c in citations if c.article]
    citing = cited_by(text.article)
    prevailed = [p for p in text.article.prevailed_by.all() if p.since <= on]
    chips = reading.chips_for(
        [*targets, *((t.article, None) for t in citing), *((p.by, None) for p in prevailed)], today
    )
    urls = {c.pk: chips[c.article_id].url for c in citations if c.article_id in chips}
    neighbours = chapter_and_neighbours(text)
    return {
        "text": text,
        "regulation": timeline.regulation,
        "version": dated.version,
        "dated": dated,
        "on": on,
        "today": today,
        "as_of": on if on != today else None,
        "points": digest.split_digest(text.digest),
        "lines": reading.lines_of(text, citations, list(text.article.partial_repeals.all()), urls, on),
        "repeals": list(text.article.partial_repeals.all()),
        "prevailed": [(p, chips.get(p.by_id)) for p in prevailed],
        "chips": unique_chips(chips, [c.article_id for c in citations if c.article_id], text.article_id),
        "cited_by": unique_chips(chips, [t.article_id for t in citing], text.article_id),
        "told": telling(text.article),
        "history": history_of(text, timeline),
        "future": [d for d in timeline.versions if d.status == Status.FUTURE],
        "reference": reference(text, dated),
        **neighbours,
    }


def cited_inside(text: ArticleText) -> list[Citation]:
    kind = ContentType.objects.get_for_model(ArticleText)
    rows = Citation.objects.resolved().filter(content_type=kind, object_id=text.pk)
    return list(rows.select_related("article").order_by("start"))


def cited_by(article: Article) -> list[ArticleText]:
    """Texts now or once in force that name this article, newest versions first; at most 60."""
    kind = ContentType.objects.get_for_model(ArticleText)
    ids = Citation.objects.filter(article=article, content_type=kind).values("object_id")
    rows = ArticleText.objects.published().filter(pk__in=ids).exclude(article=article)
    return list(rows.select_related("article").order_by("-version__effective_on", "order")[:60])


def unique_chips(chips: dict[int, reading.Chip], ids: list[int], own: int) -> list[reading.Chip]:
    return [chips[pk] for pk in dict.fromkeys(ids) if pk in chips and pk != own]


def chapter_and_neighbours(text: ArticleText) -> dict[str, object]:
    """The chapter's articles and the articles before and after. One query."""
    around = ArticleText.objects.filter(version=text.version, live=True).only(
        "number", "sub", "order", "heading", "chapter_id", "version_id"
    )
    below = around.filter(order__lt=text.order).order_by("-order").values("order")[:1]
    above = around.filter(order__gt=text.order).order_by("order").values("order")[:1]
    wanted = Q(chapter=text.chapter) | Q(order=Subquery(below)) | Q(order=Subquery(above))
    rows = list(around.filter(wanted).order_by("order", "number", "sub"))
    for row in rows:
        row.version = text.version
    before = next((row for row in reversed(rows) if row.order < text.order), None)
    after = next((row for row in rows if row.order > text.order), None)
    siblings = [row for row in rows if row.chapter_id == text.chapter_id]
    return {"previous": before, "next": after, "siblings": siblings}


def history_of(text: ArticleText, timeline: reading.Timeline) -> list[reading.History]:
    """The article's texts through the versions, newest first, each compared with the one before it."""
    rows: list[reading.History] = []
    for row in ArticleText.objects.filter(article=text.article, live=True):
        dated = timeline.of(row.version_id)
        if dated:
            row.version = dated.version
            rows.append(reading.History(row, dated, here=row.pk == text.pk))
    rows.sort(key=lambda h: timeline.versions.index(h.dated))
    for before, after in itertools.pairwise(rows):
        if before.text.text and after.text.text:
            after.same = before.text.text == after.text.text
    return rows[::-1]


def reference(text: ArticleText, dated: reading.Dated) -> str:
    """How to cite the article in a letter or a file."""
    day = dated.version.effective_on
    version = f"（{day.year}年{day.month}月{day.day}日起施行）" if day else ""
    return f"《{text.version.regulation.title}》{version}{text.label}"
