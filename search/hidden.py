"""What the index may still hold though nobody may find it any more: withdrawn a moment ago, or samples while hidden.

Hits are read again from the database, but totals and facets are counted by the engine: a plan refuses these by id, so
that nothing is counted either, even while the process that keeps the index is away.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.urls import resolve

from cases.models import Precedent
from knowledge.models import ArticleText, Regulation
from knowledge.rules import numerals
from portal.models import Change

from .documents import ArticleDocument, PrecedentDocument, RegulationDocument

MOST = 1_000
"""Newest rows of the outbox that are looked at: an import fills it with thousands, all of them published."""


def hidden_documents() -> tuple[str, ...]:
    """Their ids. One query while nothing waits and samples are shown."""
    waiting: dict[str, set[int]] = {}
    for kind, pk in Change.objects.order_by("-pk").values_list("kind", "object_id")[:MOST]:
        waiting.setdefault(kind, set()).add(pk)
    ids = _precedents(waiting.get("cases.precedent", set()))
    ids += _laws(waiting.get("knowledge.regulation", set()), waiting.get("knowledge.articletext", set()))
    return tuple(ids)


def _precedents(keys: set[int]) -> list[str]:
    held = set(keys)
    if not settings.SHOW_SAMPLE_PRECEDENTS:
        held |= set(Precedent.objects.filter(is_sample=True).values_list("pk", flat=True))
    if held:
        held -= set(Precedent.objects.published().filter(pk__in=held).values_list("pk", flat=True))
    return [f"{PrecedentDocument.prefix}{pk}" for pk in sorted(held)]


def _laws(regulations: set[int], texts: set[int]) -> list[str]:
    """Of regulations that wait, what is not published of them; texts that wait alone."""
    gone: set[int] = set()
    if texts:
        gone = texts - set(ArticleText.objects.published().filter(pk__in=texts).values_list("pk", flat=True))
    ids: list[str] = []
    if regulations:
        there = set(Regulation.objects.published().filter(pk__in=regulations).values_list("pk", flat=True))
        ids = [f"{RegulationDocument.prefix}{pk}" for pk in sorted(regulations - there)]
        within = ArticleText.objects.filter(version__regulation__in=regulations)
        kept = within.exclude(live=True, version__live=True, version__regulation__live=True)
        gone |= set(kept.values_list("pk", flat=True))
    return ids + [ArticleDocument.id_of(pk) for pk in sorted(gone)]


def gone_addresses(urls: Iterable[str]) -> set[str]:
    """Those addresses of regulations and articles that lead to nothing published. Two queries at most."""
    laws: dict[str, str] = {}
    articles: dict[str, tuple[str, int, int]] = {}
    for url in filter(None, urls):
        found = resolve(url)
        if found.view_name == "knowledge:regulation":
            laws[url] = found.kwargs["code"]
        elif found.view_name == "knowledge:article":
            articles[url] = (found.kwargs["code"], *numerals.parse_article_key(found.kwargs["key"]))
    there = set(Regulation.objects.published().filter(code__in=laws.values()).values_list("code", flat=True))
    texts = _published(set(articles.values()))
    gone = {url for url, code in laws.items() if code not in there}
    return gone | {url for url, article in articles.items() if article not in texts}


def _published(articles: set[tuple[str, int, int]]) -> set[tuple[str, int, int]]:
    if not articles:
        return set()
    asked = Q()
    for code, number, sub in articles:
        asked |= Q(version__regulation__code=code, number=number, sub=sub)
    rows = ArticleText.objects.published().filter(asked)
    return set(rows.values_list("version__regulation__code", "number", "sub"))
