"""Articles: one identity through all versions, one text in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.urls import reverse
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from ..rules import numerals, structure
from .regulations import Regulation, RegulationVersion, Topic

if TYPE_CHECKING:
    from django.http import HttpRequest


OFFICIAL = ("version_id", "article_id", "chapter_id", "number", "sub", "order", "text")
"""What of a text is the law's and never an editor's draft."""


class Article(models.Model):
    """What stays the same when a regulation is amended and renumbered. Citations point here; a date picks the text."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="articles", verbose_name="法规")
    topics: models.ManyToManyField = models.ManyToManyField(
        Topic, verbose_name="主题", blank=True, related_name="articles"
    )

    class Meta:
        verbose_name = "条"
        verbose_name_plural = "条"

    def __str__(self) -> str:
        return f"{self.regulation.short_title} #{self.pk}"


class Chapter(models.Model):
    """编, 分编, 章 or 节 of one version."""

    class Kind(models.TextChoices):
        PART = "part", "编"
        SUBPART = "subpart", "分编"
        CHAPTER = "chapter", "章"
        SECTION = "section", "节"

    version = models.ForeignKey(RegulationVersion, models.CASCADE, related_name="chapters")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "章节"
        verbose_name_plural = "章节"

    def __str__(self) -> str:
        """第三章 工伤认定"""
        head = f"第{numerals.to_chinese(self.number)}{self.get_kind_display()}　" if self.number else ""
        return head + self.title


class ArticleTextQuerySet(models.QuerySet["ArticleText"]):
    def published(self) -> ArticleTextQuerySet:
        """Live texts of live versions of live regulations: what the public, the index and the feeds may hold."""
        return self.filter(live=True, version__live=True, version__regulation__live=True)


class ArticleText(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """The words of an article in one version, with our plain-language digest beside them.

    `text` holds the official words, one paragraph (款) or item (项) a line, without 第N条 itself; it is empty while
    only a digest exists. `number` and `sub` give 第二百七十六条之一 as 276 and 1.
    """

    version = models.ForeignKey(RegulationVersion, models.CASCADE, related_name="texts", verbose_name="版本")
    article = models.ForeignKey(Article, models.CASCADE, related_name="texts", verbose_name="条")
    chapter = models.ForeignKey(
        Chapter, models.SET_NULL, null=True, blank=True, related_name="texts", verbose_name="章节"
    )
    number = models.PositiveIntegerField("条号")
    sub = models.PositiveSmallIntegerField("之几", default=0)
    order = models.PositiveIntegerField("次序", default=0)
    text = models.TextField("条文", blank=True)
    heading = models.CharField("白话标题", max_length=60, blank=True)
    digest = models.TextField("白话要点", blank=True, help_text="每行一点，用“- ”开头；**重点**")
    digest_verified = models.BooleanField("要点已核实", default=False)
    asks = models.JSONField("大家怎么问", default=list, blank=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="article_text")

    objects = ArticleTextQuerySet.as_manager()

    class Meta:
        verbose_name = "条文"
        verbose_name_plural = "条文"
        constraints = [models.UniqueConstraint(fields=["version", "number", "sub"], name="article_once_per_version")]
        indexes = [models.Index(fields=["version", "order"])]

    def __str__(self) -> str:
        return f"{self.version.regulation.short_title} {self.label}"

    @property
    def revisions(self) -> GenericRelation:
        return self._revisions

    def with_content_json(self, content: dict[str, Any]) -> ArticleText:
        """A revision holds our own words alone: the official ones are those of the row, which two people approved."""
        drafted: ArticleText = super().with_content_json(content)
        kept = ArticleText.objects.filter(pk=self.pk).values(*OFFICIAL).first() or {}
        for name, value in kept.items():
            setattr(drafted, name, value)
        return drafted

    @property
    def key(self) -> str:
        """`17`, or `276-1` for 第二百七十六条之一; used in addresses and data files."""
        return numerals.article_key(self.number, self.sub)

    @property
    def label(self) -> str:
        """第十七条"""
        return numerals.article_label(self.number, self.sub)

    @property
    def short_label(self) -> str:
        """第17条, as chips show it."""
        return numerals.article_short_label(self.number, self.sub)

    def paragraphs(self) -> list[structure.Paragraph]:
        """款 and 项 of the official text, numbered from 1."""
        return structure.split_paragraphs(self.text)

    def get_absolute_url(self) -> str:
        """Without a date: the address of this number in the regulation; callers add `?on=` where the date matters."""
        return reverse("knowledge:article", args=[self.version.regulation.code, self.key])

    def citation_text(self) -> str:
        """What is ours and may cite wrongly: the official words may not."""
        return f"{self.heading}\n{self.digest}"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "knowledge/preview_article.html"


class TwoHandsNote(models.Model):
    """What is said of an article's validity. It counts as confirmed when somebody else than `hands` said so: those who
    wrote or changed it since another text of it was confirmed. Until then it is shown as 待核实."""

    verified = models.BooleanField(
        "已核实", default=False, help_text="由另一个人对照官方来源以后打勾；自己写的、改过的自己不能打"
    )
    hands = models.JSONField(default=list, editable=False)

    class Meta:
        abstract = True


class Prevalence(TwoHandsNote):
    """This article still reads as law, but another prevails (以…为准)."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="prevailed_by", verbose_name="条")
    by = models.ForeignKey(Article, models.CASCADE, related_name="prevails_over", verbose_name="以此为准")
    since = models.DateField("从哪天起")
    note = models.TextField("说明")

    class Meta:
        verbose_name = "以…为准"
        verbose_name_plural = "以…为准"

    def __str__(self) -> str:
        return self.note[:30]


class PartialRepeal(TwoHandsNote):
    """One paragraph or item has ended while the rest is in force. `paragraph` and `item` count from 1; 0 is all."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="partial_repeals", verbose_name="条")
    paragraph = models.PositiveSmallIntegerField("第几款", default=0)
    item = models.PositiveSmallIntegerField("第几项", default=0)
    ended_on = models.DateField("从哪天起失效")
    by = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="repeals", verbose_name="依据")
    note = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "部分废止"
        verbose_name_plural = "部分废止"

    def __str__(self) -> str:
        return self.note[:30]
