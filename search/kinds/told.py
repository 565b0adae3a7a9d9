"""What is told in plain words, whatever its model, and answered questions."""

from __future__ import annotations

import datetime
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.urls import ResolverMatch

from knowledge.models import AnsweredQuestion, Article, Citation
from knowledge.reading import Chip
from portal import clock

from ..engines import Document
from ..plan import NEVER, PUBLIC, day_number
from ..rules import highlight
from ..rules.analysis import phrase, tokenised
from ..rules.facets import packed
from ..rules.highlight import Piece
from ..rules.suggest import Entry
from .base import Cell, Kind, Row, Thing, telling

LONGEST_CELL = 2_000
SAMPLE = "示例"


@dataclass
class ToldHit:
    """Its title, what sort it is, the passage that says most of what was asked, and the articles it cites."""

    kind: str
    label: str
    title: list[Piece]
    excerpt: list[Piece]
    url: str
    note: str
    sample: str
    text: str
    day: datetime.date | None
    chips: list[Chip] = field(default_factory=list)
    template: str = "search/told.html"

    @property
    def cells(self) -> list[Cell]:
        """As a row of a table, without its kind; what is a sample says so."""
        title, cited = "".join(one.text for one in self.title), "、".join(chip.label for chip in self.chips)
        when = self.day.isoformat() if self.day else ""
        note = "，".join(part for part in (self.sample, self.note) if part)
        return [title, self.sample, "", when, "", "", self.text[:LONGEST_CELL], cited, note, self.url]


def cited() -> Prefetch[str]:
    return Prefetch("citations", Citation.objects.resolved().select_related("article__regulation"))


class ToldKind(Kind[Row]):
    """Found whatever the day whose law is asked for: it says itself which day it speaks of."""

    weight: ClassVar[int]
    """Of its titles among suggestions."""

    @abstractmethod
    def title_of(self, row: Row) -> str: ...

    @abstractmethod
    def texts_of(self, row: Row) -> Sequence[str]:
        """Its words in passages, each of which can stand alone."""

    @abstractmethod
    def out_at(self, row: Row) -> datetime.datetime | None:
        """Since when it is public."""

    def url_of(self, row: Any) -> str:
        return str(row.get_absolute_url())

    def note_of(self, row: Row) -> str:
        return ""

    def topics_of(self, row: Row) -> list[str]:
        return []

    def more_words(self, row: Row) -> Sequence[str]:
        """By which it is found beside its passages."""
        return ()

    def sample_of(self, row: Row) -> str:
        return ""

    def make(self, row: Any) -> Document:
        cited: list[Article] = [one.article for one in row.citations.all() if one.article]
        title, texts, day = self.title_of(row), [text for text in self.texts_of(row) if text.strip()], self._day(row)
        cited += self.cited_beside(row)
        codes = {article.regulation.code for article in cited}
        return Document(
            id=self.id_of(row.pk),
            tokens=tokenised(title, *texts, *self.more_words(row)),
            title=" ".join(phrase(title)),
            values={
                "kind": self.name,
                "level": "",
                "region": "",
                "topic": self.topics_of(row),
                "regulation": sorted(codes),
                "cites": sorted({str(article.pk) for article in cited}),
                "access": PUBLIC,
                "facet": packed({"year": [str(day.year)] if day else []}),
                "starts": 0,
                "ends": NEVER,
                "day": day_number(day, 0),
                "prior": 1.0,
            },
            passages=tuple(f"{title} {text.strip()}" for text in texts) or (title,),
        )

    def cited_beside(self, row: Row) -> list[Article]:
        """Articles it rests on beside those its words name; see `links_beside`."""
        return []

    def thing(self, row: Row) -> Thing:
        note = " · ".join(part for part in (self.label, self.note_of(row)) if part)
        text = next((text for text in self.texts_of(row) if text.strip()), "")
        return Thing(self.title_of(row), self.url_of(row), note, text, self.out_at(row), self.sample_of(row))

    def hit(self, row: Row, wanted: Sequence[str], chips: list[Chip], *, exact: bool = False) -> ToldHit:
        texts = self.texts_of(row)
        return ToldHit(
            kind=self.name,
            label=self.label,
            title=highlight.mark(self.title_of(row), wanted),
            excerpt=highlight.snippet(telling(texts, wanted), wanted),
            url=self.url_of(row),
            note=self.note_of(row),
            sample=self.sample_of(row),
            text="\n".join(texts),
            day=self._day(row),
            chips=chips,
        )

    def cells(self, hit: Any) -> list[Cell]:
        return list(hit.cells)

    def suggested(self) -> Iterator[Entry]:
        for row in self.published():
            yield Entry(self.title_of(row), self.url_of(row), self.label, self.weight)

    def _day(self, row: Row) -> datetime.date | None:
        out = self.out_at(row)
        return out.astimezone(clock.SHANGHAI).date() if out else None


class AnswerKind(ToldKind[AnsweredQuestion]):
    """Answered questions, masked and looked at by a second person."""

    name = "answer"
    model = AnsweredQuestion
    label = "问答"
    prefix = "answer:"
    changes = ("knowledge.answeredquestion",)
    addresses = ("/hotline/answers/",)
    weight = 58

    def published(self) -> QuerySet[AnsweredQuestion]:
        return AnsweredQuestion.objects.published()

    def queryset(self) -> QuerySet[AnsweredQuestion]:
        return self.published().prefetch_related(cited(), "topics")

    def title_of(self, row: AnsweredQuestion) -> str:
        return row.question

    def texts_of(self, row: AnsweredQuestion) -> Sequence[str]:
        return row.paragraphs

    def more_words(self, row: AnsweredQuestion) -> Sequence[str]:
        return (row.cites,)

    def out_at(self, row: AnsweredQuestion) -> datetime.datetime | None:
        return row.published_at

    def note_of(self, row: AnsweredQuestion) -> str:
        return f"按 {row.on.year}年{row.on.month}月{row.on.day}日 的法律答复"

    def topics_of(self, row: AnsweredQuestion) -> list[str]:
        return sorted(topic.code for topic in row.topics.all())

    def sample_of(self, row: AnsweredQuestion) -> str:
        return SAMPLE if row.is_sample else ""

    def day_of(self, row: AnsweredQuestion) -> datetime.date | None:
        return row.on

    def titles_told(self, keys: Sequence[int]) -> list[str]:
        told = AnsweredQuestion.objects.filter(pk__in=keys, published_at__isnull=False)
        return list(told.values_list("question", flat=True))

    def gone(self, asked: Mapping[str, ResolverMatch]) -> set[str]:
        codes = {url: match.kwargs["code"] for url, match in asked.items() if match.view_name == "knowledge:answer"}
        if not codes:
            return set()
        there = set(self.published().filter(code__in=codes.values()).values_list("code", flat=True))
        return {url for url, code in codes.items() if code not in there}
