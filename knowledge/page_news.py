"""Updates, interpretations and answered questions as followers of the law are told of them (NEWS_SOURCES)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from .models import AnsweredQuestion, Citation, Interpretation, PolicyUpdate
from .news import Happening


class _Cited:
    """What is public of one model; it touches the articles it cites, their regulations and topics."""

    restates = ""
    model: type[models.Model]
    name = ""

    def rows(self) -> models.QuerySet[Any]:
        raise NotImplementedError

    def live(self, today: Any) -> Iterable[int]:
        return self.rows().values_list("pk", flat=True)

    def read(self, keys: Iterable[int]) -> Mapping[int, Happening]:
        found = {row.pk: row for row in self.rows().filter(pk__in=list(keys))}
        kind = ContentType.objects.get_for_model(self.model)
        cited: dict[int, list[Citation]] = defaultdict(list)
        rows = Citation.objects.filter(content_type=kind, object_id__in=found).select_related("article")
        for citation in rows.prefetch_related("article__topics"):
            cited[citation.object_id].append(citation)
        return {pk: self._one(row, cited[pk]) for pk, row in found.items()}

    def _one(self, row: Any, cited: list[Citation]) -> Happening:
        articles = [*(one.article for one in cited if one.article), *self.more_articles(row)]
        named = {one.regulation_id for one in cited if one.regulation_id}
        topics = {topic.pk for article in articles for topic in article.topics.all()}
        return Happening(
            title=f"{self.name}：{row}",
            url=self.url(row),
            articles=frozenset(article.pk for article in articles),
            regulations=frozenset({*named, *(article.regulation_id for article in articles)}),
            topics=frozenset({*topics, *self.more_topics(row)}),
            is_sample=bool(getattr(row, "is_sample", False)),
        )

    def url(self, row: Any) -> str:
        return str(row.get_url() or "")

    def more_articles(self, row: Any) -> list[Any]:
        return []

    def more_topics(self, row: Any) -> list[int]:
        return []


class Updates(_Cited):
    """更正 is told to nobody."""

    model = PolicyUpdate
    name = "政策更新"

    def rows(self) -> models.QuerySet[Any]:
        return PolicyUpdate.objects.live().exclude(significance=PolicyUpdate.Significance.FIX)

    def more_articles(self, row: Any) -> list[Any]:
        affected = row.affected.select_related("article").prefetch_related("article__topics")
        return [one.article for one in affected]


class Interpretations(_Cited):
    model = Interpretation
    name = "法律解读"

    def rows(self) -> models.QuerySet[Any]:
        return Interpretation.objects.live()

    def more_topics(self, row: Any) -> list[int]:
        return [topic.pk for topic in row.topics.all()]


class Answered(_Cited):
    model = AnsweredQuestion
    name = "大家问过的"

    def rows(self) -> models.QuerySet[Any]:
        return AnsweredQuestion.objects.published()

    def url(self, row: Any) -> str:
        return str(row.get_absolute_url())

    def more_topics(self, row: Any) -> list[int]:
        return list(row.topics.values_list("pk", flat=True))
