"""Settlements in versions, who looked at them, what is to be paid when and what was paid."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Sum
from django.utils import timezone

from ..rules import settlements as rules
from .cases import Case, Party
from .trail import AppendOnly, AppendOnlyQuerySet


class Settlement(models.Model):
    """One version; its text never changes, a change is a new version. Amounts are yuan.

    `floor` is what the law gives, as it was reckoned when this version was written (`floors.floor_of`); its `total` is
    null when something needed is not known. `covers` says what of it this agreement is held against, `basis` by what
    the other side's speaker may speak (N8).
    """

    class Forum(models.TextChoices):
        INTERNAL = "internal", "双方协商"
        PEOPLE = "people", "人民调解委员会调解"
        BODY = "body", "其他调解组织调解"
        ARBITRATION = "arbitration", "仲裁调解"
        COURT = "court", "法院调解"

    class Covers(models.TextChoices):
        ALL = "all", "全部，连工伤保险基金付的一起算"
        OWN = "own", "只是单位自己付的，基金付的由劳动者另外领"

    case = models.ForeignKey(Case, models.CASCADE, related_name="settlements", verbose_name="案件")
    version = models.PositiveSmallIntegerField("版本")
    forum = models.CharField("在哪里谈成的", max_length=12, choices=Forum.choices, default=Forum.INTERNAL)
    text = models.TextField("条款")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    covers = models.CharField("包含哪些", max_length=4, choices=Covers.choices, default=Covers.ALL)
    payer = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁付")
    speaker = models.CharField("劳动者一方由谁签", max_length=60, blank=True)
    basis = models.CharField("凭什么代表", max_length=12, blank=True)
    basis_note = models.CharField("委托书等", max_length=200, blank=True)
    own_speaker = models.CharField("企业一方由谁签", max_length=60, blank=True)
    own_basis = models.CharField("企业一方凭什么代表", max_length=12, blank=True)
    floor = models.JSONField("法定数额", default=dict, blank=True)
    below_reason = models.TextField("低于法定数额的理由", blank=True)
    made_at = models.DateTimeField("写成的时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField("签订日期", null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_on = models.DateField("司法确认日期", null=True, blank=True)

    class Meta:
        verbose_name = "和解协议"
        verbose_name_plural = "和解协议"
        ordering = ["case", "version"]
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="one_settlement_of_a_version")]

    def __str__(self) -> str:
        return f"{self.case} 和解协议第 {self.version} 版"

    @property
    def statutory(self) -> Decimal | None:
        """What the law gives by confirmed numbers, as kept with this version; None when it could not be reckoned."""
        total = self._sums.get("total")
        return Decimal(total) if total is not None else None

    @property
    def likely(self) -> Decimal | None:
        """The same with numbers that are 待核实; None where no such number adds anything."""
        likely = self._sums.get("likely")
        return Decimal(likely) if likely is not None else None

    @property
    def _sums(self) -> Mapping[str, Any]:
        return rules.sums_of(self.floor, own=self.covers == self.Covers.OWN)

    def shortfalls(self, by: str = "total") -> list[rules.Shortfall]:
        return rules.shortfalls(
            amount=self.amount,
            shares=self.shares_by_worker(self.shares.all()),
            floor=self.floor,
            own=self.covers == self.Covers.OWN,
            by=by,
        )

    @staticmethod
    def shares_by_worker(shares: Iterable[SettlementShare]) -> dict[str, Decimal]:
        """What each worker gets, in person or through family and representatives, by the key of the floor."""
        found: dict[str, Decimal] = {}
        for share in shares:
            key = str(share.party.of_id or share.party_id)
            found[key] = found.get(key, Decimal(0)) + share.amount
        return found

    @property
    def is_below(self) -> bool:
        return bool(self.shortfalls())

    @property
    def is_in_doubt(self) -> bool:
        """Less than what numbers that are 待核实 come to: somebody of law has to look, nothing is decided by it."""
        return not self.is_below and bool(self.shortfalls("likely"))

    @property
    def basis_name(self) -> str:
        return rules.BASES.get(self.basis, "")

    @property
    def superseded(self) -> bool:
        """Asked of the database only where it has not come with the row, as `newer`."""
        newer: bool | None = getattr(self, "newer", None)
        if newer is not None:
            return newer
        return Settlement.objects.filter(case=self.case_id, version__gt=self.version).exists()

    @property
    def confirm_by(self) -> datetime.date | None:
        """人民调解法第33条; None for agreements made elsewhere or not signed."""
        return rules.confirm_by(self.signed_on) if self.signed_on and self.forum == self.Forum.PEOPLE else None

    @property
    def last_review(self) -> LegalReview | None:
        return max(self.reviews.all(), key=lambda one: one.pk, default=None)

    def objections(self) -> list[str]:
        review = self.last_review
        return rules.objections(
            reviewed=review is not None and review.passed,
            returned=review is not None and not review.passed,
            basis=self.basis,
            instalments=self.instalments.count(),
            below=self.is_below,
            below_reason=self.below_reason,
            superseded=self.superseded,
        )


class SettlementShare(models.Model):
    """What one person gets of a settlement."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="shares")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="给谁")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "每人的份额"
        verbose_name_plural = "每人的份额"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["settlement", "party"], name="one_share_of_a_party")]

    def __str__(self) -> str:
        return f"{self.party} {self.amount}"


