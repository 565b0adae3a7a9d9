"""Reading law for a page: one place that turns rows and a day into what templates show. Edges pass the day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.utils.dateparse import parse_date

from .models import Article, ArticleText, Citation, PartialRepeal, Prevalence, Regulation, RegulationVersion
from .rules import structure, validity
from .rules.validity import Span, Status


@dataclass(frozen=True)
class Dated:
    """A version with what the ribbon says of it on the day of reading."""

    version: RegulationVersion
    status: Status
    start: datetime.date | None
    end: datetime.date | None


@dataclass(frozen=True)
class Chip:
    """An article's label with its address and what has become of it since."""

    label: str
    url: str
    changed: bool = False
    ended: bool = False
    prevailed: str = ""


@dataclass
class Line:
    """A paragraph or item ready to print: runs of (text, address or ''), its anchor, and why it is struck out."""

    anchor: str
    runs: list[tuple[str, str]]
    item: bool = False
    struck: PartialRepeal | None = None


@dataclass
class History:
    """One text of an article through time; `same` tells that the words equal those of the text before it."""

    text: ArticleText
    dated: Dated
    same: bool | None = None
    here: bool = False


@dataclass
class Timeline:
    """All published versions of a regulation, oldest first, seen on a day."""

    regulation: Regulation
    versions: list[Dated] = field(default_factory=list)

    def at(self, on: datetime.date) -> Dated | None:
        """The version to show for that day; see validity.nearest."""
        found = validity.nearest([d.version.span() for d in self.versions], on)
        return next((d for d in self.versions if found and d.version.pk == found.id), None)

    @property
    def comparable(self) -> bool:
        """At least two versions have their official text."""
        return sum(d.version.has_text for d in self.versions) > 1

    def of(self, version_id: int) -> Dated | None:
        return next((d for d in self.versions if d.version.pk == version_id), None)


def asked_day(value: str | None, today: datetime.date) -> datetime.date:
    """`?on=` as a day, today when absent. Raises Http404 for what is no date."""
    if not value:
        return today
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None:
        raise Http404("日期要写成 2024-05-01 这样")
    return day


def dated_versions(versions: Iterable[RegulationVersion], today: datetime.date) -> list[Dated]:
    """Versions of ONE regulation, oldest first, each with its ribbon on `today`."""
    by_id = {v.pk: v for v in versions}
    spans: list[Span] = validity.in_order([v.span() for v in by_id.values()])
    return [
        Dated(by_id[s.id], validity.status_of(s, spans, today), s.starts(), validity.end_of(s, spans))
        for s in spans
        if s.id is not None
    ]


def timeline(code: str, today: datetime.date) -> Timeline:
    """A published regulation with its versions. Raises Http404."""
    regulation = Regulation.objects.published().filter(code=code).first()
    if regulation is None:
        raise Http404("没有这部法规")
    versions = list(regulation.versions.published())
    for version in versions:
        version.regulation = regulation
    return Timeline(regulation, dated_versions(versions, today))


def lines_of(
    text: ArticleText,
    citations: Sequence[Citation],
    repeals: Sequence[PartialRepeal],
    urls: dict[int, str],
    on: datetime.date,
) -> list[Line]:
    """Paragraphs and items of the official text with links where other articles are named; repealed parts marked.

    `urls` maps a Citation's id to an address; `repeals` are those of the article, only the ended ones are struck.
    """
    ended = {(r.paragraph, r.item): r for r in repeals if r.ended_on <= on}
    lines = []
    for paragraph in structure.split_paragraphs(text.text):
        whole = ended.get((paragraph.number, 0))
        anchor = f"p{paragraph.number}"
        lines.append(Line(anchor, linked(paragraph.text, paragraph.start, citations, urls), struck=whole))
        for item in paragraph.items:
            struck = whole or ended.get((paragraph.number, item.number))
            runs = linked(item.text, item.start, citations, urls)
            lines.append(Line(f"{anchor}i{item.number}", runs, item=True, struck=struck))
    return lines


