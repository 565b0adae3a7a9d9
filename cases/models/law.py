"""What the law says to a case: proposed with a reason, confirmed or removed by its handler."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from knowledge.models import Citation

from .cases import Case


class CaseArticle(models.Model):
    """One article beside a case. The citations of the case are made from what is confirmed."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "建议"
        CONFIRMED = "confirmed", "已确认"
        REMOVED = "removed", "不适用"

    case = models.ForeignKey(Case, models.CASCADE, related_name="articles", verbose_name="案件")
    cite = models.CharField("条文", max_length=160)
    """As the linker reads it: 《工伤保险条例》第十四条第（一）项."""
    kind = models.CharField("作用", max_length=12, choices=Citation.Kind.choices, default=Citation.Kind.BASIS)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField("为什么", max_length=200, blank=True)
    verified = models.BooleanField("已核实", default=True)
    by_rule = models.BooleanField("规则建议的", default=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "案件适用的条文"
        verbose_name_plural = "案件适用的条文"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "cite", "kind"], name="one_article_of_a_case")]

    def __str__(self) -> str:
        return self.cite
