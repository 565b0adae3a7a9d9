"""Similar precedents with their reasons in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType

from knowledge import reading
from knowledge.models import Article, Citation

from .models import Precedent
from .models.precedents import PrecedentQuerySet
from .rules import taxonomy
from .rules.similarity import Similar, Traits, rank

CANDIDATES = 300
"""Newest precedents that share an article or the kind; more are not compared."""
SHOWN = 3


@dataclass(frozen=True)
class Like:
    """A similar precedent: what both have, and whether it ended otherwise."""

    precedent: Precedent
    same: tuple[str, ...]
    other_end: bool


def similar_to(one: Precedent, among: PrecedentQuerySet, *, today: datetime.date, limit: int = SHOWN) -> list[Like]:
    """The most similar of those the reader may see, each with its reasons. Five queries at most."""
    content_type = ContentType.objects.get_for_model(Precedent)
    cited = Citation.objects.filter(content_type=content_type, article__isnull=False)
    own = frozenset(cited.filter(object_id=one.pk).values_list("article", flat=True))
    sharing = cited.filter(article__in=own).values("object_id")
    near = (among.filter(pk__in=sharing) | among.filter(kind=one.kind)).exclude(pk=one.pk)
    rows = {row.pk: row for row in near.order_by("-pk")[:CANDIDATES]}
    articles: dict[int, set[int]] = {}
    for pk, article in cited.filter(object_id__in=rows).values_list("object_id", "article"):
        articles.setdefault(pk, set()).add(article)
    others = [_traits(row, frozenset(articles.get(pk, ()))) for pk, row in rows.items()]
    found = rank(_traits(one, own), others, limit=limit)
    names = _article_names({pk for like in found for pk in like.same_articles}, today)
    return [Like(rows[like.key], _reasons(like, one, names), like.other_end) for like in found]


def _traits(row: Precedent, articles: frozenset[int]) -> Traits:
    facets = frozenset((facet, code) for facet, codes in row.facets.items() for code in codes)
    return Traits(row.pk, articles, facets | {("kind", row.kind)}, row.outcome_code, row.in_favour)


def _article_names(ids: set[int], today: datetime.date) -> dict[int, str]:
    if not ids:
        return {}
    wanted = Article.objects.filter(pk__in=ids)
    return {pk: chip.label for pk, chip in reading.chips_for(((a, None) for a in wanted), today).items()}


def _reasons(like: Similar, one: Precedent, names: dict[int, str]) -> tuple[str, ...]:
    articles = [names[pk] for pk in like.same_articles if pk in names]
    facets = [taxonomy.name(code, on=one.happened_on) for _, code in like.same_facets]
    return tuple(dict.fromkeys(articles[:2] + facets[:2]))
