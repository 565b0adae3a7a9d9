"""The results page and the suggestions."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from knowledge.models import Regulation, Topic
from portal import clock

from .asking import Answer, ask
from .observing import observe_search
from .rules.query import MAX_LENGTH
from .rules.spelling import Correction, correct
from .services.terms import load_terms

STATUSES = {"current": "现行有效", "future": "尚未施行", "ended": "已失效", "all": "全部"}
CHOICES = ("level", "topic", "region", "regulation")


@dataclass
class Option:
    """One value of a facet: its count equals the results its address leads to."""

    value: str
    label: str
    count: int
    url: str
    chosen: bool


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """`?q=` with `level`, `topic`, `region`, `regulation`, `status`, `on`, `page`; `exact=1` adds no synonyms.

    With no hit for what was typed and a correction at hand, the correction is searched and says so; `asis=1` takes it
    back.
    """
    asked = request.GET.get("q", "").strip()[:MAX_LENGTH]
    today = clock.today()
    context: dict[str, Any] = {"asked": asked, "today": today}
    if not asked:
        context["topics"] = Topic.objects.order_by("order")
        return render(request, "search/results.html", context)
    on = asked_day(request)
    began = time.monotonic()
    answer = answer_to(request, asked, today, on)
    correction = None if request.GET.get("asis") == "1" else correct(asked, load_terms().vocabulary)
    corrected = correction is not None and not (answer.down or answer.total or answer.exact or answer.named)
    if corrected and correction:
        answer = answer_to(request, correction.text, today, on)
    observe_search(request, asked, answer, time.monotonic() - began)
    chosen = {name: request.GET.get(name, "") for name in CHOICES}
    status = request.GET.get("status", "current")
    context |= {
        "answer": answer,
        "on": on,
        "correction": correction,
        "corrected": corrected,
        "asis_url": address(request, asis="1", page=None),
        "corrected_url": address(request, q=correction.text, page=None) if isinstance(correction, Correction) else "",
        "exact_url": address(request, exact="1", page=None),
        "facets": facets_of(request, answer, chosen),
        "statuses": [
            Option(s, name, answer.statuses[s], address(request, status=s, page=None), s == status)
            for s, name in STATUSES.items()
            if answer.statuses.get(s) or (s == status and answer.statuses)
        ],
        "active": sum(bool(v) for v in chosen.values()) + (status != "current") + bool(on),
        "clear_url": f"?{urlencode({'q': asked})}",
        "more_urls": {
            g.regulation.pk: address(request, regulation=g.regulation.code, page=None) for g in answer.groups
        },
        "page": page_number(request),
        "previous_url": address(request, page=str(page_number(request) - 1)) if page_number(request) > 1 else "",
        "next_url": address(request, page=str(page_number(request) + 1)) if page_number(request) < answer.pages else "",
        "hidden": [(n, request.GET[n]) for n in (*CHOICES, "status", "exact") if request.GET.get(n)],
    }
    return render(request, "search/results.html", context)


def answer_to(request: HttpRequest, text: str, today: datetime.date, on: datetime.date | None) -> Answer:
    return ask(
        text,
        today=today,
        on=on,
        status=request.GET.get("status", "current"),
        chosen={name: request.GET.get(name, "") for name in CHOICES},
        literal=request.GET.get("exact") == "1",
        page=page_number(request),
    )


def asked_day(request: HttpRequest) -> datetime.date | None:
    """`?on=` as a day; today stands for none. Raises Http404 for what is no date."""
    value = request.GET.get("on", "")
    if not value:
        return None
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None:
        raise Http404("日期要写成 2024-05-01 这样")
    return day if day != clock.today() else None


def page_number(request: HttpRequest) -> int:
    value = request.GET.get("page", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 5 else 1


def address(request: HttpRequest, **changes: str | None) -> str:
    """This address with some of its parts changed; None takes one out. The state of the page is all in it."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def facets_of(request: HttpRequest, answer: Answer, chosen: dict[str, str]) -> list[tuple[str, str, list[Option]]]:
    """(field, name, options) of each facet that offers a choice. Two queries for names."""
    names = labels(answer)
    made = []
    for field, title in (("level", "效力级别"), ("topic", "主题"), ("region", "地区"), ("regulation", "法规")):
        options = [
            Option(
                value,
                names[field].get(value, value),
                count,
                address(request, **{field: None if chosen[field] == value else value, "page": None}),
                chosen[field] == value,
            )
            for value, count in answer.facets.get(field, [])[:12]
        ]
        if chosen[field] and not any(o.chosen for o in options):
            label = names[field].get(chosen[field], chosen[field])
            options.append(Option(chosen[field], label, 0, address(request, **{field: None, "page": None}), True))
        if len(options) > 1 or any(o.chosen for o in options):
            made.append((field, title, options))
    return made


def labels(answer: Answer) -> dict[str, dict[str, str]]:
    """What each facet calls its values; regulations by the library that every answer has read already."""
    return {
        "level": dict(Regulation.Level.choices),
        "topic": dict(Topic.objects.values_list("code", "name")),
        "region": {},
        "regulation": answer.names,
    }


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """`?q=` → {"suggestions": [{text, url, note}]}: regulations, articles, questions, by Chinese or pinyin."""
    asked = request.GET.get("q", "").strip()[:40]
    rows = load_terms().suggester.suggest(asked, limit=8) if asked else []
    answer = JsonResponse({"suggestions": [suggestion(row.text, row.url, row.note) for row in rows]})
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def suggestion(text: str, url: str, note: str) -> dict[str, str]:
    """Without an address of its own a suggestion is searched for."""
    return {"text": text, "url": url or f"{reverse('search:results')}?{urlencode({'q': text})}", "note": note}
