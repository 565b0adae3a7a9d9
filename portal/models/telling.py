"""How somebody wants to be told, who is told when nobody looks, and groups that are told without names."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models

from .messages import Delivery, Message
from .organisations import Membership, Organisation
from .outgoing import Outgoing


class MessageChoice(models.Model):
    """What one person chose for a kind of message on a channel; without a row the site's own setting counts."""

    class How(models.TextChoices):
        NOW = "now", "马上"
        DAY = "day", "每天汇总一次"
        OFF = "off", "不要"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="message_choices")
    kind = models.CharField("种类", max_length=40)
    channel = models.CharField("渠道", max_length=8, choices=Delivery.Channel.choices)
    how = models.CharField("怎么通知", max_length=4, choices=How.choices)

    class Meta:
        verbose_name = "通知的选择"
        verbose_name_plural = "通知的选择"
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="one_choice_of_a_channel")]

    def __str__(self) -> str:
        return f"{self.kind} {self.get_channel_display()} {self.get_how_display()}"


class MessageHabit(models.Model):
    """One person's own quiet hours, in Shanghai; the same time twice means none. Without a row the site's count."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="message_habit")
    quiet_from = models.TimeField("从几点起不打扰")
    quiet_until = models.TimeField("到几点")

    class Meta:
        verbose_name = "不打扰的时段"
        verbose_name_plural = "不打扰的时段"

    def __str__(self) -> str:
        return f"{self.quiet_from:%H:%M}–{self.quiet_until:%H:%M}"


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def due(self, *, now: datetime.datetime) -> EscalationQuerySet:
        return self.filter(state=Escalation.State.OPEN, due_at__lte=now)

    def unanswered(self) -> EscalationQuerySet:
        return self.filter(state=Escalation.State.UNANSWERED)


class Escalation(models.Model):
    """An urgent message that somebody has to open by `due_at`, or the deputy is told.

    `post` is the posting in which the person was told: its deputy, and nobody of another client, may read of it.
    """

    class State(models.TextChoices):
        OPEN = "open", "等着看"
        ACKNOWLEDGED = "seen", "有人看了"
        ESCALATED = "passed", "转给了代理人"
        UNANSWERED = "nobody", "没有人看"

    message = models.OneToOneField(Message, models.CASCADE, related_name="escalation")
    post = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField("最晚什么时候看")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="转给谁"
    )
    decided_at = models.DateTimeField("什么时候定的", null=True, blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        verbose_name = "要有人看的紧急消息"
        verbose_name_plural = "要有人看的紧急消息"
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return self.get_state_display()


class GroupHook(models.Model):
    """The robot of a group in WeCom or DingTalk. Its address and secret are keys: stored encrypted, never shown."""

    class Service(models.TextChoices):
        WECOM = "wecom", "企业微信"
        DINGTALK = "dingtalk", "钉钉"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="group_hooks", verbose_name="单位")
    name = models.CharField("群名", max_length=60)
    service = models.CharField("哪一家", max_length=8, choices=Service.choices)
    address_sealed = models.TextField(editable=False)
    secret_sealed = models.TextField(blank=True, editable=False)
    kinds = models.JSONField("发哪些", default=list)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "群机器人"
        verbose_name_plural = "群机器人"

    def __str__(self) -> str:
        return f"{self.get_service_display()}：{self.name}"


class GroupNotice(Outgoing):
    """What one group is told: no names, no numbers, no matter of a person. `key` makes it unique in its group."""

    hook = models.ForeignKey(GroupHook, models.CASCADE, related_name="notices", verbose_name="群")
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("标题", max_length=120)
    link = models.CharField("地址", max_length=300, blank=True)
    key = models.CharField(max_length=160)
    urgent = models.BooleanField("紧急", default=False)
    created_at = models.DateTimeField("时间")

    class Meta(Outgoing.Meta):
        abstract = False
        verbose_name = "发到群里的消息"
        verbose_name_plural = "发到群里的消息"
        constraints = [models.UniqueConstraint(fields=["hook", "key"], name="one_group_notice_of_a_key")]

    def __str__(self) -> str:
        return self.title
