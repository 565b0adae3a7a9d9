"""The outbox: services write a row in their own transaction, whoever keeps an index or a feed reads them."""

from __future__ import annotations

from django.db import models


class Change(models.Model):
    """`kind` is the changed model's label (knowledge.articletext), `object_id` its key. Rows live until drained."""

    kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "变更"
        verbose_name_plural = "变更"
        indexes = [models.Index(fields=["kind", "object_id"])]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"
