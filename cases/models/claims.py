"""The tracks on which an injury is paid for: the fund, the employer, commercial insurers. Each has its own progress."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from ..rules import claims as rules
from .cases import Case, Party
from .trail import AppendOnly, AppendOnlyQuerySet


class ClaimTrack(models.Model):
    """One track; several policies are several tracks. `notice_due_on` is day 0 for a commercial insurer (N15)."""

    class Track(models.TextChoices):
        FUND = "FUND", "工伤保险基金"
        EMPLOYER = "EMPLOYER", "用人单位"
        COMMERCIAL = "COMMERCIAL", "商业保险"

    case = models.ForeignKey(Case, models.CASCADE, related_name="claims", verbose_name="案件")
    track = models.CharField("哪一条路", max_length=10, choices=Track.choices)
    name = models.CharField("险种或事由", max_length=80, blank=True)
    payer = models.CharField("谁付", max_length=120, blank=True)
    policy = models.CharField("保单号", max_length=60, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="为谁")
    notice_due_on = models.DateField("最晚哪天通知", null=True, blank=True)
    opened_at = models.DateTimeField("开始时间")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "理赔的路"
        verbose_name_plural = "理赔的路"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.get_track_display()} {self.name}".strip()

    def has(self, code: str) -> bool:
        return any(step.code == code for step in self.steps.all())

    @property
    def waits_for_notice(self) -> bool:
        """The insurer has not been told of the accident yet."""
        return self.track == self.Track.COMMERCIAL and not self.has(rules.NOTIFIED) and not self.has(rules.CLOSED)


class ClaimStep(models.Model):
    """One step on a track; codes of claims.toml. Only added."""

    claim = models.ForeignKey(ClaimTrack, models.CASCADE, related_name="steps")
    code = models.CharField("哪一步", max_length=12)
    at = models.DateTimeField("时间")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.TextField("说明", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField("记录时间")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "理赔进度"
        verbose_name_plural = "理赔进度"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.claim} {self.name}"

    @property
    def name(self) -> str:
        return rules.step_name(self.code)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("理赔进度只增加，不修改")
        super().save(*args, **kwargs)
