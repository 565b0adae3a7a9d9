"""What is told on pages of the tree: policy updates, interpretations, lessons."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, QuerySet, Value
from django.urls import Resolver404, ResolverMatch, resolve
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from knowledge.models import AffectedArticle, Article, Interpretation, PolicyUpdate
from portal.public import address_of
from training.models import LessonPage

from .base import Kind
from .told import SAMPLE, ToldKind, cited

PAGE_VIEW = "wagtail_serve"
LESSON_DEPTH = 4
"""Slashes in the address of a lesson."""

OnPage = TypeVar("OnPage", bound=Page)


class PageKind(ToldKind[OnPage]):
    """Pages of the tree: out while they are live."""

    model: ClassVar[type[Page]]

    def published(self) -> QuerySet[OnPage]:
        return self.model.objects.live()

    def queryset(self) -> QuerySet[OnPage]:
        return self.published().prefetch_related(cited())

    def title_of(self, row: OnPage) -> str:
        return str(row.title)

    def url_of(self, row: OnPage) -> str:
        return address_of(row)

    def out_at(self, row: OnPage) -> datetime.datetime | None:
        return row.first_published_at

    def titles_told(self, keys: Sequence[int]) -> list[str]:
        told = self.model.objects.filter(pk__in=keys, first_published_at__isnull=False)
        return list(told.values_list("title", flat=True))

    def gone(self, asked: Mapping[str, ResolverMatch]) -> set[str]:
        """Of addresses of this kind; the others are none of its business."""
        wanted = {url for url, match in asked.items() if match.view_name == PAGE_VIEW and self.opens(url)}
        if not wanted:
            return set()
        slugs = {url.rstrip("/").rpartition("/")[2] for url in wanted}
        return wanted - {self.url_of(row) for row in self.published().filter(slug__in=slugs)}


def read_pages(kinds: Iterable[Kind[Any]], ids: Sequence[str]) -> dict[str, tuple[Kind[Any], Any]]:
    """`Kind.read` of several kinds of pages in one query: id → (kind, row)."""
    wanted = {pk: kind for kind in kinds if isinstance(kind, PageKind) for pk in kind.keys(ids)}
    if not wanted:
        return {}
    names = {pk: str(kind.model._meta.model_name) for pk, kind in wanted.items()}
    rows = Page.objects.live().filter(pk__in=wanted).select_related(*set(names.values()))
    found = {row.pk: own for row in rows if (own := getattr(row, names[row.pk], None))}
    return {wanted[pk].id_of(pk): (wanted[pk], row) for pk, row in found.items()}


class UpdateKind(PageKind[PolicyUpdate]):
    """Policy updates: one change of law told to those it touches."""

    name = "update"
    label = "政策更新"
    prefix = "update:"
    changes = ("knowledge.policyupdate",)
    watches = {
        PolicyUpdate: ("knowledge.policyupdate", "pk"),
        AffectedArticle: ("knowledge.policyupdate", "update_id"),
    }
    addresses = ("/updates/",)
    model = PolicyUpdate
    weight = 57

    def queryset(self) -> QuerySet[PolicyUpdate]:
        return super().queryset().prefetch_related("affected__article__regulation", "affected__article__topics")

    def sample_of(self, row: PolicyUpdate) -> str:
        return SAMPLE if row.is_sample else ""

    def texts_of(self, row: PolicyUpdate) -> Sequence[str]:
        return (row.what_changed, row.what_to_do)

    def more_words(self, row: PolicyUpdate) -> Sequence[str]:
        return (row.for_whom, *(one.note for one in row.affected.all()))

    def note_of(self, row: PolicyUpdate) -> str:
        day = row.effective_on
        return f"{day.year}年{day.month}月{day.day}日起 · {row.for_whom}"

    def topics_of(self, row: PolicyUpdate) -> list[str]:
        return sorted({topic.code for one in row.affected.all() for topic in one.article.topics.all()})

    def day_of(self, row: PolicyUpdate) -> datetime.date | None:
        return row.citation_day()

    def cited_beside(self, row: PolicyUpdate) -> list[Article]:
        """Those that it says have changed."""
        return [one.article for one in row.affected.all()]

    def links_beside(self, keys: Sequence[int]) -> QuerySet[Any]:
        kind = Value(ContentType.objects.get_for_model(PolicyUpdate).pk, output_field=IntegerField())
        changed = AffectedArticle.objects.filter(update__in=keys).order_by()
        return changed.values_list(kind, "update_id", "article_id", Value(-1, output_field=IntegerField()))


class InterpretationKind(PageKind[Interpretation]):
    """Interpretations: a piece of law in plain words."""

    name = "interpretation"
    label = "解读"
    prefix = "interpretation:"
    changes = ("knowledge.interpretation",)
    watches = {Interpretation: ("knowledge.interpretation", "pk")}
    addresses = ("/interpretations/",)
    model = Interpretation
    weight = 57

    def sample_of(self, row: Interpretation) -> str:
        return SAMPLE if row.is_sample else ""

    def texts_of(self, row: Interpretation) -> Sequence[str]:
        return (row.summary, *("\n".join(texts) for _, texts in row.parts()))

    def topics_of(self, row: Interpretation) -> list[str]:
        return sorted(topic.code for topic in row.topics.all())

    def day_of(self, row: Interpretation) -> datetime.date | None:
        return row.citation_day()


class LessonKind(PageKind[LessonPage]):
    """Lessons, which everybody may read. Neither questions nor cases told by their code are a part of their words."""

    name = "lesson"
    label = "课"
    prefix = "lesson:"
    changes = ("training.lessonpage",)
    watches = {LessonPage: ("training.lessonpage", "pk")}
    model = LessonPage
    weight = 56

    def texts_of(self, row: LessonPage) -> Sequence[str]:
        blocks = [block for block in row.body.raw_data if block["type"] not in _WITHOUT_WORDS]
        return (row.summary, *(" ".join(words_in(block["value"])) for block in blocks))

    def more_words(self, row: LessonPage) -> Sequence[str]:
        basis = [block for block in row.body.raw_data if block["type"] == "articles"]
        points = (point.name for point in row.points.all())
        return (*points, *row.trades, *(" ".join(words_in(block["value"])) for block in basis))

    def note_of(self, row: LessonPage) -> str:
        return " · ".join([f"约 {row.minutes} 分钟", *row.trades])

    def day_of(self, row: LessonPage) -> datetime.date | None:
        return self._day(row)

    def opens(self, path: str) -> bool:
        """/programme/level/lesson/, under whatever names the editors gave them."""
        try:
            return path.count("/") == LESSON_DEPTH and resolve(path).view_name == PAGE_VIEW
        except Resolver404:
            return False


_WITHOUT_WORDS = ("check", "articles")
"""Blocks of a lesson that are read otherwise: codes of questions, and the lines that became citations."""
_NO_WORDS = ("id", "type", "precedent")
_RICH = ("body",)


def words_in(value: Any, name: str = "") -> Iterator[str]:
    """Every string of a block as it is stored. Nothing is looked up for it: pictures and files stay keys."""
    if isinstance(value, str):
        yield get_text_for_indexing(value) if name in _RICH else value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _NO_WORDS:
                yield from words_in(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from words_in(inner, name)
