"""Why a draft was published although it cites what is no law."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.actions.publish_revision import PublishPermissionError


class CitationReason(models.Model):
    """One person's reason, for the citations as they stood then; another dead citation needs another. Only added to."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("content_type", "object_id")
    citations = models.JSONField("哪几处引用", default=list)
    reason = models.TextField("理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁")
    at = models.DateTimeField("什么时候")

    class Meta:
        verbose_name = "照发的理由"
        verbose_name_plural = "照发的理由"
        indexes = [models.Index(fields=["content_type", "object_id"], name="reason_by_draft")]
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.reason[:30]


class DeadCitations(PublishPermissionError):
    """A draft that cites what does not exist, or is law no more, without a reason on record."""
