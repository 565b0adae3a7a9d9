"""A row that stands for one thing to be handed to a gateway, with what became of it."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound="Outgoing")


class State(models.TextChoices):
    QUEUED = "queued", "等待发送"
    SENDING = "sending", "正在发送"
    SENT = "sent", "已发出"
    FAILED = "failed", "没有发出"
    SKIPPED = "skipped", "不用发"
    UNSURE = "unsure", "不知道发出没有"
    HELD = "held", "等每天汇总"
    GATHERED = "gathered", "并进了汇总"


class OutgoingQuerySet(models.QuerySet[Any]):
    def due(self, *, now: datetime.datetime) -> OutgoingQuerySet:
        """Waiting, and the time for the next try has come."""
        return self.filter(state=State.QUEUED, next_try_at__lte=now)

    def abandoned(self, *, now: datetime.datetime) -> OutgoingQuerySet:
        """Whoever was sending it did not come back."""
        return self.filter(state=State.SENDING, leased_until__lt=now)

    def troubled(self) -> OutgoingQuerySet:
        """What a person has to look at."""
        return self.filter(state__in=[State.FAILED, State.UNSURE])

    def tried_again(self) -> OutgoingQuerySet:
        """What did not go out at first and will be tried again by itself."""
        return self.filter(state=State.QUEUED, tries__gt=0)


class Outgoing(models.Model):
    """`leased_until` is set while somebody sends it; `error` names no person."""

    State = State

    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField("试了几次", default=0)
    next_try_at = models.DateTimeField("下次发送", null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField("原因", max_length=200, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["state", "next_try_at"],
                name="%(class)s_open",
                condition=Q(state__in=["queued", "sending", "failed", "unsure", "held"]),
            )
        ]
