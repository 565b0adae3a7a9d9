"""Letters that came into the mailbox: that they came, not what they say."""

from __future__ import annotations

import datetime

from django.db import models


class ReceivedLetterQuerySet(models.QuerySet["ReceivedLetter"]):
    def due(self, *, now: datetime.datetime) -> ReceivedLetterQuerySet:
        return self.filter(state=ReceivedLetter.State.WAITING, next_try_at__lte=now)

    def troubled(self) -> ReceivedLetterQuerySet:
        """What a person has to look for in the mailbox itself, where the letter still lies."""
        return self.exclude(state=ReceivedLetter.State.TAKEN)


class ReceivedLetter(models.Model):
    """One letter by a keyed hash of its Message-ID. It is taken in once, in the transaction of whoever took it."""

    class State(models.TextChoices):
        TAKEN = "taken", "收下了"
        WAITING = "waiting", "没有收成，等再试"
        FAILED = "failed", "没有收成"

    identity = models.CharField(max_length=64, unique=True)
    state = models.CharField("状态", max_length=8, choices=State.choices)
    tries = models.PositiveSmallIntegerField("试了几次", default=0)
    next_try_at = models.DateTimeField("下次再试", null=True, blank=True)
    error = models.CharField("原因", max_length=200, blank=True)
    received_at = models.DateTimeField("收到时间")

    objects = ReceivedLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "收到的邮件"
        verbose_name_plural = "收到的邮件"
        indexes = [models.Index(fields=["state", "next_try_at"])]

    def __str__(self) -> str:
        return self.get_state_display()
