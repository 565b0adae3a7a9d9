"""The training file of art. 28 安全生产法: time, content, people, results. Rows are only added."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from portal.models import Crew, Person, Project
from portal.models.scope import Scope

from ..rules.levels import LEVELS, METHODS
from .attempts import Attempt

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def sign_code() -> str:
    """The unguessable part of the address behind a session's QR."""
    return secrets.token_urlsafe(9)


class PlanQuerySet(models.QuerySet["EducationPlan"]):
    def visible_to(self, user: Person | AnonymousUser) -> PlanQuerySet:
        return self.filter(project__in=Project.objects.visible_to(user))


class EducationPlan(models.Model):
    """The safety-education plan of a project for a year, or one month of it (`month` 1–12, 0 for the year)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="education_plans")
    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月", default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField("客户同意时间", null=True, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "安全教育计划"
        verbose_name_plural = "安全教育计划"
        constraints = [models.UniqueConstraint(fields=["project", "year", "month"], name="one_plan_per_month")]


class PlanItem(models.Model):
    """A topic of a plan. Done or not is read from the sessions that name it."""

    plan = models.ForeignKey(EducationPlan, models.CASCADE, related_name="items")
    topic = models.CharField("主题", max_length=120)
    on = models.DateField("日期")
    method = models.CharField("形式", max_length=14, choices=METHODS, default="lecture")
    crew = models.ForeignKey(
        Crew, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁参加（空为全体）"
    )
    trainer = models.CharField("谁来讲", max_length=60, blank=True)

    class Meta:
        verbose_name = "计划项目"
        verbose_name_plural = "计划项目"


class SessionQuerySet(models.QuerySet["CrewSession"]):
    def visible_to(self, user: Person | AnonymousUser) -> SessionQuerySet:
        """Those of projects one sees as a whole, of crews one keeps, those one opened, and those one was at."""
        scope = Scope.of(user)
        if scope.everything:
            return self
        if scope.person is None:
            return self.none()
        own = Attendee.objects.filter(person=scope.person).values("session")
        whole = Project.objects.filter(scope.whole_projects()).values("pk")
        kept = Crew.objects.kept_by(user).values("pk")
        return self.filter(Q(project__in=whole) | Q(crew__in=kept) | Q(opened_by=scope.person) | Q(pk__in=own))

    def open(self) -> SessionQuerySet:
        return self.filter(state=CrewSession.State.OPEN)

    def held(self) -> SessionQuerySet:
        """Without those that came to nothing."""
        return self.exclude(state=CrewSession.State.VOID)


class CrewSession(models.Model):
    """Training face to face: one phone, people ticked, topic, trainer, start and end, signatures, a photo.

    `uuid` comes from the phone: sent twice is kept once. `sign_code` is behind the QR for those who sign themselves.
    """

    class State(models.TextChoices):
        OPEN = "open", "进行中"
        CLOSED = "closed", "已结束"
        VOID = "void", "没有开成"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, models.PROTECT, related_name="sessions")
    crew = models.ForeignKey(Crew, models.PROTECT, null=True, blank=True, related_name="sessions")
    level = models.CharField("级别", max_length=14, choices=LEVELS)
    method = models.CharField("形式", max_length=14, choices=METHODS)
    topic = models.CharField("主题", max_length=120)
    content = models.TextField("内容提要", blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="taught")
    trainer_name = models.CharField("教育人", max_length=60)
    trainer_post = models.CharField("教育人职务", max_length=60, blank=True)
    trainer_signature = models.JSONField("教育人签名", default=list, blank=True)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束", null=True, blank=True)
    plan_item = models.ForeignKey(PlanItem, models.SET_NULL, null=True, blank=True, related_name="sessions")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    sign_code = models.CharField(max_length=20, unique=True, default=sign_code, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_at = models.DateTimeField("收到")
    offline = models.BooleanField("断网时记的", default=False)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "现场教育"
        verbose_name_plural = "现场教育"

    def __str__(self) -> str:
        return f"{self.topic} {self.starts_at:%Y-%m-%d}"


class Attendee(models.Model):
    """Someone at a session. `signature` is a list of strokes [[x, y], …] in a box 300 × 120.

    Without strokes but with `signed_at` the person confirmed while signed in. `joined_at` is set for those who came
    late, `added_by` for those whom an officer entered after the end. `on_paper`: whoever kept the list says that the
    name stands on a sheet of paper; who has neither that nor `signed_at` gets no record until there is a signature.
    """

    class Result(models.TextChoices):
        NONE = "none", "未考核"
        PASSED = "passed", "合格"
        FAILED = "failed", "不合格"

    session = models.ForeignKey(CrewSession, models.PROTECT, related_name="attendees")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attended")
    signature = models.JSONField("签名", default=list, blank=True)
    signed_at = models.DateTimeField("签名时间", null=True, blank=True)
    on_paper = models.BooleanField("纸上签名", default=False)
    joined_at = models.DateTimeField("晚到（几点来的）", null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField("考核", max_length=8, choices=Result.choices, default=Result.NONE)
    practical = models.CharField("实操", max_length=8, choices=Result.choices, default=Result.NONE)

    class Meta:
        verbose_name = "参加人"
        verbose_name_plural = "参加人"
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="attendee_once")]


class RecordQuerySet(models.QuerySet["TrainingRecord"]):
    def visible_to(self, user: Person | AnonymousUser) -> RecordQuerySet:
        """One's own, and those of places where one sees the person posted."""
        return self.filter(Scope.of(user).earned())

    def standing(self) -> RecordQuerySet:
        """Without those that a later row corrects, and without withdrawals."""
        return self.filter(corrected_by__isnull=True, withdrawn=False)

    def update(self, **kwargs: Any) -> int:
        raise ValidationError("培训档案只能加，不能改")

    def delete(self) -> Any:
        if self.filter(is_sample=False).exists():
            raise ValidationError("培训档案只能加，不能删")
        return super().delete()


