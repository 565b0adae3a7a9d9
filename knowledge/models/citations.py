"""The one row that binds everything to law."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from .articles import Article
from .regulations import Regulation


class CitationQuerySet(models.QuerySet["Citation"]):
    def resolved(self) -> CitationQuerySet:
        return self.filter(article__isnull=False)

    def unresolved(self) -> CitationQuerySet:
        """Kept and shown to editors."""
        return self.filter(article__isnull=True).exclude(kind=Citation.Kind.WHOLE)


class Citation(models.Model):
    """A place in some text that names an article; `on` is the date of the citing text and picks the version.

    WHOLE: it names a regulation, and none of its articles stands in the text.
    """

    class Kind(models.TextChoices):
        MENTION = "mention", "提到"
        VIOLATED = "violated", "违反"
        BASIS = "basis", "依据"
        PROCEDURE = "procedure", "程序"
        WHOLE = "whole", "整部法规"

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    source = GenericForeignKey("content_type", "object_id")
    article = models.ForeignKey(Article, models.CASCADE, null=True, blank=True, related_name="citations")
    regulation = models.ForeignKey(Regulation, models.CASCADE, null=True, blank=True, related_name="citations")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.MENTION)
    on = models.DateField("引用文本的日期", null=True, blank=True)
    raw = models.CharField("原文", max_length=300)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    paragraph = models.PositiveSmallIntegerField("款", default=0)
    item = models.PositiveSmallIntegerField("项", default=0)
    reason = models.CharField("为什么没对上", max_length=40, blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = "引用"
        verbose_name_plural = "引用"
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return self.raw
