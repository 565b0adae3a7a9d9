"""Certificates: ours, that anyone can check, and those of authorities, that we only record."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from portal.models import Person, Project
from portal.models.scope import Scope

from ..rules.levels import LEVELS
from .records import TrainingRecord

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def certificate_code() -> str:
    """Twelve letters and figures that cannot be mistaken for one another: 59 bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


class CertificateKind(models.Model):
    """A type of certificate. `ours` false: issued by an authority; two authorities may certify one trade.

    `valid_months` 0 is without end; `review_months` 0 is without review; `retest_absence_months` off the post asks
    for a new practical test.
    """

    code = models.SlugField("代号", max_length=60, unique=True)
    title = models.CharField("名称", max_length=80)
    ours = models.BooleanField("本系统发", default=False)
    level = models.CharField("证明哪一级", max_length=14, choices=LEVELS, blank=True)
    authority = models.CharField("发证机关", max_length=80, blank=True)
    trades = models.JSONField("工种", default=list, blank=True)
    special_operation = models.BooleanField("特种作业操作证", default=False)
    valid_months = models.PositiveSmallIntegerField("有效期（月）", default=0)
    review_months = models.PositiveSmallIntegerField("复审周期（月）", default=0)
    retest_absence_months = models.PositiveSmallIntegerField("离岗多久要重考实操（月）", default=0)
    basis = models.CharField("依据", max_length=200, blank=True)
    verified = models.BooleanField("依据已核实", default=False)

    class Meta:
        verbose_name = "证书种类"
        verbose_name_plural = "证书种类"

    def __str__(self) -> str:
        return self.title


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: Person | AnonymousUser) -> CertificateQuerySet:
        """One's own, and those of places where one sees the holder posted."""
        return self.filter(Scope.of(user).earned())


class Certificate(models.Model):
    """One of ours. Renewal makes a new one; the old stays checkable. Its state is computed, see rules.certificates."""

    code = models.CharField("编号", max_length=16, unique=True, default=certificate_code, editable=False)
    kind = models.ForeignKey(CertificateKind, models.PROTECT, related_name="certificates")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="certificates")
    trade = models.CharField("工种", max_length=30, blank=True)
    minutes = models.PositiveIntegerField("时长（分钟）", default=0)
    score = models.DecimalField("成绩", max_digits=5, decimal_places=2, null=True, blank=True)
    issued_on = models.DateField("发证")
    valid_to = models.DateField("有效至", null=True, blank=True)
    record = models.ForeignKey(TrainingRecord, models.PROTECT, null=True, blank=True, related_name="certificates")
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="换发为"
    )
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_reason = models.CharField("撤销原因", max_length=200, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "证书"
        verbose_name_plural = "证书"
        indexes = [models.Index(fields=["person", "kind"]), models.Index(fields=["valid_to"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class OutsideCertificateQuerySet(models.QuerySet["OutsideCertificate"]):
    def visible_to(self, user: Person | AnonymousUser) -> OutsideCertificateQuerySet:
        return self.filter(person__in=Person.objects.visible_to(user))


class OutsideCertificate(models.Model):
    """A certificate of an authority, recorded. Until someone has compared it with the original it is 未核对."""

    kind = models.ForeignKey(CertificateKind, models.PROTECT, related_name="recorded")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="outside_certificates")
    authority = models.CharField("发证机关", max_length=80)
    number = models.CharField("证号", max_length=60)
    issued_on = models.DateField("发证", null=True, blank=True)
    valid_to = models.DateField("有效至", null=True, blank=True)
    review_by = models.DateField("下次复审", null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_on = models.DateField("核对日期", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = OutsideCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "外单位证书"
        verbose_name_plural = "外单位证书"
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="outside_certificate_once")]
