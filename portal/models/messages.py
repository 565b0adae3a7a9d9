"""What somebody is told, and how it reaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from .outgoing import Outgoing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .people import Person


DIGEST = "digest"
"""Kind of a letter that gathers what somebody wants to get once a day."""


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Person | AnonymousUser) -> MessageQuerySet:
        """Letters are private: one's own, even for an administrator."""
        return self.filter(person=user.pk) if user.is_authenticated else self.none()

    def in_inbox(self) -> MessageQuerySet:
        """A digest by mail only repeats what stands in the inbox one by one."""
        return self.exclude(kind=DIGEST)

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at__isnull=True)

    def same_matter(self, message: Message) -> MessageQuerySet:
        """What was told of the same matter, to whomever."""
        return self.filter(kind=message.kind, key=message.key)


class Message(models.Model):
    """Something one person is told. `key` makes it unique: telling twice with one key tells once.

    The same kind and key told to several people is one matter. An `urgent` one passes quiet hours, digests and
    opt-outs; opening it is acknowledging it. `stop_link` is a signed path that ends letters like this one.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages", verbose_name="人员")
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    link = models.CharField("地址", max_length=300, blank=True)
    key = models.CharField(max_length=160)
    urgent = models.BooleanField("紧急", default=False)
    stop_link = models.CharField("退订地址", max_length=300, blank=True)
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


class Delivery(Outgoing):
    """One message on one channel. What waits for a digest has its time in `next_try_at`."""

    class Channel(models.TextChoices):
        INBOX = "inbox", "站内"
        EMAIL = "email", "邮件"
        SMS = "sms", "短信"

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries", verbose_name="消息")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)

    class Meta(Outgoing.Meta):
        abstract = False
        verbose_name = "发送"
        verbose_name_plural = "发送"
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="one_delivery_on_a_channel")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_state_display()}"
