"""Work that takes longer than a page may: a row with a state, so that nothing is lost when a worker is killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .attachments import Attachment

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .people import Person


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Person | AnonymousUser) -> JobQuerySet:
        """Whoever started it, and administrators."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.is_superuser else self.filter(by=user.pk)

    def open(self) -> JobQuerySet:
        return self.filter(state__in=Job.OPEN)


class Job(models.Model):
    """One piece of background work. `tries` also tells one run from the next: a run that was given up writes nothing.

    `kind` is a key of JOB_RUNNERS, `params` what its runner needs: keys of rows, no personal data. `note` and `error`
    are shown as they stand. `offered_at` is when the worker was last told of it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "没有完成"
        CANCELLED = "cancelled", "已取消"

    OPEN = (State.QUEUED, State.RUNNING)

    kind = models.CharField("种类", max_length=40)
    title = models.CharField("名称", max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="jobs", verbose_name="发起人"
    )
    params = models.JSONField(default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField("试了几次", default=0)
    done = models.PositiveIntegerField("已做", default=0)
    total = models.PositiveIntegerField("一共", default=0)
    note = models.CharField("说明", max_length=200, blank=True)
    error = models.CharField("原因", max_length=500, blank=True)
    result = models.ForeignKey(
        Attachment, models.SET_NULL, null=True, blank=True, related_name="jobs", verbose_name="结果"
    )
    is_sample = models.BooleanField("示例", default=False, db_index=True)
    created_at = models.DateTimeField("发起时间", default=timezone.now)
    offered_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        indexes = [
            models.Index(fields=["by", "created_at"]),
            models.Index(fields=["state"], name="job_open", condition=Q(state__in=["queued", "running"])),
        ]

    def __str__(self) -> str:
        return self.title or self.kind