def linked(text: str, start: int, citations: Sequence[Citation], urls: dict[int, str]) -> list[tuple[str, str]]:
    """A stretch of text that begins at `start` of the article, cut into (text, address) at the citations inside it."""
    runs: list[tuple[str, str]] = []
    at = 0
    for citation in sorted(citations, key=lambda c: c.start):
        left, right = citation.start - start, citation.end - start
        url = urls.get(citation.pk, "")
        if not url or left < at or right > len(text):
            continue
        if left > at:
            runs.append((text[at:left], ""))
        runs.append((text[left:right], url))
        at = right
    if at < len(text):
        runs.append((text[at:], ""))
    return runs


def chips_for(
    articles: Iterable[tuple[Article, datetime.date | None]], today: datetime.date, *, hide_day: bool = False
) -> dict[int, Chip]:
    """Chips by article id: the label of the text in force on each date, 有修改 when its words differ from today's.

    `hide_day`: the dates pick the versions, but the addresses name the first day of the version instead: a day may tell
    who it was. Three queries however many chips there are.
    """
    wanted = {article.pk: on for article, on in articles}
    return {pk: chip for (pk, _), chip in chips_by_day(wanted.items(), today, hide_day=hide_day).items()}


def chips_by_day(
    wanted: Iterable[tuple[int, datetime.date | None]],
    today: datetime.date,
    *,
    hide_day: bool = False,
    beside: Iterable[ArticleText] = (),
) -> dict[tuple[int, datetime.date | None], Chip]:
    """The same by (article's id, day), for lists where one article is cited on several days. Three queries too.

    Of the texts `beside` it is read along what prevails over them.
    """
    pairs = list(dict.fromkeys(wanted))
    among = ArticleText.objects.published().filter(article_id__in={pk for pk, _ in pairs})
    texts = list(among.select_related("version__regulation", "article")) if pairs else []
    prevalences = Prevalence.objects.select_related("by__regulation")
    prefetch_related_objects([*texts, *beside], Prefetch("article__prevailed_by", prevalences))
    by_article: dict[int, list[ArticleText]] = {}
    for text in texts:
        by_article.setdefault(text.article_id, []).append(text)
    numbers = numbers_today(
        {p.by_id for rows in by_article.values() for p in rows[0].article.prevailed_by.all()}, today
    )
    return {(pk, on): _chip(by_article[pk], on, today, numbers, hide_day) for pk, on in pairs if pk in by_article}


def numbers_today(article_ids: set[int], today: datetime.date) -> dict[int, ArticleText]:
    """The newest text already in force of each article; empty without a query when none is asked for."""
    if not article_ids:
        return {}
    found: dict[int, ArticleText] = {}
    rows = ArticleText.objects.published().filter(article_id__in=article_ids).select_related("version__regulation")
    for text in sorted(rows, key=_begins):
        if text.article_id not in found or _begins(text) <= today:
            found[text.article_id] = text
    return found


def _begins(text: ArticleText) -> datetime.date:
    return text.version.span().starts() or datetime.date.min


def _chip(
    rows: list[ArticleText],
    on: datetime.date | None,
    today: datetime.date,
    numbers: dict[int, ArticleText],
    hide_day: bool,
) -> Chip:
    ordered = sorted(rows, key=_begins)
    then = [t for t in ordered if _begins(t) <= (on or today)] or ordered[:1]
    now = [t for t in ordered if _begins(t) <= today] or ordered[:1]
    shown, current = then[-1], now[-1]
    day = _begins(shown) if hide_day else on
    dated = f"?on={day.isoformat()}" if on and day and shown.pk != current.pk else ""
    ended = current.version.ended_on is not None and current.version.ended_on <= today
    return Chip(
        label=f"{shown.version.regulation.short_title} {shown.short_label}",
        url=shown.get_absolute_url() + dated,
        changed=shown.pk != current.pk and bool(shown.text) and shown.text != current.text,
        ended=ended,
        prevailed=prevailing_label(shown.article.prevailed_by.all(), numbers, on or today),
    )


def prevailing_label(rows: Iterable[Prevalence], numbers: dict[int, ArticleText], on: datetime.date) -> str:
    """调解仲裁法 第27条, when the article gives way to another on that day; empty otherwise."""
    for row in rows:
        if row.since <= on and row.by_id in numbers:
            text = numbers[row.by_id]
            return f"{text.version.regulation.short_title} {text.short_label}"
    return ""
