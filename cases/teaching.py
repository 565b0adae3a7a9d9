"""Precedents for lessons and for what is said of answers: published ones only, asked for each time a page is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max

from knowledge.models import Citation

from .models import Precedent
from .rules.teaching import Told, nearest


@dataclass(frozen=True)
class Wanted:
    """What a question rests on, and the code of the case its editor linked ("" for none)."""

    articles: frozenset[int]
    linked: str = ""


def published_by_code(codes: Iterable[str]) -> dict[str, Precedent]:
    """Those that the public may read now. One query, none for no codes."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    return {one.code: one for one in Precedent.objects.published().filter(code__in=wanted)}


def published_codes() -> list[str]:
    """What an editor may name."""
    return list(Precedent.objects.published().values_list("code", flat=True))


def last_withdrawal() -> str:
    """Names the newest withdrawal: another name means that what was kept may tell what is withdrawn. One query."""
    newest = Precedent.objects.aggregate(Max("withdrawn_at"))["withdrawn_at__max"]
    return newest.isoformat() if newest else ""


def is_published(code: str) -> bool:
    return Precedent.objects.published().filter(code=code).exists()


def cases_for(wanted: Mapping[int, Wanted]) -> dict[int, Precedent]:
    """The case to tell beside each question: the linked one while it is published, else the nearest. Three queries."""
    articles = {article for one in wanted.values() for article in one.articles}
    candidates = _candidates(articles)
    near = {key: nearest(one.articles, candidates) for key, one in wanted.items()}
    rows = published_by_code([*near.values(), *(one.linked for one in wanted.values())])
    chosen = {key: rows.get(one.linked) or rows.get(near[key]) for key, one in wanted.items()}
    return {key: row for key, row in chosen.items() if row}


def _candidates(articles: set[int]) -> list[Told]:
    if not articles:
        return []
    of_precedents = ContentType.objects.get_for_model(Precedent)
    links: dict[int, dict[int, str]] = {}
    cited = Citation.objects.filter(content_type=of_precedents, article__in=articles)
    for pk, article, kind in cited.order_by("start").values_list("object_id", "article", "kind"):
        links.setdefault(pk, {}).setdefault(article, kind)
    if not links:
        return []
    rows = Precedent.objects.published().citing_any(articles)
    return [
        Told(code, level, is_sample, links[pk])
        for pk, code, level, is_sample in rows.values_list("pk", "code", "level", "is_sample")
        if pk in links
    ]
