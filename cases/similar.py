"""Similar precedents with their reasons in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from knowledge import reading
from knowledge.models import Article, Citation

from .models import Case, Precedent
from .models.precedents import PrecedentQuerySet
from .rules import taxonomy
from .rules.similarity import Similar, Traits, rank

COMPARED = 5_000
"""Newest precedents that are compared, whatever their kind; older ones only where they share an article."""
LIGHT = ("pk", "kind", "facets", "outcome_code", "in_favour")
SHOWN = 3


@dataclass(frozen=True)
class Like:
    """A similar precedent: what both have, and whether it ended otherwise."""

    precedent: Precedent
    same: tuple[str, ...]
    other_end: bool


def similar_to(one: Precedent, among: PrecedentQuerySet, *, today: datetime.date, limit: int = SHOWN) -> list[Like]:
    """The most similar of those the reader may see, each with its reasons. Six queries at most.

    What is rare counts more, and is weighed among all of them: a death on a scaffold is like an injury there.
    """
    cited = _cited()
    shared = cited.filter(article__in=cited.filter(object_id=one.pk).values("article"))
    sharing = _by_precedent(shared)
    own = frozenset(sharing.pop(one.pk, ()))
    mine = _traits(one.pk, one.kind, one.facets, own, one.outcome_code, one.in_favour)
    return _ranked(mine, among.exclude(pk=one.pk), shared, sharing, on=one.happened_on, today=today, limit=limit)


def similar_to_case(
    case: Case, articles: frozenset[int], among: PrecedentQuerySet, *, today: datetime.date, limit: int = SHOWN
) -> list[Like]:
    """Precedents that are like a case, by the articles beside it, its kind and its facets; once it is closed it is said
    which of them ended otherwise."""
    shared = _cited().filter(article__in=articles)
    mine = _traits(0, case.kind, case.facets, articles, case.outcome_code, "")
    found = _ranked(mine, among, shared, _by_precedent(shared), on=case.incident_on, today=today, limit=limit)
    return [
        replace(like, other_end=bool(case.outcome_code) and case.outcome_code != like.precedent.outcome_code)
        for like in found
    ]


def _cited() -> QuerySet[Citation]:
    return Citation.objects.filter(content_type=ContentType.objects.get_for_model(Precedent), article__isnull=False)


def _by_precedent(shared: QuerySet[Citation]) -> dict[int, set[int]]:
    sharing: dict[int, set[int]] = {}
    for pk, article in shared.values_list("object_id", "article"):
        sharing.setdefault(pk, set()).add(article)
    return sharing


def _ranked(
    mine: Traits, among: PrecedentQuerySet, shared: QuerySet[Citation], sharing: Mapping[int, set[int]], *,
    on: datetime.date | None, today: datetime.date, limit: int,
) -> list[Like]:  # fmt: skip
    others = [
        _traits(pk, kind, facets, frozenset(sharing.get(pk, ())), *end)
        for pk, kind, facets, *end in _compared(among, shared)
    ]
    found = rank(mine, others, limit=limit)
    rows = among.in_bulk([like.key for like in found])
    names = _article_names({pk for like in found for pk in like.same_articles}, today)
    return [Like(rows[like.key], _reasons(like, on, names), like.other_end) for like in found if like.key in rows]


def _compared(among: PrecedentQuerySet, sharing: QuerySet[Citation]) -> list[tuple[Any, ...]]:
    ordered = among.order_by("-pk").values_list(*LIGHT)
    newest = list(ordered[:COMPARED])
    if len(newest) < COMPARED:
        return newest
    older = ordered.filter(pk__lt=newest[-1][0], pk__in=sharing.values("object_id"))
    return newest + list(older[:COMPARED])


def _traits(
    pk: int, kind: str, facets: dict[str, list[str]], articles: frozenset[int], outcome: str, in_favour: str
) -> Traits:
    pairs = frozenset((facet, code) for facet, codes in facets.items() for code in codes)
    return Traits(pk, articles, pairs | {("kind", kind)}, outcome, in_favour)


def _article_names(ids: set[int], today: datetime.date) -> dict[int, str]:
    if not ids:
        return {}
    wanted = Article.objects.filter(pk__in=ids)
    return {pk: chip.label for pk, chip in reading.chips_for(((a, None) for a in wanted), today).items()}


def _reasons(like: Similar, on: datetime.date | None, names: dict[int, str]) -> tuple[str, ...]:
    articles = [names[pk] for pk in like.same_articles if pk in names]
    facets = [taxonomy.name(code, on=on) for _, code in like.same_facets]
    return tuple(dict.fromkeys(articles[:2] + facets[:2]))
