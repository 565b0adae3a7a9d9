"""The results page and the suggestions."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from knowledge.models import Topic
from portal import clock

from .asked import KINDS, SORTS, STATUSES, Asked
from .asking import Answer, ask
from .hidden import gone_addresses
from .kinds import articles, precedents
from .labels import IN_FORCE_ON, TITLES, names_of
from .observing import observe_search
from .rules.facets import in_order
from .rules.spelling import Correction, correct
from .services.terms import load_terms

OPEN_AT_ONCE = ("outcome", "accident_class", "topic", "level")
"""Facets whose values are shown without a tap."""
SHOWN, MOST = 8, 60
"""Values of a facet that are seen at once, and behind 更多."""
SUGGESTED = 8
Names = dict[tuple[str, str], str]


@dataclass
class Option:
    """One value of a facet: its count equals the results its address leads to."""

    value: str
    label: str
    count: int
    url: str
    chosen: bool


@dataclass
class Facet:
    """One facet with its values; `more` are those behind a tap."""

    name: str
    title: str
    options: list[Option]
    more: list[Option]
    open: bool


@dataclass
class Chip:
    """A filter that was chosen, and the address without it."""

    title: str
    label: str
    url: str


def read_asked(request: HttpRequest) -> Asked:
    """What this address asks for. Raises Http404 for an `on` that is no day."""
    asked = Asked.read(request.GET.dict(), today=clock.today())
    if asked.unread:
        raise Http404("日期要写成 2024-05-01 这样")
    return asked


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """`?q=` with a facet's name each, `status`, `on`, `sort`, `page`; `exact=1` adds no synonyms.

    With no hit for what was typed and a correction at hand, the correction is searched and says so; `asis=1` takes it
    back.
    """
    asked = read_asked(request)
    context: dict[str, Any] = {"asked": asked.text, "today": asked.today}
    if asked.nothing:
        context["topics"] = Topic.objects.order_by("order")
        return render(request, "search/results.html", context)
    began = time.monotonic()
    answer = ask(asked)
    correction = None if asked.asis else correct(asked.text, load_terms().vocabulary)
    corrected = correction is not None and not (answer.down or answer.total or answer.exact or answer.named)
    if corrected and correction:
        answer = ask(replace(asked, text=correction.text))
    observe_search(request, asked.text, answer, time.monotonic() - began)
    context |= wording(asked, correction, corrected) | narrowing(asked, answer) | turning(asked, answer)
    return render(request, "search/results.html", context | {"answer": answer, "on": asked.on, "question": asked})


def wording(asked: Asked, correction: Correction | None, corrected: bool) -> dict[str, Any]:
    """What was made of the words, and how to take it back."""
    return {
        "correction": correction,
        "corrected": corrected,
        "asis_url": replace(asked, asis=True).url(),
        "corrected_url": replace(asked, text=correction.text).url() if correction else "",
        "exact_url": replace(asked, literal=True).url(),
    }


def narrowing(asked: Asked, answer: Answer) -> dict[str, Any]:
    """Kinds, facets, statuses, what is chosen and how to take each back."""
    pairs = [(facet, value) for facet, counted in answer.facets.items() for value, _ in counted[:MOST]]
    names = names_of([*pairs, *asked.chosen.items()], asked.today, laws=answer.names)
    return {
        "tabs": tabs_of(asked, answer),
        "facets": [
            f for name in TITLES if name not in ("kind", "cites") and (f := facet_of(name, asked, answer, names))
        ],
        "chips": chips_of(asked, names),
        "statuses": [
            Option(s, name, answer.statuses[s], replace(asked, status=s).url(), s == asked.status)
            for s, name in STATUSES.items()
            if answer.statuses.get(s) or (s == asked.status and answer.statuses)
        ],
        "active": asked.narrowed,
        "clear_url": Asked(asked.today, text=asked.text).having("kind", asked.kind).url(),
        "hidden": replace(asked, on=None, status="current").parts(),
    }


def tabs_of(asked: Asked, answer: Answer) -> list[Option]:
    """All, and each kind that has hits, the chosen one first, so that phones show it. One alone is no choice."""
    tabs = [
        Option(kind, name, answer.kinds.get(kind, 0), asked.having("kind", kind).url(), kind == asked.kind)
        for kind, name in KINDS.items()
        if answer.kinds.get(kind) or kind == asked.kind
    ]
    whole = Option("", "全部", sum(answer.kinds.values()), asked.having("kind", None).url(), not asked.kind)
    tabs.sort(key=lambda tab: not tab.chosen)
    return [whole, *tabs] if len(tabs) > 1 or asked.kind else []


def facet_of(name: str, asked: Asked, answer: Answer, names: Names) -> Facet | None:
    """The values of a facet, the chosen one always among them; none where nothing can be chosen."""
    held = asked.chosen.get(name, "")
    counted = in_order(name, answer.facets.get(name, [])[:MOST])
    options = [
        Option(
            value, names[name, value], count, asked.having(name, None if value == held else value).url(), value == held
        )
        for value, count in counted
    ]
    if held and not any(option.chosen for option in options):
        options.insert(0, Option(held, names[name, held], 0, asked.having(name, None).url(), True))
    if len(options) < 2 and not held:
        return None
    late = [option for option in options[SHOWN:] if option.chosen]
    more = [option for option in options[SHOWN:] if not option.chosen]
    return Facet(name, TITLES[name], options[:SHOWN] + late, more, open=bool(held) or name in OPEN_AT_ONCE)


def chips_of(asked: Asked, names: Names) -> list[Chip]:
    """Everything that narrows the results, the kind aside: it stands in the tabs."""
    chips = [
        Chip(TITLES[name], names[name, asked.chosen[name]], asked.having(name, None).url())
        for name in TITLES
        if name in asked.chosen and name != "kind"
    ]
    if asked.status != "current" and not asked.on:
        chips.append(Chip("效力", STATUSES[asked.status], replace(asked, status="current").url()))
    if asked.on:
        day = f"{asked.on.year}年{asked.on.month}月{asked.on.day}日"
        chips.append(Chip(IN_FORCE_ON, day, replace(asked, on=None).url()))
    if asked.literal:
        chips.append(Chip("用词", "只按原词", replace(asked, literal=False).url()))
    return chips


def turning(asked: Asked, answer: Answer) -> dict[str, Any]:
    """Order, pages, and where the same results can be taken along."""
    query = asked.query()
    return {
        "sorts": [(name, replace(asked, sort=sort).url(), sort == asked.sort) for sort, name in SORTS.items()],
        "more_urls": {g.regulation.pk: _within(asked, g.regulation.code).url() for g in answer.groups},
        "cases_url": asked.having("kind", precedents.name).url(),
        "articles_url": asked.having("kind", articles.name).url(),
        "newest_url": replace(asked, sort="new").url(),
        "page": answer.page,
        "previous_url": asked.url(page=answer.page - 1) if answer.page > 1 else "",
        "next_url": asked.url(page=answer.page + 1) if answer.page < answer.pages else "",
        "query": query,
    }


def _within(asked: Asked, code: str) -> Asked:
    """The articles of one regulation."""
    return asked.having("kind", articles.name).having("regulation", code)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """`?q=` → {"suggestions": [{text, url, note}]}: regulations, articles, questions, by Chinese or pinyin.

    Terms are made by night: what was withdrawn since then is left out here.
    """
    asked = request.GET.get("q", "").strip()[:40]
    rows = load_terms().suggester.suggest(asked, limit=2 * SUGGESTED) if asked else []
    gone = gone_addresses(row.url for row in rows)
    shown = [row for row in rows if row.url not in gone][:SUGGESTED]
    answer = JsonResponse({"suggestions": [suggestion(row.text, row.url, row.note) for row in shown]})
    answer["Cache-Control"] = "public, max-age=60"
    return answer


def suggestion(text: str, url: str, note: str) -> dict[str, str]:
    """Without an address of its own a suggestion is searched for."""
    return {"text": text, "url": url or f"{reverse('search:results')}?{urlencode({'q': text})}", "note": note}
