"""What somebody is told, and how it reaches them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .people import Person


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Person | AnonymousUser) -> MessageQuerySet:
        """Letters are private: one's own, even for an administrator."""
        return self.filter(person=user.pk) if user.is_authenticated else self.none()

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at__isnull=True)


class Message(models.Model):
    """Something one person is told. `key` makes it unique: telling twice with one key tells once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages", verbose_name="人员")
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    link = models.CharField("地址", max_length=300, blank=True)
    key = models.CharField(max_length=160)
    is_sample = models.BooleanField("示例", default=False, db_index=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("读过的时间", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_message_of_a_key")]
        indexes = [models.Index(fields=["person", "created_at"]), models.Index(fields=["person", "read_at"])]

    def __str__(self) -> str:
        return self.title


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, *, now: datetime.datetime) -> DeliveryQuerySet:
        """Waiting, and the time for the next try has come."""
        return self.filter(state=Delivery.State.QUEUED, next_try_at__lte=now)

    def abandoned(self, *, now: datetime.datetime) -> DeliveryQuerySet:
        """Whoever was sending it did not come back."""
        return self.filter(state=Delivery.State.SENDING, leased_until__lt=now)

    def troubled(self) -> DeliveryQuerySet:
        """What a person has to look at."""
        return self.filter(state__in=[Delivery.State.FAILED, Delivery.State.UNSURE])


class Delivery(models.Model):
    """One message on one channel. `leased_until` is set while somebody sends it; `error` names no person."""

    class Channel(models.TextChoices):
        INBOX = "inbox", "站内"
        EMAIL = "email", "邮件"
        SMS = "sms", "短信"

    class State(models.TextChoices):
        QUEUED = "queued", "等待发送"
        SENDING = "sending", "正在发送"
        SENT = "sent", "已发出"
        FAILED = "failed", "没有发出"
        SKIPPED = "skipped", "不用发"
        UNSURE = "unsure", "不知道发出没有"

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries", verbose_name="消息")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField("试了几次", default=0)
    next_try_at = models.DateTimeField("下次发送", null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField("原因", max_length=200, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "发送"
        verbose_name_plural = "发送"
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="one_delivery_on_a_channel")]
        indexes = [
            models.Index(
                fields=["state", "next_try_at"],
                name="delivery_open",
                condition=Q(state__in=["queued", "sending", "failed", "unsure"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_state_display()}"
