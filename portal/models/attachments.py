"""Private files, kept in filer's private storage and served only through our own view."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Attachment(models.Model):
    """A file as it came in, never changed. `key` stands in its address; who may read it is asked of its owner's app.

    `sha256` is of the bytes as uploaded, `mime` was read from the content, `name` is what the uploader called it.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    file = models.OneToOneField("filer.File", models.PROTECT, related_name="attachment", verbose_name="文件")
    name = models.CharField("文件名", max_length=255)
    mime = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="uploads", verbose_name="上传人"
    )
    owner_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    owner_id = models.PositiveBigIntegerField(null=True, blank=True)
    owner = GenericForeignKey("owner_type", "owner_id")
    is_sample = models.BooleanField("示例", default=False, db_index=True)
    created_at = models.DateTimeField("上传时间", default=timezone.now)

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        indexes = [models.Index(fields=["owner_type", "owner_id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_type__isnull=True, owner_id__isnull=True)
                | Q(owner_type__isnull=False, owner_id__isnull=False),
                name="attachment_owner_whole",
            )
        ]

    def __str__(self) -> str:
        return self.name
