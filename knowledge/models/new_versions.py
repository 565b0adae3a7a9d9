"""A new version of a regulation on its way through two pairs of hands. Nothing of it is law before it is approved."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models

from .regulations import Regulation, RegulationVersion


class NewVersion(models.Model):
    """The official text as it came in, with its dates. Approval makes a `version` of it, in force from `effective_on`.

    `replaces` names the version whose text this corrects; empty for a new one. `trail` is who did what when, oldest
    first: {verb, by, name, at, why}; rows are only added.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "等人批准"
        PUBLISHED = "published", "已发布"
        DROPPED = "dropped", "已放弃"

    HANDS = frozenset({"write", "edit", "submit"})
    """Who did one of these never approves."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="new_versions", verbose_name="法规")
    replaces = models.ForeignKey(
        RegulationVersion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="更正哪一版",
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    name = models.CharField("文件名", max_length=200, blank=True)
    text = models.TextField("官方全文")
    number = models.CharField("文号", max_length=200, blank=True)
    published_on = models.DateField("公布（修正）日期")
    effective_on = models.DateField("施行日期")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁录入的")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁批准的"
    )
    version = models.OneToOneField(
        RegulationVersion, models.SET_NULL, null=True, blank=True, related_name="made_from", verbose_name="成了哪一版"
    )
    trail = models.JSONField("经过", default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "法规新版本"
        verbose_name_plural = "法规新版本"
        ordering = ["-updated_at", "-pk"]
        permissions = [("approve_newversion", "批准法规新版本")]

    def __str__(self) -> str:
        return f"{self.regulation.short_title}，{self.effective_on:%Y-%m-%d} 起施行"

    @property
    def fingerprint(self) -> str:
        """Names exactly what an approver has seen."""
        facts = (self.text, self.number, self.published_on, self.effective_on, self.replaces_id)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]

    @property
    def hands(self) -> set[int]:
        """Keys of the people who wrote, edited or submitted it."""
        return {self.written_by_id, *(row["by"] for row in self.trail if row["verb"] in self.HANDS)}
