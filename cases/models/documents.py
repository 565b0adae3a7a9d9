"""Documents made of a case: versions with the data they were made from, and who looked at them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from portal.models import Attachment

from ..rules import documents as rules
from .cases import Case
from .trail import AppendOnly, AppendOnlyQuerySet


class CaseDocument(models.Model):
    """One version of one document. `data` is what stands on it; made again it is a new version.

    `asked` are the blanks its maker filled in by hand: they come back into the next version's form.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="documents", verbose_name="案件")
    kind = models.CharField("文书", max_length=24)
    version = models.PositiveSmallIntegerField("版本")
    data = models.JSONField("内容", default=dict)
    asked = models.JSONField("另外填的", default=dict, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("做成的时间")
    pdf = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "案件文书"
        verbose_name_plural = "案件文书"
        ordering = ["case", "kind", "version"]
        constraints = [models.UniqueConstraint(fields=["case", "kind", "version"], name="one_document_of_a_version")]

    def __str__(self) -> str:
        return f"{self.case} {self.name} 第 {self.version} 版"

    @property
    def name(self) -> str:
        return rules.kinds()[self.kind].name if self.kind in rules.kinds() else self.kind

    @property
    def is_privileged(self) -> bool:
        return self.kind in rules.kinds() and rules.kinds()[self.kind].privileged

    def passed(self) -> list[str]:
        """Codes of the steps that have been approved; a return takes back all before it."""
        done: list[str] = []
        for row in self.approvals.all():
            done = [*done, row.step] if row.approved else []
        return done

    def next_step(self) -> rules.Step | None:
        return rules.next_step(self.kind, self.passed())


class Approval(models.Model):
    """One look at one version: which step, who, when, what they said. Only added."""

    document = models.ForeignKey(CaseDocument, models.CASCADE, related_name="approvals")
    step = models.CharField("哪一步", max_length=16)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    approved = models.BooleanField("同意")
    comment = models.TextField("意见", blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "文书审批"
        verbose_name_plural = "文书审批"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document} {self.step}"

    @property
    def step_name(self) -> str:
        return rules.step_name(self.document.kind, self.step)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("审批只增加，不修改")
        super().save(*args, **kwargs)
