"""The stable Article behind the texts of many versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...models import Article, ArticleText, Citation, PartialRepeal, Prevalence, RegulationVersion
from ...rules import validity
from ...rules.matching import Clause, pair_articles
from ...rules.official_text import ParsedArticle


@dataclass
class Neighbour:
    """A version next to the one being written, with its texts in order."""

    version: RegulationVersion
    rows: list[ArticleText]


def neighbours_of(version: RegulationVersion) -> list[Neighbour]:
    """The nearest earlier and the nearest later version with a text, in this order."""
    others = {v.pk: v for v in version.regulation.versions.all()}
    others[version.pk] = version
    order = [span.id for span in validity.in_order([v.span() for v in others.values()])]
    at = order.index(version.pk)
    with_text = [pk for pk in order if pk is not None and others[pk].has_text and pk != version.pk]
    earlier = [pk for pk in with_text if order.index(pk) < at][-1:]
    later = [pk for pk in with_text if order.index(pk) > at][:1]
    return [Neighbour(others[pk], list(others[pk].texts.order_by("order"))) for pk in earlier + later]


def claim_articles(
    version: RegulationVersion,
    articles: Sequence[ParsedArticle],
    own: Mapping[tuple[int, int], ArticleText],
    neighbours: Sequence[Neighbour],
) -> list[int | None]:
    """The Article of each parsed article: its own row's, else that of the same article in a neighbour, else None.

    No Article twice. Two identities that turn out to be one article (a catalogue row and an older version, or those
    of an older and a newer version that this one links), they are merged.
    """
    alike = _alike(articles, neighbours)
    taken = set(version.texts.values_list("article_id", flat=True))
    out: list[int | None] = []
    moved: dict[int, int] = {}
    for article, ids in zip(articles, alike, strict=True):
        row = own.get((article.number, article.sub))
        free = [pk for pk in dict.fromkeys(ids) if pk not in taken]
        keep = row.article_id if row else free[0] if free else None
        taken.update(free)
        out.append(keep)
        moved |= {pk: keep for pk in free if keep and pk != keep and merge_articles(into=keep, gone=pk)}
    for neighbour in neighbours:
        for text in neighbour.rows:
            text.article_id = moved.get(text.article_id, text.article_id)
    return out


def _alike(articles: Sequence[ParsedArticle], neighbours: Sequence[Neighbour]) -> list[list[int]]:
    """For each parsed article the Articles that have its words in the neighbours, the earlier version first."""
    found: list[list[int]] = [[] for _ in articles]
    clauses = [Clause(a.number, a.sub, a.text) for a in articles]
    for neighbour in neighbours:
        rows = [row for row in neighbour.rows if row.text]
        for i, j in pair_articles([Clause(r.number, r.sub, r.text) for r in rows], clauses):
            found[j].append(rows[i].article_id)
    return found


def merge_articles(*, into: int, gone: int) -> bool:
    """Make two identities one: texts, citations and notes move. False when both have a text in the same version."""
    versions = ArticleText.objects.filter(article_id__in=(into, gone)).values_list("version_id", flat=True)
    if len(set(versions)) != len(versions):
        return False
    ArticleText.objects.filter(article_id=gone).update(article_id=into)
    Citation.objects.filter(article_id=gone).update(article_id=into)
    for model in (Prevalence, PartialRepeal):
        model.objects.filter(article_id=gone).update(article_id=into)
        model.objects.filter(by_id=gone).update(by_id=into)
    old = Article.objects.get(pk=gone)
    Article.objects.get(pk=into).topics.add(*old.topics.all())
    old.delete()
    return True