class TrainingRecord(models.Model):
    """The legal row: who, level, time, content, trainer, result, basis. A correction is a new row that names the old.

    `source` ("session:12", "attempt:<uuid>", "lessons:…") together with the person makes a row unique: credited once.
    """

    class Result(models.TextChoices):
        NONE = "none", "未考核"
        PASSED = "passed", "合格"
        FAILED = "failed", "不合格"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="training_records")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="training_records")
    crew = models.ForeignKey(Crew, models.PROTECT, null=True, blank=True, related_name="+")
    trade = models.CharField("工种", max_length=30, blank=True)
    level = models.CharField("级别", max_length=14, choices=LEVELS)
    method = models.CharField("形式", max_length=14, choices=METHODS)
    content = models.CharField("内容", max_length=300)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    minutes = models.PositiveIntegerField("计入（分钟）")
    trainer = models.CharField("教育人", max_length=60, blank=True)
    result = models.CharField("结果", max_length=8, choices=Result.choices, default=Result.NONE)
    score = models.DecimalField("成绩", max_digits=5, decimal_places=2, null=True, blank=True)
    practical = models.CharField("实操", max_length=8, choices=Result.choices, default=Result.NONE)
    basis = models.CharField("依据", max_length=200, blank=True)
    offline = models.BooleanField("含断网学习", default=False)
    session = models.ForeignKey(CrewSession, models.PROTECT, null=True, blank=True, related_name="records")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, blank=True, related_name="records")
    source = models.CharField(max_length=80)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="更正哪一条"
    )
    withdrawn = models.BooleanField("更正为无效", default=False)
    reason = models.CharField("更正原因", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = "培训记录"
        verbose_name_plural = "培训记录"
        constraints = [models.UniqueConstraint(fields=["person", "source"], name="record_once_per_source")]
        indexes = [models.Index(fields=["person", "level"]), models.Index(fields=["project", "level"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not kwargs.get("force_insert"):
            raise ValidationError("培训档案只能加，不能改")
        super().save(*args, **kwargs)
