"""What search keeps in the database."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.models import Person


class SynonymQuerySet(models.QuerySet["Synonym"]):
    def in_use(self) -> SynonymQuerySet:
        return self.filter(active=True)


class Synonym(models.Model):
    """A lay word and the words law uses for it. What an editor has touched no file changes any more."""

    say = models.CharField("大家怎么说", max_length=20, unique=True, help_text="例如：炒鱿鱼")
    means = models.TextField("法律怎么写", help_text="一行一个，例如：解除劳动合同")
    active = models.BooleanField("启用", default=True, help_text="不想用了就关掉，不用删")
    edited = models.BooleanField("编辑改过", default=False, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = "搜索词"
        verbose_name_plural = "搜索词"
        ordering = ["say"]

    def __str__(self) -> str:
        return self.say

    def meanings(self) -> list[str]:
        return [word.strip() for word in self.means.splitlines() if word.strip()]


class SearchLogQuerySet(models.QuerySet["SearchLog"]):
    def since(self, moment: datetime.datetime) -> SearchLogQuerySet:
        return self.filter(at__gte=moment)


class SearchLog(models.Model):
    """One search, with nobody's name: what was asked, normalised and with personal data taken out.

    `shown` are the public addresses of its first page in their order; `clicked` is the place of the one that was opened
    first, counted from 1, one more than those shown for a later page. Rows live 180 days.
    """

    query = models.CharField("搜了什么", max_length=240)
    hits = models.PositiveIntegerField("结果条数")
    milliseconds = models.PositiveIntegerField("用时（毫秒）")
    shown = models.JSONField(default=list)
    clicked = models.PositiveSmallIntegerField("点了第几条", null=True, blank=True)
    at = models.DateTimeField("时间", default=timezone.now)

    objects = SearchLogQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "搜索记录"
        verbose_name_plural = "搜索记录"
        indexes = [models.Index(fields=["at"]), models.Index(fields=["query", "at"])]

    def __str__(self) -> str:
        return self.query


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, user: Person | AnonymousUser) -> SavedSearchQuerySet:
        """One's own, even for an administrator: what somebody looks for is private."""
        return self.filter(person=user.pk) if user.is_authenticated else self.none()

    def running(self) -> SavedSearchQuerySet:
        return self.filter(paused=False, person__is_active=True)

    def due(self, *, now: datetime.datetime) -> SavedSearchQuerySet:
        return self.running().filter(next_at__lte=now)


class SavedSearch(models.Model):
    """A question with its filters, as they stand in the address of the results page (`asked`), and when to tell."""

    class Every(models.TextChoices):
        DAY = "day", "每天一次"
        WEEK = "week", "每周一次"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField("名字", max_length=60)
    asked = models.CharField(max_length=1000)
    every = models.CharField("多久提醒一次", max_length=8, choices=Every.choices, default=Every.DAY)
    paused = models.BooleanField("暂停提醒", default=False)
    next_at = models.DateTimeField("下次提醒")
    created_at = models.DateTimeField("保存时间", default=timezone.now)
    after = models.PositiveBigIntegerField(default=0, help_text="这之前已经在索引里的（Published）不算新")

    objects = SavedSearchQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "保存的搜索"
        verbose_name_plural = "保存的搜索"
        constraints = [models.UniqueConstraint(fields=["person", "asked"], name="one_saved_search_of_a_kind")]
        indexes = [models.Index(fields=["paused", "next_at"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("search:saved_search", args=[self.pk])

    @property
    def results_url(self) -> str:
        return f"{reverse('search:results')}?{self.asked}"


class PublishedQuerySet(models.QuerySet["Published"]):
    def newest(self) -> int:
        """The highest key: whatever has a key up to it was in the index before now, committed yet or not."""
        return self.order_by("-pk").values_list("pk", flat=True).first() or 0


class Published(models.Model):
    """A document that the index has held since it was last published; `matched` once every saved search was asked.

    The row is written after the index was, and goes when the document leaves the index: publishing anew is news anew.
    No clock and no order decides what is new, so a late commit, equal times and edits change nothing.
    """

    document = models.CharField(max_length=80, unique=True)
    matched = models.BooleanField(default=False)

    objects = PublishedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "已发布"
        verbose_name_plural = "已发布"
        indexes = [models.Index(fields=["id"], name="published_unmatched", condition=models.Q(matched=False))]

    def __str__(self) -> str:
        return self.document


class AlertHit(models.Model):
    """Something newly published that a saved search finds. It waits until sent, and stays so that it is sent once."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="hits")
    document = models.CharField(max_length=80)
    found_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "新内容"
        verbose_name_plural = "新内容"
        constraints = [models.UniqueConstraint(fields=["search", "document"], name="one_alert_of_a_thing")]
        indexes = [models.Index(fields=["search", "sent_at"])]

    def __str__(self) -> str:
        return self.document
