"""The page of one person of a case: opened by a link and a code, of which only keyed hashes are kept."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .cases import Case, Party


class OwnPageQuerySet(models.QuerySet["OwnPage"]):
    def alive(self, *, now: datetime.datetime) -> OwnPageQuerySet:
        """Neither withdrawn nor expired, of a person who still belongs to this very case: after a merger or a split
        that moved them a new one is made."""
        return self.filter(
            withdrawn_at__isnull=True,
            expires_at__gt=now,
            party__removed_at__isnull=True,
            party__case=F("case"),
        ).exclude(case__state=Case.State.MERGED)


class OwnPage(models.Model):
    """One link and one code of one person; renewing them makes a new row. Nobody can read either of them here."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="own_pages", verbose_name="案件")
    party = models.ForeignKey(Party, models.CASCADE, related_name="own_pages", verbose_name="给谁看")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField("什么时候做的")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁做的")
    expires_at = models.DateTimeField("能用到什么时候")
    withdrawn_at = models.DateTimeField("停用时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField("为什么停用", max_length=200, blank=True)

    objects = OwnPageQuerySet.as_manager()

    class Meta:
        verbose_name = "当事人自己的页面"
        verbose_name_plural = "当事人自己的页面"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(withdrawn_at__isnull=True), name="one_own_page_of_a_party"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.party_id}"
