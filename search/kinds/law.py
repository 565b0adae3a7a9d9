"""Law: regulations by their names, and every published text of their articles."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import ResolverMatch

from knowledge.models import (
    Article,
    ArticleText,
    PartialRepeal,
    Prevalence,
    Regulation,
    RegulationAlias,
    RegulationVersion,
)
from knowledge.reading import Chip
from knowledge.rules import digest, numerals, validity
from portal import clock

from ..engines import Document
from ..plan import NEVER, PUBLIC, day_number
from ..rules import highlight
from ..rules.analysis import phrase, tokenised
from ..rules.facets import packed
from ..rules.highlight import Piece
from ..rules.suggest import Entry
from .base import Cell, Keys, Kind, Thing, in_parts

NATIONAL_STATUTE = 1.3
"""How much more a statute of the national legislature counts; measured, see docs/search.md."""
EVERYWHERE = "全国"


class RegulationKind(Kind[Regulation]):
    """A regulation by its names and what we say of it, also while it has no text yet."""

    name = "regulation"
    model = Regulation
    label = ""
    prefix = "regulation:"
    changes = ("knowledge.regulation",)
    watches = {
        Regulation: ("knowledge.regulation", "pk"),
        RegulationVersion: ("knowledge.regulation", "regulation_id"),
        RegulationAlias: ("knowledge.regulation", "regulation_id"),
    }
    of_law = True
    meant = False

    def published(self) -> QuerySet[Regulation]:
        return Regulation.objects.published()

    def queryset(self) -> QuerySet[Regulation]:
        versions = Prefetch("versions", RegulationVersion.objects.published())
        return self.published().prefetch_related(versions, "aliases", "topics")

    def make(self, row: Regulation) -> Document:
        versions = list(row.versions.all())
        starts = [s for s in (v.span().starts() for v in versions) if s]
        aliases = [alias.name for alias in row.aliases.all()]
        numbers = [v.number for v in versions]
        return Document(
            id=self.id_of(row.pk),
            tokens=tokenised(row.title, *aliases, *numbers, *(v.summary for v in versions)),
            title=title_tokens(row),
            values={
                "kind": self.name,
                "level": row.level,
                "region": row.region or EVERYWHERE,
                "topic": [topic.code for topic in row.topics.all()],
                "regulation": row.code,
                "access": PUBLIC,
                "starts": day_number(min(starts, default=None), 0),
                "day": day_number(max(starts, default=None), 0),
                "ends": NEVER,
                "prior": 1.0,
            },
        )

    def thing(self, row: Regulation) -> Thing:
        return Thing(row.title, row.get_absolute_url(), row.get_level_display())

    def touched(self, changed: Keys) -> set[int]:
        return regulations_touched(changed)

    def suggested(self) -> Iterator[Entry]:
        aliases: dict[int, list[str]] = {}
        for regulation, name in RegulationAlias.objects.values_list("regulation_id", "name"):
            aliases.setdefault(regulation, []).append(name)
        for row in self.published().order_by("id"):
            url, note, drop = row.get_absolute_url(), row.get_level_display(), 0 if row.in_catalogue else 50
            yield Entry(row.short_title, url, note, 120 - drop)
            yield Entry(row.title, url, note, 80 - drop)
            for name in aliases.get(row.pk, ()):
                yield Entry(name, url, row.short_title, 100 - drop)

    def gone(self, asked: Mapping[str, ResolverMatch]) -> set[str]:
        laws = {url: m.kwargs["code"] for url, m in asked.items() if m.view_name == "knowledge:regulation"}
        if not laws:
            return set()
        there = set(self.published().filter(code__in=laws.values()).values_list("code", flat=True))
        return {url for url, code in laws.items() if code not in there}


@dataclass
class ArticleHit:
    """One article as the page shows it."""

    text: ArticleText
    heading: list[Piece]
    excerpt: list[Piece]
    exact: bool = False
    kind: str = "article"
    template: str = "search/hit.html"

    @property
    def url(self) -> str:
        return self.text.get_absolute_url()

    @property
    def name(self) -> str:
        """What stands before its number where it stands alone."""
        return self.text.version.regulation.short_title


class ArticleKind(Kind[ArticleText]):
    """Every published text of every version; its dates are indexed, never a status."""

    name = "article"
    model = ArticleText
    label = "法条"
    prefix = "articletext:"
    changes = ("knowledge.articletext",)
    watches = {
        ArticleText: ("knowledge.articletext", "pk"),
        Prevalence: ("knowledge.article", "article_id"),
        PartialRepeal: ("knowledge.article", "article_id"),
    }
    addresses = ("/law/",)
    of_law = True
    order = ("version__regulation_id", "pk")

    def published(self) -> QuerySet[ArticleText]:
        return ArticleText.objects.published()

    def queryset(self) -> QuerySet[ArticleText]:
        versions = Prefetch("version__regulation__versions", RegulationVersion.objects.published())
        return (
            self.published()
            .select_related("version__regulation", "chapter__parent__parent")
            .prefetch_related(versions, "article__topics", "version__regulation__aliases")
        )

    def shown(self) -> QuerySet[ArticleText]:
        return self.published().select_related("version__regulation", "article")

    def make(self, row: ArticleText) -> Document:
        regulation = row.version.regulation
        span = row.version.span()
        end = validity.end_of(span, [v.span() for v in regulation.versions.all()])
        day = span.starts()
        return Document(
            id=self.id_of(row.pk),
            tokens=tokenised(
                regulation.title, chapter_path(row), row.heading, row.text, digest.plain(row.digest), *row.asks
            ),
            title=title_tokens(regulation),
            values={
                "kind": self.name,
                "level": regulation.level,
                "region": regulation.region or EVERYWHERE,
                "topic": [topic.code for topic in row.article.topics.all()],
                "regulation": regulation.code,
                "access": PUBLIC,
                "facet": packed({"year": [str(day.year)] if day else []}),
                "starts": day_number(day, 0),
                "day": day_number(day, 0),
                "ends": day_number(end, NEVER),
                "prior": NATIONAL_STATUTE if regulation.level == Regulation.Level.LAW else 1.0,
            },
            passages=self.passages(row),
        )

    def passages(self, row: ArticleText) -> tuple[str, ...]:
        """What it says in its law and chapter, what we say of it, and the questions it answers."""
        place = " ".join(part for part in (row.version.regulation.title, chapter_path(row)) if part)
        plain = digest.plain(row.digest)
        said = [f"{place} {body}" for body in (row.text.strip(), plain) if body]
        return (*(said or [f"{place} {row.heading}"]), *row.asks)

    def thing(self, row: ArticleText) -> Thing:
        regulation, day = row.version.regulation, row.version.span().starts()
        title = " ".join(part for part in (regulation.short_title, row.short_label, row.heading) if part)
        return Thing(title, on_its_day(row), regulation.get_level_display(), row.text or row.digest, midnight(day))

    def hit(self, row: ArticleText, wanted: Sequence[str], chips: list[Chip], *, exact: bool = False) -> ArticleHit:
        """The digest when it speaks to the question at least as much as the law's words, else those."""
        plain = digest.plain(row.digest)
        official = " ".join(row.text.split())
        speaks = len(highlight.spans(plain, wanted)) >= len(highlight.spans(official, wanted))
        body = plain if plain and (exact or not official or speaks) else official
        return ArticleHit(row, highlight.mark(row.heading, wanted), highlight.snippet(body, wanted), exact)

    def cells(self, hit: Any) -> list[Cell]:
        regulation, text = hit.text.version.regulation, hit.text
        day = text.version.span().starts()
        title = " ".join(part for part in (regulation.title, text.short_label, text.heading) if part)
        level, place = str(regulation.get_level_display()), regulation.region or EVERYWHERE
        when = f"{day.isoformat()} 起施行" if day else ""
        told = "".join(piece.text for piece in hit.excerpt)
        return [title, level, place, when, "", "", told, "", "", on_its_day(text)]

    def touched(self, changed: Keys) -> set[int]:
        """All texts of the regulations that changed: a new version changes when the others end."""
        within = ArticleText.objects.filter(version__regulation_id__in=regulations_touched(changed))
        return super().touched(changed) | set(within.values_list("pk", flat=True))

    def hidden(self, waiting: Keys) -> list[str]:
        """Texts that wait alone, and of regulations that wait what is not published of them."""
        ids = set(super().hidden(waiting))
        if regulations := waiting.get("knowledge.regulation"):
            within = ArticleText.objects.filter(version__regulation__in=regulations)
            kept = within.exclude(live=True, version__live=True, version__regulation__live=True)
            ids |= {self.id_of(pk) for pk in kept.values_list("pk", flat=True)}
        return sorted(ids)

    def suggested(self) -> Iterator[Entry]:
        """Headings and questions of the newest texts lead to their article; a question of several to a search."""
        rows = (
            self.published()
            .filter(version__regulation__in_catalogue=True)
            .exclude(heading="", asks=[])
            .select_related("version__regulation")
            .order_by("version__regulation_id", "-version__effective_on", "number", "sub")
            .only("heading", "asks", "number", "sub", "article_id", "version__regulation__code",
                  "version__regulation__short_title")
        )  # fmt: skip
        seen: set[int] = set()
        asked: dict[str, set[str]] = {}
        for row in rows:
            if row.article_id in seen:
                continue
            seen.add(row.article_id)
            url, note = row.get_absolute_url(), f"{row.version.regulation.short_title} {row.short_label}"
            if row.heading:
                yield Entry(row.heading, url, note, 60)
            for ask in row.asks:
                asked.setdefault(ask, set()).add(url)
        for ask, urls in asked.items():
            yield Entry(ask, urls.pop() if len(urls) == 1 else "", "大家在问", 55)

    def gone(self, asked: Mapping[str, ResolverMatch]) -> set[str]:
        wanted = {
            url: (match.kwargs["code"], *numerals.parse_article_key(match.kwargs["key"]))
            for url, match in asked.items()
            if match.view_name == "knowledge:article"
        }
        if not wanted:
            return set()
        any_of = Q()
        for code, number, sub in set(wanted.values()):
            any_of |= Q(version__regulation__code=code, number=number, sub=sub)
        rows = self.published().filter(any_of)
        there = set(rows.values_list("version__regulation__code", "number", "sub"))
        return {url for url, article in wanted.items() if article not in there}


