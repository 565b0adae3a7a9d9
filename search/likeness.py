"""类案检索: the cases a search finds, held against the case at hand. Read here; made into a document elsewhere."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Model, Prefetch

from cases.models import Precedent
from cases.rules import taxonomy
from knowledge.models import ArticleText, RegulationVersion
from knowledge.rules import validity

from .asked import Asked
from .asking import find_asked, meanings_of
from .hits import links_of
from .kinds import precedents
from .labels import chosen_names, filters_in_words
from .rules.comparison import Compared, compare
from .semantic import site_meaning
from .services.published import in_parts

COMPARED = ("accident_class", "trade", "hazard", "employment", "disability")
LOOKED_AT = 1_000
"""Hits that are read; more are counted and named as left out."""
MOST_ARTICLES = 40


@dataclass(frozen=True)
class Own:
    """The case at hand: the question, the day it happened, and a value of each facet that is known."""

    question: str
    happened_on: datetime.date
    facets: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """A case with what it has in common with the case at hand, the articles it cites, and those that read otherwise."""

    row: Precedent
    compared: Compared
    articles: tuple[str, ...]
    reads_otherwise: tuple[str, ...]


@dataclass(frozen=True)
class Law:
    """An article that cases cite, as it stood on the day of the incident; `text` is none when it did not stand then."""

    label: str
    cases: int
    text: ArticleText | None


@dataclass
class Report:
    """Everything the document says. `beyond` hits were not read, `left_out` did not fit, `samples` stood aside."""

    own: Own
    asked: Asked
    made_at: datetime.datetime
    also: list[str]
    filters: list[tuple[str, str]]
    groups: list[tuple[str, list[Found]]]
    laws: list[Law]
    total: int
    left_out: int
    samples: int
    all_samples: bool

    @property
    def shown(self) -> int:
        return sum(len(found) for _, found in self.groups)


def of_cases(asked: Asked) -> Asked:
    """The same search among precedents alone, as the page would show it."""
    return asked.having("kind", "precedent")


def count_cases(asked: Asked) -> int:
    """How many cases it finds. Raises EngineError."""
    return find_asked(of_cases(asked), limit=0, facets=()).result.total


def make_report(asked: Asked, own: Own, *, now: datetime.datetime, most: int) -> Report:
    """At most `most` cases, best first within their authority. Raises EngineError.

    Samples never stand beside real cases: they are shown only where there is no real one, and then said to be so.
    """
    asked = of_cases(asked)
    found = find_asked(asked, limit=LOOKED_AT, facets=(), meaning=site_meaning())
    rows = _read([hit.id for hit in found.result.hits])
    real = [row for row in rows if not row.is_sample]
    taken = (real or rows)[:most]
    links = links_of((precedents, row) for row in taken)
    texts = texts_of({pk for articles in links.values() for pk in articles})
    return Report(
        own,
        asked,
        now,
        meanings_of(found),
        filters_in_words(asked, chosen_names(asked)),
        by_authority([_found(row, own, links.get(row, []), texts) for row in taken]),
        laws_on(links, texts, own.happened_on),
        found.result.total,
        left_out=max(0, found.result.total - LOOKED_AT) + len(real or rows) - len(taken),
        samples=len(rows) - len(real) if real else 0,
        all_samples=bool(rows) and not real,
    )


def _read(ids: Sequence[str]) -> list[Precedent]:
    read: dict[str, Precedent] = {}
    for part in in_parts(ids):
        read |= precedents.read(part)
    return [read[id_] for id_ in ids if id_ in read]


def by_authority(found: Iterable[Found]) -> list[tuple[str, list[Found]]]:
    """(level, its cases), the highest authority first; levels without any are left out."""
    levels: dict[str, list[Found]] = {level: [] for level in taxonomy.levels()}
    for one in found:
        levels.setdefault(one.row.level, []).append(one)
    return [(taxonomy.name(level), cases) for level, cases in levels.items() if cases]


def _found(row: Precedent, own: Own, articles: Sequence[int], texts: dict[int, list[ArticleText]]) -> Found:
    labels, otherwise = [], []
    for pk in articles:
        then, here = (
            text_on(texts.get(pk, ()), row.happened_on or row.decided_on),
            text_on(texts.get(pk, ()), own.happened_on),
        )
        shown = then or here or next(iter(texts.get(pk, ())), None)
        if shown is None:
            continue
        labels.append(label_of(shown))
        if then and then.text and (here is None or here.text != then.text):
            otherwise.append(label_of(shown))
    return Found(row, compare(own.facets, row.facets), tuple(labels), tuple(otherwise))


def texts_of(articles: Iterable[int]) -> dict[int, list[ArticleText]]:
    """Published texts of articles, oldest first, each with all versions of its regulation. Two queries a part."""
    found: dict[int, list[ArticleText]] = {}
    versions = Prefetch("version__regulation__versions", RegulationVersion.objects.published())
    for part in in_parts(sorted(articles)):
        rows = ArticleText.objects.published().filter(article_id__in=part)
        for text in rows.select_related("version__regulation").prefetch_related(versions):
            found.setdefault(text.article_id, []).append(text)
    for texts in found.values():
        texts.sort(key=lambda text: text.version.span().starts() or datetime.date.min)
    return found


def text_on(texts: Sequence[ArticleText], day: datetime.date | None) -> ArticleText | None:
    """The text that was law on that day; none before the first, in a gap, or after its end."""
    if day is None or not texts:
        return None
    spans = [version.span() for version in texts[0].version.regulation.versions.all()]
    span = validity.in_force(spans, day)
    return next((text for text in texts if span and text.version_id == span.id), None)


def label_of(text: ArticleText) -> str:
    return f"{text.version.regulation.short_title} {text.short_label}"


def laws_on(links: dict[Model, list[int]], texts: dict[int, list[ArticleText]], day: datetime.date) -> list[Law]:
    """What the cases cite, as it stood on that day; what most of them cite first."""
    counts = Counter(pk for articles in links.values() for pk in articles if pk in texts)
    laws = []
    for pk, cases in counts.most_common(MOST_ARTICLES):
        text = text_on(texts[pk], day)
        laws.append(Law(label_of(text or texts[pk][-1]), cases, text))
    return laws