class LegalReview(models.Model):
    """Who of the legal advisers looked at a version, when, and what they said. Only added."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="审核人")
    at = models.DateTimeField("审核时间")
    passed = models.BooleanField("通过")
    comment = models.TextField("意见")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "法务审核"
        verbose_name_plural = "法务审核"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.settlement} {'通过' if self.passed else '退回'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("审核意见只增加，不修改")
        super().save(*args, **kwargs)


class InstalmentQuerySet(models.QuerySet["Instalment"]):
    def binding(self) -> InstalmentQuerySet:
        """Of signed settlements."""
        return self.filter(settlement__signed_on__isnull=False)

    def with_paid(self) -> InstalmentQuerySet:
        return self.annotate(sum_paid=Sum("payments__amount"))


class Instalment(models.Model):
    """One payment of a settlement and its last day. How it stands is reckoned: `standing(today)`."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="instalments")
    number = models.PositiveSmallIntegerField("第几笔")
    due_on = models.DateField("最后一天", db_index=True)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    late_at = models.DateTimeField("发现逾期的时间", null=True, blank=True)
    default_at = models.DateTimeField("认定违约的时间", null=True, blank=True)
    default_why = models.CharField("为什么算违约", max_length=300, blank=True)

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = "分期付款"
        verbose_name_plural = "分期付款"
        ordering = ["settlement", "number"]
        constraints = [models.UniqueConstraint(fields=["settlement", "number"], name="one_instalment_of_a_number")]

    def __str__(self) -> str:
        return f"{self.settlement} 第 {self.number} 笔"

    @property
    def paid(self) -> Decimal:
        """Asked of the database only where it has not come with the instalment."""
        if hasattr(self, "sum_paid"):
            return self.sum_paid or Decimal(0)
        if "payments" in getattr(self, "_prefetched_objects_cache", ()):
            return sum((payment.amount for payment in self.payments.all()), Decimal(0))
        return self.payments.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)

    def standing(self, today: datetime.date) -> rules.Standing:
        return rules.standing(
            due_on=self.due_on,
            amount=self.amount,
            paid=self.paid,
            today=today,
            in_default=self.default_at is not None,
        )


class Payment(models.Model):
    """Money that has arrived. A wrong entry is put right by one with the opposite sign. Only added."""

    instalment = models.ForeignKey(Instalment, models.CASCADE, related_name="payments")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    on = models.DateField("付款日期")
    how = models.CharField("怎样付的", max_length=120, blank=True)
    note = models.CharField("凭证", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField("记录时间", default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "付款"
        verbose_name_plural = "付款"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.instalment} {self.amount}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("付款只增加，不修改")
        super().save(*args, **kwargs)