def regulations_touched(changed: Keys) -> set[int]:
    """Regulations that changed, or of which something did."""
    found = set(changed.get("knowledge.regulation", ()))
    for label, model, path in (
        ("knowledge.articletext", ArticleText, "version__regulation_id"),
        ("knowledge.regulationversion", RegulationVersion, "regulation_id"),
        ("knowledge.article", Article, "regulation_id"),
    ):
        for part in in_parts(sorted(changed.get(label, ()))):
            found |= set(model.objects.filter(pk__in=part).values_list(path, flat=True).distinct())
    return found


def on_its_day(row: ArticleText) -> str:
    """The address of just this text."""
    day = row.version.span().starts()
    return row.get_absolute_url() + (f"?on={day.isoformat()}" if day else "")


def midnight(day: datetime.date | None) -> datetime.datetime | None:
    """In Shanghai."""
    return datetime.datetime.combine(day, datetime.time(), clock.SHANGHAI) if day else None


def title_tokens(regulation: Regulation) -> str:
    names = [regulation.title, regulation.short_title, *(alias.name for alias in regulation.aliases.all())]
    return " ".join(" ".join(phrase(name)) for name in names)


def chapter_path(text: ArticleText) -> str:
    names: list[str] = []
    chapter = text.chapter
    while chapter and len(names) < 3:
        names.insert(0, chapter.title)
        chapter = chapter.parent
    return " ".join(names)
