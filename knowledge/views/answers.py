"""Answered questions for everyone: the list by topic, and one of them with its articles."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from portal import clock
from portal.public import public_page

from .. import hotline_reading, reading
from ..models import AnsweredQuestion, Citation, Topic

PAGE_SIZE = 30


@public_page
def answers(request: HttpRequest) -> HttpResponse:
    """Published ones, by topic and by words of question or answer."""
    topic, q = request.GET.get("topic", "")[:40], request.GET.get("q", "").strip()[:60]
    rows = AnsweredQuestion.objects.published()
    if topic:
        rows = rows.filter(topics__code=topic)
    for word in q.split():
        rows = rows.filter(Q(question__contains=word) | Q(answer__contains=word))
    told = Count("answered", filter=Q(answered__state=AnsweredQuestion.State.PUBLISHED))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": Paginator(rows.order_by("pk"), PAGE_SIZE).get_page(request.GET.get("page")),
        "topics": Topic.objects.annotate(told=told).filter(told__gt=0).order_by("order"),
        "topic": topic,
        "q": q,
        "query": query.urlencode(),
    }
    return render(request, "knowledge/hotline/answers.html", context)


@public_page
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The answer as of its day, with the articles it stands on."""
    today = clock.today()
    found = get_object_or_404(AnsweredQuestion.objects.published(), code=code)
    citations = list(found.citations.filter(article__isnull=False).select_related("article").order_by("start"))
    chips = reading.chips_for([(row.article, found.on) for row in citations if row.article], today)
    named = list(dict.fromkeys(row.article_id for row in citations if row.article_id in chips))
    topics = list(found.topics.order_by("order"))
    context = {
        "answered": found,
        "paragraphs": _paragraphs(found, citations, chips),
        "chips": [chips[pk] for pk in named if pk],
        "topics": topics,
        "articles": [pk for pk in named if pk],
        **hotline_reading.ways_on([one.code for one in topics]),
    }
    return render(request, "knowledge/hotline/answer.html", context)


def _paragraphs(
    found: AnsweredQuestion, citations: list[Citation], chips: dict[int, reading.Chip]
) -> list[list[tuple[str, str]]]:
    """Each paragraph in runs of (words, address)."""
    urls = {row.pk: chips[row.article_id].url for row in citations if row.article_id in chips}
    made, at = [], 0
    for part in found.answer.split("\n\n"):
        inside = [row for row in citations if at <= row.start and row.end <= at + len(part)]
        if part.strip():
            made.append(reading.linked(part, at, inside, urls))
        at += len(part) + 2
    return made
