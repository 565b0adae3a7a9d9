"""Attempts: the server makes the paper and holds the clock; answers are events that are only ever added."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.models import Person, Project

from .bank import QuestionVersion
from .papers import Paper, PaperVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: Person | AnonymousUser) -> AttemptQuerySet:
        """One's own, and those of the people one may see."""
        return self.filter(person__in=Person.objects.visible_to(user))

    def open(self) -> AttemptQuerySet:
        return self.filter(state=Attempt.State.OPEN)


class Attempt(models.Model):
    """One person taking one paper. At most one is open for a person and paper.

    `deadline` is the server's; answers given before it and received until `grace_until` count and are marked.
    `seed` drew the questions: drawing again with it gives the same paper.
    """

    class State(models.TextChoices):
        OPEN = "open", "正在考"
        SUBMITTED = "submitted", "已交卷"
        EXPIRED = "expired", "到时收卷"
        VOID = "void", "作废"

    class Mode(models.TextChoices):
        OWN = "own", "自己的手机"
        SUPERVISED = "supervised", "监考，传手机"
        PRINTED = "printed", "纸卷"

    code = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="attempts")
    version = models.ForeignKey(PaperVersion, models.PROTECT, related_name="attempts")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="attempts")
    mode = models.CharField("方式", max_length=10, choices=Mode.choices, default=Mode.OWN)
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    seed = models.BigIntegerField()
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN, db_index=True)
    started_at = models.DateTimeField("开始")
    deadline = models.DateTimeField("截止")
    grace_until = models.DateTimeField("宽限到", db_index=True)
    extra_minutes = models.PositiveSmallIntegerField("加时（分钟）", default=0)
    closed_at = models.DateTimeField("收卷", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "答卷"
        verbose_name_plural = "答卷"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "paper"], condition=Q(state="open"), name="one_open_attempt_per_person_and_paper"
            )
        ]
        indexes = [models.Index(fields=["person", "paper", "started_at"])]

    def __str__(self) -> str:
        return f"{self.paper} {self.started_at:%Y-%m-%d}"


class AttemptItem(models.Model):
    """A question on a paper, in its place, with the order in which its options stand. Frozen at the start."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("题次")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="items")
    order = models.JSONField("选项次序", default=list)
    must = models.BooleanField("必须答对", default=False)

    class Meta:
        verbose_name = "卷上的题"
        verbose_name_plural = "卷上的题"
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="one_item_per_position")]


class AnswerEvent(models.Model):
    """One tap, as it reached the server. Only added, never changed; `uuid` comes from the client: twice is once.

    `answered_at` is the client's estimate of the server's clock, never later than `received_at`. `standing` is how
    it came in; the last one by (answered_at, seq, uuid) among those that count is the answer.
    """

    class Standing(models.TextChoices):
        ON_TIME = "on_time", "按时"
        IN_GRACE = "in_grace", "断网补传"
        UNDECIDED = "undecided", "待认定"
        TOO_LATE = "too_late", "截止后作答"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="events")
    item = models.ForeignKey(AttemptItem, models.PROTECT, related_name="events")
    uuid = models.UUIDField(unique=True)
    seq = models.PositiveIntegerField("次序", default=0)
    answer = models.JSONField("答案")
    device = models.CharField("设备", max_length=40, blank=True)
    answered_at = models.DateTimeField("作答时间")
    received_at = models.DateTimeField("收到时间")
    standing = models.CharField("认定", max_length=10, choices=Standing.choices)

    class Meta:
        verbose_name = "作答"
        verbose_name_plural = "作答"
        indexes = [models.Index(fields=["attempt", "item"])]


class LateDecision(models.Model):
    """An officer's word on answers that came after the grace."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="decisions")
    events: models.ManyToManyField = models.ManyToManyField(AnswerEvent, related_name="decisions")
    accepted = models.BooleanField("认定有效")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "补传认定"
        verbose_name_plural = "补传认定"


class AttemptResult(models.Model):
    """A computed result; a new look makes the next number, the newest counts. `marks` has one entry per item:
    {item, fraction 0–1, answer}. `score` is per cent with two decimals."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField()
    score = models.DecimalField("得分", max_digits=5, decimal_places=2)
    right = models.PositiveSmallIntegerField("答对")
    out_of = models.PositiveSmallIntegerField("题数")
    must_missed = models.PositiveSmallIntegerField("红线题答错", default=0)
    passed = models.BooleanField("通过")
    marks = models.JSONField("各题", default=list)
    why = models.CharField("为什么算这一次", max_length=120)
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = "成绩"
        verbose_name_plural = "成绩"
        constraints = [models.UniqueConstraint(fields=["attempt", "number"], name="attempt_result_once")]


class ExtraTime(models.Model):
    """More minutes for someone who reads slowly; `paper` empty means every paper."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="extra_time")
    paper = models.ForeignKey(Paper, models.CASCADE, null=True, blank=True, related_name="+")
    minutes = models.PositiveSmallIntegerField("加时（分钟）")
    reason = models.CharField("原因", max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "加时"
        verbose_name_plural = "加时"
