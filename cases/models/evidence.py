"""The ledger of evidence: items, and entries that are only added, each with the hash of the one before."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from portal.models import Attachment

from ..rules import evidence as rules
from ..rules.chain import link_hash
from .cases import Case
from .trail import AppendOnly, AppendOnlyQuerySet


class EvidenceItem(models.Model):
    """One piece of evidence. What stands here follows from its entries (`rules.evidence.standing`) and is checked by
    them; `number` counts from 1 in the case. `camera` is what a camera wrote into the file, where it stays as well.

    `key` comes from the phone or the form: sent twice it is one item.
    """

    class Kind(models.TextChoices):
        PHOTO = rules.PHOTO, "照片"
        VIDEO = rules.VIDEO, "录像"
        AUDIO = rules.AUDIO, "录音"
        DOCUMENT = rules.DOCUMENT, "文件"
        OBJECT = rules.OBJECT, "物证"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence", verbose_name="案件")
    number = models.PositiveIntegerField("编号")
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    what = models.CharField("是什么", max_length=200)
    attachment = models.OneToOneField(
        Attachment, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name="文件"
    )
    taken_at = models.DateTimeField("拍摄、录制或取得的时间", null=True, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    recorder = models.CharField("谁拍、谁记", max_length=60, blank=True)
    device = models.CharField("设备", max_length=120, blank=True)
    holder = models.CharField("现在谁保管", max_length=120, blank=True)
    sealed = models.CharField("封存标记", max_length=120, blank=True)
    camera = models.JSONField(default=dict, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("入账时间")
    is_sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "证据"
        verbose_name_plural = "证据"
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_evidence_of_a_number")]

    def __str__(self) -> str:
        return f"{self.case} 证据 {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("cases:evidence_item", args=[self.case.number, self.number])

    @property
    def icon(self) -> str:
        return rules.KINDS[self.kind].icon

    @property
    def is_picture(self) -> bool:
        return self.attachment is not None and self.attachment.mime in rules.KINDS[rules.PHOTO].types

    def facts(self) -> dict[str, Any]:
        """What its entries must have told of it."""
        return {
            "kind": self.kind,
            "what": self.what,
            "taken_at": written(self.taken_at),
            "place": self.place,
            "recorder": self.recorder,
            "device": self.device,
            "holder": self.holder,
            "sealed": self.sealed,
        }


def written(moment: datetime.datetime | None) -> str:
    """A moment as it stands in hashed rows: UTC, to the microsecond; "" for none."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds") if moment else ""


class EvidenceEntry(models.Model):
    """One line of the ledger of a case. `who` is the name `by` had then; `values` depend on `kind`, see the rules.

    `sha256` and `size` are of the item's file as it was kept, "" and 0 for what has none.
    """

    class Kind(models.TextChoices):
        INTAKE = rules.INTAKE, "入账"
        CUSTODY = rules.CUSTODY, "移交"
        COPY = rules.COPY, "取用副本"
        SEAL = rules.SEAL, "封存"
        CORRECTION = rules.CORRECTION, "更正"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence_entries")
    seq = models.PositiveIntegerField()
    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="entries")
    kind = models.CharField("做了什么", max_length=12, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    who = models.CharField("谁", max_length=60, blank=True)
    at = models.DateTimeField("时间")
    why = models.CharField("原因", max_length=300, blank=True)
    values = models.JSONField(default=dict, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    before = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "证据台账"
        verbose_name_plural = "证据台账"
        ordering = ["case", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="one_entry_at_a_place")]

    def __str__(self) -> str:
        return f"{self.case} 台账 {self.seq}"

    @property
    def line(self) -> str:
        return rules.told(self.kind, self.values)

    def facts(self) -> dict[str, Any]:
        """What is hashed, and what a bundle's manifest holds of it."""
        return {
            "case": self.case.number,
            "seq": self.seq,
            "item": self.item.number,
            "kind": self.kind,
            "by": self.by_id,
            "who": self.who,
            "at": written(self.at),
            "why": self.why,
            "values": self.values,
            "sha256": self.sha256,
            "size": self.size,
        }

    def expected_hash(self) -> str:
        """What `hash` has to be, from the row itself and the hash before it."""
        return link_hash(self.before, self.facts())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("证据台账只增加，不修改")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("证据台账只增加，不删除")


class IntegrityCheck(models.Model):
    """One look at everything: how much there was, what was wrong. `faults` are the first of them, in words; `end` is
    that of all trails, see `cases.services.integrity.end_now`."""

    class Kind(models.TextChoices):
        EVIDENCE = "evidence", "证据"
        TRAIL = "trail", "操作记录"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间")
    rows = models.PositiveIntegerField("几条")
    files = models.PositiveIntegerField("几个文件", default=0)
    size = models.PositiveBigIntegerField("字节数", default=0)
    wrong = models.PositiveIntegerField("几处不符", default=0)
    faults = models.JSONField(default=list, blank=True)
    end = models.CharField("链尾", max_length=90, blank=True)

    class Meta:
        verbose_name = "核验"
        verbose_name_plural = "核验"
        indexes = [models.Index(fields=["kind", "-finished_at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}核验 {self.finished_at:%Y-%m-%d %H:%M}"


class Arrival(models.Model):
    """A file on its way into the store. The row stands before its first byte and goes in the transaction that makes
    evidence of it; what was cut off between is dropped until nothing of it is left.

    `key` is that of its attachment and names it on the disk.
    """

    class State(models.TextChoices):
        COMING = "coming", "在存"
        DROPPING = "dropping", "在清"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.COMING)
    begun_at = models.DateTimeField("开始时间", db_index=True)

    class Meta:
        verbose_name = "在存的文件"
        verbose_name_plural = "在存的文件"

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class Upload(models.Model):
    """A large file that is coming in, in parts. `offset` is how much of it is here for good.

    `turn` counts those who have written to it: whoever has been overtaken writes nothing any more. `fingerprint` is by
    what a browser knows its file again. `error` is why it was refused, in words.
    """

    class State(models.TextChoices):
        OPEN = "open", "在传"
        WHOLE = "whole", "到齐"
        TAKEN = "taken", "正在收"
        DONE = "done", "收好"
        REFUSED = "refused", "不收"

    UNFINISHED = (State.OPEN, State.WHOLE, State.TAKEN)

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=200, blank=True)
    offset = models.PositiveBigIntegerField("到了多少", default=0)
    turn = models.PositiveIntegerField(default=0)
    checked = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    error = models.CharField(max_length=200, blank=True)
    item = models.ForeignKey(EvidenceItem, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("开始时间")
    touched_at = models.DateTimeField("最近的时间", db_index=True)

    class Meta:
        verbose_name = "没传完的文件"
        verbose_name_plural = "没传完的文件"
        indexes = [models.Index(fields=["case", "by", "state"])]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return 100 * self.offset // self.size if self.size else 0
