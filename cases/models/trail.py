"""The audit trail of cases: who did, saw, exported or searched what, when, in which role and why. Chained by hashes."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models

from ..rules.chain import link_hash


class AppendOnly(TypeError):
    """A row that is only added was to be changed or deleted."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnly("只增加，不修改")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("只增加，不删除")


class CaseMove(models.Model):
    """One deed. `chain` is `case:<pk>` or `search`; `seq` counts from 1 in it. `before` is the hash of the row before.

    `data` holds codes and numbers, no personal data: what was changed, which file, how many rows were exported.
    """

    chain = models.CharField(max_length=24)
    seq = models.PositiveIntegerField()
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="moves")
    verb = models.CharField("做了什么", max_length=24)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    role = models.CharField("以什么身份", max_length=80, blank=True)
    at = models.DateTimeField("时间")
    why = models.CharField("原因", max_length=300, blank=True)
    data = models.JSONField(default=dict, blank=True)
    before = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "案件的操作记录"
        verbose_name_plural = "案件的操作记录"
        ordering = ["chain", "seq"]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="one_move_at_a_place")]
        indexes = [models.Index(fields=["case", "-at"], name="move_of_case")]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.verb}"

    def expected_hash(self) -> str:
        """What `hash` has to be, from the row itself and the hash before it."""
        return link_hash(
            self.before,
            {
                "chain": self.chain,
                "seq": self.seq,
                "verb": self.verb,
                "by": self.by_id,
                "role": self.role,
                "at": self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
                "why": self.why,
                "data": self.data,
            },
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("操作记录只增加，不修改")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("操作记录只增加，不删除")


class ChainHead(models.Model):
    """The last place of a chain and its hash, kept apart from the rows: what is cut off at the end shows.

    `chain` is that of CaseMove, or `evidence:<pk of the case>`.
    """

    chain = models.CharField(max_length=40, unique=True)
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "链尾"
        verbose_name_plural = "链尾"

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"

    @classmethod
    def move_to(cls, chain: str, seq: int, hash: str) -> None:
        """Say which row is the last one now. Whoever calls holds the lock under which the chain grows."""
        if not cls.objects.filter(chain=chain).update(seq=seq, hash=hash):
            cls.objects.create(chain=chain, seq=seq, hash=hash)
