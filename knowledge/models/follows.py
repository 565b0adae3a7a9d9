"""What people follow in the law, and what has happened there since."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from portal.rules.digests import DAY, WEEK

from .articles import Article
from .regulations import Regulation, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.models import Person


class FollowQuerySet(models.QuerySet["Follow"]):
    def visible_to(self, user: Person | AnonymousUser) -> FollowQuerySet:
        """One's own, even for an administrator: what somebody reads is private."""
        return self.filter(person=user.pk) if user.is_authenticated else self.none()

    def running(self) -> FollowQuerySet:
        return self.filter(paused=False, person__is_active=True)

    def due(self, *, now: datetime.datetime) -> FollowQuerySet:
        return self.running().filter(next_at__lte=now)


class Follow(models.Model):
    """One person follows one article, regulation or topic. News numbered up to `after` is not new."""

    class Every(models.TextChoices):
        DAILY = DAY, "每天一次"
        WEEKLY = WEEK, "每周一次"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    article = models.ForeignKey(Article, models.CASCADE, null=True, blank=True, related_name="follows")
    regulation = models.ForeignKey(Regulation, models.CASCADE, null=True, blank=True, related_name="follows")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="follows")
    every = models.CharField("多久提醒一次", max_length=8, choices=Every.choices, default=Every.DAILY)
    paused = models.BooleanField("提醒停了", default=False)
    next_at = models.DateTimeField("下次提醒")
    created_at = models.DateTimeField("关注时间", default=timezone.now)
    after = models.PositiveBigIntegerField(default=0)

    objects = FollowQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "关注"
        verbose_name_plural = "关注"
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, regulation__isnull=True, topic__isnull=True)
                | Q(article__isnull=True, regulation__isnull=False, topic__isnull=True)
                | Q(article__isnull=True, regulation__isnull=True, topic__isnull=False),
                name="follow_one_thing",
            ),
            models.UniqueConstraint(fields=["person", "article"], name="follow_article_once"),
            models.UniqueConstraint(fields=["person", "regulation"], name="follow_regulation_once"),
            models.UniqueConstraint(fields=["person", "topic"], name="follow_topic_once"),
        ]
        indexes = [models.Index(fields=["paused", "next_at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.thing_id}"

    @property
    def what(self) -> str:
        """article, regulation or topic."""
        return "article" if self.article_id else "regulation" if self.regulation_id else "topic"

    @property
    def thing_id(self) -> int:
        return int(self.article_id or self.regulation_id or self.topic_id or 0)

    def get_absolute_url(self) -> str:
        return reverse("knowledge:follow", args=[self.what, self.thing_id])


class NewsQuerySet(models.QuerySet["News"]):
    def newest(self) -> int:
        """The highest key: whatever has a key up to it was there before now."""
        return self.order_by("-pk").values_list("pk", flat=True).first() or 0


class News(models.Model):
    """Something that is public now, as `<source>:<key>`; `matched` once every follow was held against it.

    Rows are found by comparing what is public with what is written here, never by a signal or a clock: whatever was
    missed is found by the next sweep. What is not public any more loses its row, so publishing anew is news anew.
    """

    document = models.CharField(max_length=80, unique=True)
    matched = models.BooleanField(default=False)

    objects = NewsQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "新内容"
        verbose_name_plural = "新内容"
        indexes = [models.Index(fields=["id"], name="news_unmatched", condition=Q(matched=False))]

    def __str__(self) -> str:
        return self.document


class FollowHit(models.Model):
    """News of what somebody follows. It waits until sent, and stays so that it is sent once."""

    follow = models.ForeignKey(Follow, models.CASCADE, related_name="hits")
    document = models.CharField(max_length=80)
    sent_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "关注的新内容"
        verbose_name_plural = "关注的新内容"
        constraints = [models.UniqueConstraint(fields=["follow", "document"], name="one_hit_of_a_follow")]
        indexes = [models.Index(fields=["follow", "sent_at"])]

    def __str__(self) -> str:
        return self.document
