"""The real-name register: one row binds anything to a person."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .organisations import Organisation, Project
from .scope import Scope

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .people import Person


class PersonRecordQuerySet(models.QuerySet["PersonRecord"]):
    def visible_to(self, user: Person | AnonymousUser) -> PersonRecordQuerySet:
        """One's own; else those of places where one sees the person posted. Whether wages are shown, callers decide."""
        return self.filter(Scope.of(user).records())

    def of_kind(self, *kinds: str) -> PersonRecordQuerySet:
        return self.filter(kind__in=kinds)

    def covering(self, *, on: datetime.date) -> PersonRecordQuerySet:
        """The dates take in that day, whatever the status; the first and the last day count."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        )

    def valid(self, *, on: datetime.date) -> PersonRecordQuerySet:
        """Good on that day. What is 待核实 is not."""
        return self.covering(on=on).filter(status=PersonRecord.Status.VALID)


class PersonRecord(models.Model):
    """What is known of a person at a place and a time, and the object it comes from.

    Imports of the register write it, and so does training. `project` and `organisation` say where it holds; without
    both it belongs to the person wherever he works (a permit of the state). `values` are the plain facts of its kind:
    no document numbers, no phones. The source may be deleted later, the record stays.
    """

    class Kind(models.TextChoices):
        ENTRY = "entry", "实名登记"
        CONTRACT = "contract", "劳动合同或用工书面协议"
        TRAINING = "training", "教育"
        CERTIFICATE = "certificate", "证书"
        SPECIAL_PERMIT = "special_permit", "特种作业证"
        ATTENDANCE = "attendance", "考勤"
        WAGE = "wage", "工资"
        INSURANCE = "insurance", "工伤保险"
        HEALTH = "health", "体检"

    class Status(models.TextChoices):
        VALID = "valid", "有效"
        REVOKED = "revoked", "已撤销"
        SUPERSEDED = "superseded", "已被替换"
        UNVERIFIED = "unverified", "待核实"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="records", verbose_name="人员")
    kind = models.CharField("种类", max_length=20, choices=Kind.choices)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="records", verbose_name="项目"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="records", verbose_name="单位"
    )
    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True, help_text="最后一天也算在内")
    title = models.CharField("名称", max_length=200)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.VALID)
    values = models.JSONField("内容", default=dict, blank=True)
    source_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    source_id = models.PositiveBigIntegerField(null=True, blank=True)
    source = GenericForeignKey("source_type", "source_id")
    is_sample = models.BooleanField("示例", default=False, db_index=True)
    created_at = models.DateTimeField("记录时间", default=timezone.now)

    objects = PersonRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "人员记录"
        verbose_name_plural = "人员记录"
        indexes = [
            models.Index(fields=["person", "kind", "ends_on"]),
            models.Index(fields=["project", "kind", "ends_on"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_type", "source_id"], name="one_record_of_a_source"),
            models.CheckConstraint(
                condition=Q(source_type__isnull=True, source_id__isnull=True)
                | Q(source_type__isnull=False, source_id__isnull=False),
                name="record_source_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"
