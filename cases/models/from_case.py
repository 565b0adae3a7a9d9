"""From a closed case to a precedent: whether its client agrees, and which draft was made of which case.

What ties the two is a row of its own, read by the case's page and by the desk alone: a precedent that is shown,
searched, exported or printed holds nothing of the case it came from.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from portal.models import Organisation

from .cases import Case
from .precedents import Precedent
from .trail import AppendOnly, AppendOnlyQuerySet


class ClientConsent(models.Model):
    """What a client said of its closed cases: whether masked drafts may be made of them, by which paper. Only added;
    the last row holds, none means no."""

    client = models.ForeignKey(Organisation, models.CASCADE, related_name="precedent_consents", verbose_name="客户企业")
    allowed = models.BooleanField("同意")
    paper = models.CharField("依据的文件", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "案例授权"
        verbose_name_plural = "案例授权"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.client} {'同意' if self.allowed else '不同意'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("案例授权只增加，不修改")
        super().save(*args, **kwargs)

    @classmethod
    def of(cls, client: Organisation) -> ClientConsent | None:
        """What holds now."""
        found: ClientConsent | None = cls.objects.filter(client=client).order_by("-pk").first()
        return found


class PrecedentOrigin(models.Model):
    """One case, one draft. `masked` counts by kind what was replaced, {姓名: 3}; it holds none of the words."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="precedent_origin", verbose_name="案件")
    precedent = models.OneToOneField(Precedent, models.CASCADE, related_name="origin", verbose_name="案例")
    masked = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "案例的来源"
        verbose_name_plural = "案例的来源"

    def __str__(self) -> str:
        return f"{self.precedent_id}"
