"""What must be learnt: rules as data, and the events on a site that call for training."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from knowledge.models import Article
from portal.models import Crew, Organisation, Project

from ..rules.levels import LEVELS
from .pages import LevelPage
from .papers import Paper

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.models import Person


class TrainingRuleQuerySet(models.QuerySet["TrainingRule"]):
    def in_force(self, *, on: datetime.date) -> TrainingRuleQuerySet:
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )

    def visible_to(self, user: Person | AnonymousUser) -> TrainingRuleQuerySet:
        own = Organisation.objects.visible_to(user)
        return self.filter(Q(organisation__isnull=True) | Q(organisation__in=own))


class TrainingRule(models.Model):
    """When something happens, this much of this level is due. Minutes are data with a basis and its status.

    Empty `regions`, `trades`, `roles` mean all. `due_days` counts from the event: 0 is before work begins.
    """

    class Event(models.TextChoices):
        ENTRY = "entry", "新进单位"
        NEW_SITE = "new_site", "到新工地"
        NEW_POST = "new_post", "换岗位（工种）"
        ABSENCE = "absence", "离岗后回来"
        YEARLY = "yearly", "每年"
        NEW_TECHNIQUE = "new_technique", "四新"
        ACCIDENT = "accident", "事故之后"

    class BasisStatus(models.TextChoices):
        LAW = "law", "法律有规定"
        OWN = "own", "本单位规定"
        UNCONFIRMED = "unconfirmed", "待核实"

    code = models.SlugField("代号", max_length=60, unique=True)
    title = models.CharField("名称", max_length=80)
    event = models.CharField("什么时候", max_length=14, choices=Event.choices)
    level = models.CharField("级别", max_length=14, choices=LEVELS)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="training_rules", verbose_name="哪个单位定的"
    )
    regions = models.JSONField("地区", default=list, blank=True)
    trades = models.JSONField("工种", default=list, blank=True)
    roles = models.JSONField("角色", default=list, blank=True)
    absence_days = models.PositiveSmallIntegerField("离岗多少天算", default=0)
    due_days = models.PositiveSmallIntegerField("几天内", default=0)
    period_months = models.PositiveSmallIntegerField("多久一次（月）", default=0)
    minutes = models.PositiveIntegerField("时长（分钟，0 不要求）", default=0)
    programme_level = models.ForeignKey(
        LevelPage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="要学的课"
    )
    paper = models.ForeignKey(Paper, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="要考的卷")
    on_site = models.BooleanField("须当面教", default=False)
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, verbose_name="依据哪一条")
    basis = models.CharField("依据文件", max_length=200, blank=True)
    basis_status = models.CharField("依据状态", max_length=12, choices=BasisStatus.choices)
    minutes_status = models.CharField("时长依据", max_length=12, choices=BasisStatus.choices, default=BasisStatus.OWN)
    why = models.TextField("为什么要学（给工人看）")
    valid_from = models.DateField("从", null=True, blank=True)
    valid_to = models.DateField("到", null=True, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = TrainingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "培训要求"
        verbose_name_plural = "培训要求"

    def __str__(self) -> str:
        return self.title


class TrainingEvent(models.Model):
    """A new technique on a site, or an accident: everyone there, or one crew, is to be trained."""

    class Kind(models.TextChoices):
        NEW_TECHNIQUE = "new_technique", "四新"
        ACCIDENT = "accident", "事故"

    project = models.ForeignKey(Project, models.PROTECT, related_name="training_events")
    crew = models.ForeignKey(Crew, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("类型", max_length=14, choices=Kind.choices)
    title = models.CharField("是什么", max_length=120)
    on = models.DateField("日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    class Meta:
        verbose_name = "引起培训的事"
        verbose_name_plural = "引起培训的事"
