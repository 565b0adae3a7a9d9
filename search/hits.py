"""Hits as pages show them, read again from the database: it has the last word on what may be seen."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch

from cases.models import Precedent
from cases.rules import figures
from knowledge import reading
from knowledge.models import ArticleText, Citation, Prevalence, Regulation
from knowledge.rules import digest

from .documents import ArticleDocument
from .rules import highlight
from .rules.highlight import Piece
from .things import PRECEDENT_PREFIX

CHIPS = 3
"""Cited articles shown beside a precedent."""


@dataclass
class ArticleHit:
    """One article as the page shows it."""

    text: ArticleText
    heading: list[Piece]
    excerpt: list[Piece]
    exact: bool = False

    @property
    def url(self) -> str:
        return self.text.get_absolute_url()


@dataclass
class Group:
    """The hits of one regulation; `total` counts all of them, `hits` are those shown."""

    regulation: Regulation
    hits: list[ArticleHit] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return max(0, self.total - len(self.hits))


@dataclass
class PrecedentHit:
    """One precedent as the page shows it: its outcome first, then the words that were found."""

    row: Precedent
    title: list[Piece]
    excerpt: list[Piece]
    chips: list[reading.Chip] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.row.get_absolute_url()

    @property
    def amount(self) -> str:
        return figures.spoken_yuan(self.row.amount)


Hit = ArticleHit | PrecedentHit


def read_texts(ids: Sequence[str]) -> dict[str, ArticleText]:
    """Published texts by document id: what is not published any more is not shown, whatever the index says."""
    keys = {ArticleDocument.pk_of(id_) for id_ in ids if id_.startswith(ArticleDocument.prefix)}
    if not keys:
        return {}
    rows = (
        ArticleText.objects.published()
        .filter(pk__in=keys)
        .select_related("version__regulation", "article")
        .prefetch_related(Prefetch("article__prevailed_by", Prevalence.objects.select_related("by__regulation")))
    )
    return {ArticleDocument.id_of(row.pk): row for row in rows}


def read_precedents(ids: Sequence[str]) -> dict[str, Precedent]:
    """Published precedents by document id. One query."""
    keys = [int(id_.removeprefix(PRECEDENT_PREFIX)) for id_ in ids if id_.startswith(PRECEDENT_PREFIX)]
    if not keys:
        return {}
    return {f"{PRECEDENT_PREFIX}{row.pk}": row for row in Precedent.objects.published().filter(pk__in=keys)}


def article_hit(text: ArticleText, wanted: Sequence[str], *, exact: bool = False) -> ArticleHit:
    """The digest when it speaks to the question at least as much as the law's words, else those."""
    plain = digest.plain(text.digest)
    official = " ".join(text.text.split())
    speaks = len(highlight.spans(plain, wanted)) >= len(highlight.spans(official, wanted))
    body = plain if plain and (exact or not official or speaks) else official
    return ArticleHit(text, highlight.mark(text.heading, wanted), highlight.snippet(body, wanted), exact)


def precedent_hits(rows: Sequence[Precedent], wanted: Sequence[str], today: datetime.date) -> list[PrecedentHit]:
    """With the articles each rests on, in the version of its day; no address tells that day. Four queries at most."""
    links = {pk: found[:CHIPS] for pk, found in links_of(rows).items()}
    days = {row.pk: row.happened_on or row.decided_on for row in rows}
    pairs = [(article, days[pk]) for pk, articles in links.items() for article in articles]
    chips = reading.chips_by_day(pairs, today, hide_day=True)
    return [
        PrecedentHit(
            row,
            highlight.mark(row.title, wanted),
            highlight.snippet(_telling(row, wanted), wanted),
            [chip for one in links.get(row.pk, ()) if (chip := chips.get((one, days[row.pk])))],
        )
        for row in rows
    ]


def links_of(rows: Sequence[Precedent]) -> dict[int, list[int]]:
    """Precedent → ids of the articles it cites, as they stand in it, each once. One query."""
    found: dict[int, list[int]] = {}
    if not rows:
        return found
    of_precedents = ContentType.objects.get_for_model(Precedent)
    cited = Citation.objects.resolved().filter(content_type=of_precedents, object_id__in=[row.pk for row in rows])
    for pk, article in cited.order_by("start").values_list("object_id", "article"):
        if article not in found.setdefault(pk, []):
            found[pk].append(article)
    return found


def _telling(row: Precedent, wanted: Sequence[str]) -> str:
    """The outcome, unless the facts or the reasons say more of what was asked."""
    texts = [" ".join(text.split()) for text in (row.summary, row.facts, row.reasoning) if text]
    return max(texts, key=lambda text: len(highlight.spans(text, wanted)), default="")


def read_hits(
    ids: Sequence[str], wanted: Sequence[str], today: datetime.date, *, exact: Sequence[str] = ()
) -> dict[str, Hit]:
    """Articles and precedents by document id; what may not be seen is left out."""
    found: dict[str, Hit] = {
        id_: article_hit(text, wanted, exact=id_ in exact) for id_, text in read_texts(ids).items()
    }
    rows = read_precedents(ids)
    return found | dict(zip(rows, precedent_hits(list(rows.values()), wanted, today), strict=True))
