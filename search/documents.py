"""What the index holds of each thing, and how to read it from the database: one predicate for what may be public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.db.models import Prefetch, QuerySet

from cases.models import Precedent
from cases.models.precedents import TEXTS
from knowledge.models import ArticleText, Citation, Regulation, RegulationVersion
from knowledge.rules import digest, validity

from .engines import Document
from .plan import NEVER, PRECEDENT_FACETS, PUBLIC, day_number
from .rules import analysis
from .rules.facets import band, packed, province

NATIONAL_STATUTE = 1.3
"""How much more a statute of the national legislature counts; measured, see docs/search.md."""

SHORT = 40
"""Characters of a text whose tokens are kept for the next document."""
BATCH = 500
"""Rows read at a time: SQLite takes no longer list of keys in one prefetch."""


def tokenised(*texts: str) -> str:
    """Texts cut into tokens one after the other. Titles and chapters come back with every article: they are kept."""
    cut = (_kept(text) if len(text) <= SHORT else analysis.joined(text) for text in texts if text)
    return " ".join(tokens for tokens in cut if tokens)


_kept = lru_cache(maxsize=10_000)(analysis.joined)


class ArticleDocument:
    """Every published text of every version; its dates are indexed, never a status."""

    kind = "article"
    prefix = "articletext:"

    @classmethod
    def queryset(cls) -> QuerySet[ArticleText]:
        versions = Prefetch("version__regulation__versions", RegulationVersion.objects.published())
        return (
            ArticleText.objects.published()
            .select_related("version__regulation", "chapter__parent__parent")
            .prefetch_related(versions, "article__topics", "version__regulation__aliases")
        )

    @classmethod
    def id_of(cls, pk: int) -> str:
        return f"{cls.prefix}{pk}"

    @classmethod
    def pk_of(cls, id_: str) -> int:
        return int(id_.removeprefix(cls.prefix))

    @classmethod
    def make(cls, text: ArticleText) -> Document:
        regulation = text.version.regulation
        span = text.version.span()
        end = validity.end_of(span, [v.span() for v in regulation.versions.all()])
        return Document(
            id=cls.id_of(text.pk),
            tokens=tokenised(
                regulation.title, chapter_path(text), text.heading, text.text, digest.plain(text.digest), *text.asks
            ),
            title=title_tokens(regulation),
            values={
                "kind": cls.kind,
                "level": regulation.level,
                "region": regulation.region or "全国",
                "topic": [topic.code for topic in text.article.topics.all()],
                "regulation": regulation.code,
                "access": PUBLIC,
                "facet": packed({"year": [str(day.year)] if (day := span.starts()) else []}),
                "starts": day_number(span.starts(), 0),
                "day": day_number(span.starts(), 0),
                "ends": day_number(end, NEVER),
                "prior": NATIONAL_STATUTE if regulation.level == Regulation.Level.LAW else 1.0,
            },
            passages=cls.passages(text),
        )

    @classmethod
    def passages(cls, text: ArticleText) -> tuple[str, ...]:
        """What it says in its law and chapter, what we say of it, and the questions it answers."""
        place = " ".join(part for part in (text.version.regulation.title, chapter_path(text)) if part)
        plain = digest.plain(text.digest)
        said = [f"{place} {body}" for body in (text.text.strip(), plain) if body]
        return (*(said or [f"{place} {text.heading}"]), *text.asks)


class RegulationDocument:
    """A regulation by its names and what we say of it, also while it has no text yet."""

    kind = "regulation"
    prefix = "regulation:"

    @classmethod
    def queryset(cls) -> QuerySet[Regulation]:
        versions = Prefetch("versions", RegulationVersion.objects.published())
        return Regulation.objects.published().prefetch_related(versions, "aliases", "topics")

    @classmethod
    def make(cls, regulation: Regulation) -> Document:
        versions = list(regulation.versions.all())
        starts = [s for s in (v.span().starts() for v in versions) if s]
        aliases = [alias.name for alias in regulation.aliases.all()]
        numbers = [v.number for v in versions]
        return Document(
            id=f"{cls.prefix}{regulation.pk}",
            tokens=tokenised(regulation.title, *aliases, *numbers, *(v.summary for v in versions)),
            title=title_tokens(regulation),
            values={
                "kind": cls.kind,
                "level": regulation.level,
                "region": regulation.region or "全国",
                "topic": [topic.code for topic in regulation.topics.all()],
                "regulation": regulation.code,
                "access": PUBLIC,
                "starts": day_number(min(starts, default=None), 0),
                "day": day_number(max(starts, default=None), 0),
                "ends": NEVER,
                "prior": 1.0,
            },
        )


class PrecedentDocument:
    """A published precedent: its story and its values. Of its days the month is kept, or the day where it is shown."""

    kind = "precedent"
    prefix = "precedent:"

    @classmethod
    def queryset(cls) -> QuerySet[Precedent]:
        cited = Prefetch("citations", Citation.objects.resolved().select_related("article__regulation"))
        return Precedent.objects.published().prefetch_related(cited)

    @classmethod
    def make(cls, row: Precedent) -> Document:
        cited = [one.article for one in row.citations.all() if one.article]
        day = row.decided_on or row.happened_on
        shown = day if day is None or row.exact_dates else day.replace(day=1)
        beside = {facet: row.facets.get(facet, []) for facet in PRECEDENT_FACETS}
        beside |= {"outcome": [row.outcome_code], "band": [band(row.amount)], "year": [str(day.year)] if day else []}
        values = [name for names in row.facet_names.values() for name in names]
        return Document(
            id=f"{cls.prefix}{row.pk}",
            tokens=tokenised(
                *(getattr(row, name) for name in TEXTS),
                *(row.kind_name, row.outcome_name, row.region, row.court, row.case_number, *values),
            ),
            title=" ".join(analysis.phrase(row.title)),
            values={
                "kind": cls.kind,
                "level": row.level,
                "region": province(row.region),
                "topic": [],
                "regulation": sorted({article.regulation.code for article in cited}),
                "cites": sorted({str(article.pk) for article in cited}),
                "access": PUBLIC,
                "facet": packed(beside),
                "starts": 0,
                "ends": NEVER,
                "day": day_number(shown, 0),
                "prior": 1.0,
            },
            passages=cls.passages(row),
        )

    @classmethod
    def passages(cls, row: Precedent) -> tuple[str, ...]:
        """What came of it, what happened, what was in dispute and why it was so decided, each under its title."""
        told = (row.summary, row.facts, f"{row.issue} {row.reasoning}", row.outcome)
        return tuple(f"{row.title} {text.strip()}" for text in told if text.strip()) or (row.title,)


def title_tokens(regulation: Regulation) -> str:
    names = [regulation.title, regulation.short_title, *(alias.name for alias in regulation.aliases.all())]
    return " ".join(" ".join(analysis.phrase(name)) for name in names)


def chapter_path(text: ArticleText) -> str:
    names: list[str] = []
    chapter = text.chapter
    while chapter and len(names) < 3:
        names.insert(0, chapter.title)
        chapter = chapter.parent
    return " ".join(names)


def all_documents() -> Iterator[Document]:
    """Everything that may be found, read in batches."""
    for regulation in RegulationDocument.queryset().iterator(500):
        yield RegulationDocument.make(regulation)
    for text in ArticleDocument.queryset().order_by("version__regulation_id", "pk").iterator(BATCH):
        yield ArticleDocument.make(text)
    for precedent in PrecedentDocument.queryset().order_by("pk").iterator(BATCH):
        yield PrecedentDocument.make(precedent)


def all_ids() -> Iterator[str]:
    """Ids of everything that may be found."""
    for pk in Regulation.objects.published().values_list("pk", flat=True):
        yield f"{RegulationDocument.prefix}{pk}"
    yield from ids_with_passages()


def ids_with_passages() -> Iterator[str]:
    """Ids of everything that vectors are made of."""
    yield from article_ids()
    for pk in Precedent.objects.published().values_list("pk", flat=True):
        yield f"{PrecedentDocument.prefix}{pk}"


def article_ids() -> Iterator[str]:
    for pk in ArticleText.objects.published().values_list("pk", flat=True).iterator(5000):
        yield ArticleDocument.id_of(pk)


def documents_of(regulations: Iterable[int]) -> list[Document]:
    """A regulation with all its texts: a new version changes when the others end."""
    wanted = set(regulations)
    made = [RegulationDocument.make(r) for r in RegulationDocument.queryset().filter(pk__in=wanted)]
    texts = ArticleDocument.queryset().filter(version__regulation_id__in=wanted)
    return made + [ArticleDocument.make(text) for text in texts.iterator(BATCH)]


def precedents_of(ids: Iterable[int]) -> list[Document]:
    """Those of them that are published."""
    return [PrecedentDocument.make(row) for row in PrecedentDocument.queryset().filter(pk__in=set(ids))]
