"""People on their way onto a site: those who register by a project's code, and files of many."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .attachments import Attachment
from .jobs import Job
from .organisations import Crew, Membership, Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .people import Person

    Viewer = Person | AnonymousUser


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, user: Viewer) -> JoinRequestQuerySet:
        """For whoever enters people of that crew; without a crew, for whoever enters those of the whole project."""
        return self.filter(
            Q(crew__in=Crew.objects.kept_by(user).values("pk"))
            | Q(crew__isnull=True, project__in=Project.objects.wholly_kept_by(user).values("pk"))
        )

    def waiting(self) -> JoinRequestQuerySet:
        return self.filter(state=JoinRequest.State.WAITING)

    def stale(self, *, now: datetime.datetime) -> JoinRequestQuerySet:
        """Waiting for longer than anybody will still look at it."""
        return self.waiting().filter(made_at__lt=now - JoinRequest.KEPT)


class JoinRequest(models.Model):
    """Someone registered by a project's code. What a new person typed is sealed, and gone once it is decided."""

    KEPT = datetime.timedelta(days=7)

    class State(models.TextChoices):
        WAITING = "waiting", "等待确认"
        CONFIRMED = "confirmed", "已确认"
        DECLINED = "declined", "没有通过"
        EXPIRED = "expired", "过期了"

    project = models.ForeignKey(Project, models.CASCADE, related_name="join_requests", verbose_name="项目")
    crew = models.ForeignKey(
        Crew, models.SET_NULL, null=True, blank=True, related_name="join_requests", verbose_name="想进的班组"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="join_requests",
        verbose_name="人员",
    )
    sealed = models.TextField("填的内容（加密）", blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField("提交时间", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="谁决定的"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "扫码登记"
        verbose_name_plural = "扫码登记"
        indexes = [models.Index(fields=["project", "state"])]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_state_display()}"


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, user: Viewer) -> RosterImportQuerySet:
        """Whoever sent the file in: it holds what that person already knows."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.is_superuser else self.filter(by=user.pk)

    def with_files(self) -> RosterImportQuerySet:
        return self.filter(Q(source__isnull=False) | Q(marked__isnull=False))


class RosterImport(models.Model):
    """A file of people for one project: checked, confirmed, imported. The file itself goes when it is no longer needed.

    A roster says who is there; the other sheets say what was agreed, worked and paid.

    `counts` by step, `wrong` the first masked errors, `found` what else the check saw: all without personal data.
    `today` is the day of the check: the import decides by it even if it runs after midnight.
    """

    KEPT = datetime.timedelta(hours=24)
    """How long a checked file waits for its confirmation."""

    class State(models.TextChoices):
        CHECKING = "checking", "正在检查"
        REFUSED = "refused", "没有收下"
        CHECKED = "checked", "等你确认"
        IMPORTING = "importing", "正在导入"
        DONE = "done", "导入完成"
        DROPPED = "dropped", "没有导入"

    class Sheet(models.TextChoices):
        ROSTER = "roster", "花名册"
        CONTRACTS = "contracts", "劳动合同表"
        ATTENDANCE = "attendance", "考勤表"
        WAGES = "wages", "工资表"

    project = models.ForeignKey(Project, models.CASCADE, related_name="roster_imports", verbose_name="项目")
    sheet = models.CharField("哪一种表", max_length=12, choices=Sheet.choices, default=Sheet.ROSTER)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="roster_imports", verbose_name="谁导入的"
    )
    name = models.CharField("文件名", max_length=255)
    source = models.ForeignKey(Attachment, models.SET_NULL, null=True, blank=True, related_name="+")
    marked = models.ForeignKey(Attachment, models.SET_NULL, null=True, blank=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.CHECKING)
    refusal = models.CharField("为什么没有收下", max_length=300, blank=True)
    today = models.DateField("按哪一天算")
    counts = models.JSONField(default=dict, blank=True)
    wrong = models.JSONField(default=list, blank=True)
    found = models.JSONField(default=dict, blank=True)
    end_missing = models.BooleanField("不在表里的按离场处理", default=False)
    last_day = models.DateField("他们的最后一天", null=True, blank=True)
    made_at = models.DateTimeField("上传时间", default=timezone.now)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = "花名册导入"
        verbose_name_plural = "花名册导入"
        indexes = [models.Index(fields=["project", "made_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.get_state_display()}"
