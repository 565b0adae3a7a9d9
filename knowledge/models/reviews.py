"""What a change of law touches: a row for each text that cites a changed article, until somebody has decided."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from .articles import Article
from .regulations import RegulationVersion

if TYPE_CHECKING:
    from portal.models import Person


class ReviewTaskQuerySet(models.QuerySet["ReviewTask"]):
    def open(self) -> ReviewTaskQuerySet:
        """Nobody has decided yet."""
        return self.filter(state=ReviewTask.State.OPEN)

    def of(self, obj: models.Model) -> ReviewTaskQuerySet:
        kind = ContentType.objects.get_for_model(obj)
        return self.filter(content_type=kind, object_id=obj.pk)

    def late(self, today: datetime.date) -> ReviewTaskQuerySet:
        return self.open().filter(due_on__lt=today)

    def mine(self, user: Person) -> ReviewTaskQuerySet:
        return self.filter(owner=user)


class ReviewTask(models.Model):
    """One text that cites one article which `event_key` changes from `event_on` on; the whole law without `article`.

    The key says what happened: version:9, end:9:2027-01-01, partial:…, prevail:… `old_text` and `new_text` are the
    words before and after with their labels, kept as they were when the task was opened. `hold` stops the thing from
    being used (a question from being drawn) until somebody decides. `decided_by` is empty when it closed by itself,
    because the thing was replaced or is no longer public.
    """

    class Event(models.TextChoices):
        CHANGED = "changed", "条文有改动"
        SPLIT = "split", "拆成几条"
        ENDED = "ended", "不再有效"
        PARTIAL = "partial", "有一部分失效"
        PREVAILS = "prevails", "改以别的条文为准"

    class State(models.TextChoices):
        OPEN = "open", "待复核"
        RIGHT = "right", "仍然对"
        CORRECTED = "corrected", "已改"
        WITHDRAWN = "withdrawn", "已撤下"

    event = models.CharField("发生什么", max_length=10, choices=Event.choices)
    event_key = models.CharField(max_length=60)
    event_on = models.DateField("从哪天起")
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="review_tasks", verbose_name="条"
    )
    version = models.ForeignKey(
        RegulationVersion, models.SET_NULL, null=True, blank=True, related_name="review_tasks", verbose_name="新版本"
    )
    old_label = models.CharField("原来是哪一条", max_length=160)
    old_text = models.TextField("原来的文字", blank=True)
    new_text = models.TextField("以后的文字", blank=True)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey("content_type", "object_id")
    place = models.CharField("引用处", max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="谁来复核"
    )
    due_on = models.DateField("最迟哪天", db_index=True)
    state = models.CharField("结论", max_length=10, choices=State.choices, default=State.OPEN, db_index=True)
    hold = models.BooleanField("先停用", default=False)
    opened_at = models.DateTimeField("什么时候开的")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的"
    )
    decided_at = models.DateTimeField("什么时候定的", null=True, blank=True)
    reason = models.CharField("为什么", max_length=300, blank=True)

    objects = ReviewTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "法规变动复核"
        verbose_name_plural = "法规变动复核"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event_key", "article", "content_type", "object_id"], name="reviewed_once_per_event"
            ),
            models.UniqueConstraint(
                fields=["event_key", "content_type", "object_id"],
                condition=models.Q(article=None),
                name="whole_reviewed_once_per_event",
            ),
        ]
        indexes = [models.Index(fields=["content_type", "object_id", "state"], name="review_of_thing")]

    def __str__(self) -> str:
        return f"{self.old_label}：{self.get_event_display()}"
