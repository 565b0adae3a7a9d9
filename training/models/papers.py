"""Papers: what is asked for (the blueprint), published in versions that a running attempt keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.models import Organisation

from ..rules.levels import LEVELS
from .pages import LevelPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.models import Person


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: Person | AnonymousUser) -> PaperQuerySet:
        """Shared papers, and those of the organisations one belongs to."""
        if not user.is_authenticated:
            return self.none()
        own = Organisation.objects.visible_to(user)
        return self.filter(Q(organisation__isnull=True) | Q(organisation__in=own))

    def offered(self) -> PaperQuerySet:
        return self.filter(current__isnull=False, retired_at__isnull=True)


class Paper(models.Model):
    """An exam through all its versions. `organisation` empty: shared by all.

    `draft` is a blueprint with its terms that is not published yet: {quotas, terms}.
    """

    code = models.SlugField("代号", max_length=60, unique=True)
    title = models.CharField("名称", max_length=80)
    level = models.CharField("级别", max_length=14, choices=LEVELS, default="general")
    programme_level = models.ForeignKey(
        LevelPage, models.SET_NULL, null=True, blank=True, related_name="papers", verbose_name="对应课程级别"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, verbose_name="所属单位")
    current = models.ForeignKey("PaperVersion", models.PROTECT, null=True, blank=True, related_name="+")
    draft = models.JSONField("草稿", null=True, blank=True, editable=False)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "试卷"
        verbose_name_plural = "试卷"
        permissions = [("publish_paper", "发布试卷")]

    def __str__(self) -> str:
        return self.title


class PaperVersion(models.Model):
    """The rules of a paper as published; an attempt keeps the version it began with.

    `quotas` is a list of {count, points?: [codes], groups?: [names], kinds?: [...], difficulty?: [..], levels?: [..],
    trades?: "own", red_line?: bool}; every red-line question drawn must be answered rightly. `partial` gives part of
    the mark for a multiple choice without a wrong tick.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    quotas = models.JSONField("抽题要求")
    minutes = models.PositiveSmallIntegerField("时长（分钟）", default=45)
    grace_minutes = models.PositiveSmallIntegerField("断网宽限（分钟）", default=30)
    pass_mark = models.PositiveSmallIntegerField("及格分（百分制）", default=80)
    partial = models.BooleanField("多选少选得一半", default=False)
    max_attempts = models.PositiveSmallIntegerField("最多考几次（0 不限）", default=0)
    cooldown_minutes = models.PositiveIntegerField("两次之间隔（分钟）", default=0)
    supervised = models.BooleanField("须有人监考", default=False)
    allow_unreviewed = models.BooleanField("可抽待复核的题", default=False)
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "试卷版本"
        verbose_name_plural = "试卷版本"
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once")]

    def __str__(self) -> str:
        return f"{self.paper} 第{self.number}版"
