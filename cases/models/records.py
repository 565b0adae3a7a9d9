"""What was said, done and seen in a case, as it was written down; promises; papers gathered. Records are only added."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..rules import records
from ..rules.access import Action, may
from ..rules.blanks import told
from ..rules.chain import link_hash
from .cases import Case, Party
from .trail import AppendOnly, AppendOnlyQuerySet


class CaseRecordQuerySet(AppendOnlyQuerySet):
    def standing(self) -> CaseRecordQuerySet:
        """Without those that a later row corrects."""
        return self.filter(correction__isnull=True)

    def open_to(self, roles: frozenset[Any], state: str) -> CaseRecordQuerySet:
        """Privileged ones only for those who may read advice."""
        return self if may(roles, Action.ADVICE, state) else self.exclude(kind__in=records.privileged())


class CaseRecord(models.Model):
    """One record. `kind` and the fields of `values` are of records.toml; `at` is when it happened.

    It is evidence of what was said, so it is never changed: a correction is a new row that points at the old one, with
    the reason. `key` comes from the form: sent twice it is one record.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="records", verbose_name="案件")
    kind = models.CharField("种类", max_length=16)
    at = models.DateTimeField("时间")
    values = models.JSONField("内容", default=dict, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="关于谁")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="记录人")
    noted_at = models.DateTimeField("记录时间")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="correction", verbose_name="更正哪一条"
    )
    why = models.CharField("为什么更正", max_length=300, blank=True)

    objects = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "案件记录"
        verbose_name_plural = "案件记录"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "kind", "at"], name="record_of_case")]

    def __str__(self) -> str:
        return f"{self.case} {self.kind_name} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"

    @property
    def kind_name(self) -> str:
        return records.name_of(self.kind)

    @property
    def day(self) -> datetime.date:
        """In Shanghai."""
        return timezone.localtime(self.at).date()

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(label, what was written) of what is filled in."""
        kind = records.kinds().get(self.kind)
        if kind is None:
            return [(records.LABELS.get(name, str(name)), str(value)) for name, value in self.values.items()]
        return [(blank.label, words) for blank in kind.fields if (words := told(blank, self.values))]

    def digest(self) -> str:
        """SHA-256 of what it says, as the trail keeps it: a row changed behind our back no longer fits."""
        return link_hash(
            "",
            {
                "kind": self.kind,
                "at": self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
                "values": self.values,
                "party": self.party_id,
                "by": self.by_id,
                "corrects": self.corrects_id,
                "why": self.why,
            },
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("记录只增加，不修改")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("记录只增加，不删除")


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> PromiseQuerySet:
        return self.filter(kept_at__isnull=True, dropped_at__isnull=True)

    def due(self, *, now: datetime.datetime) -> PromiseQuerySet:
        """Their time has passed and nobody has noted that yet."""
        return self.open().filter(due_at__lte=now, missed_at__isnull=True)


class Promise(models.Model):
    """What was promised to whom, and by when. `missed_at` stays, also when it is kept later."""

    class State(models.TextChoices):
        OPEN = "open", "还没到时间"
        LATE = "late", "过期没有做到"
        KEPT = "kept", "做到了"
        LATER = "later", "过期才做到"
        DROPPED = "dropped", "不再需要"

    case = models.ForeignKey(Case, models.CASCADE, related_name="promises", verbose_name="案件")
    what = models.CharField("答应了什么", max_length=300)
    to = models.CharField("答应了谁", max_length=120, blank=True)
    who = models.CharField("谁来做", max_length=60, blank=True)
    made_at = models.DateTimeField("什么时候答应的")
    due_at = models.DateTimeField("什么时候做到", db_index=True)
    record = models.ForeignKey(
        CaseRecord, models.PROTECT, null=True, blank=True, related_name="promises", verbose_name="在哪次谈话里"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField("记录时间")
    kept_at = models.DateTimeField("做到的时间", null=True, blank=True)
    kept_how = models.CharField("怎样做到的", max_length=300, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    missed_at = models.DateTimeField("过期的时间", null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_why = models.CharField(max_length=300, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = "承诺"
        verbose_name_plural = "承诺"
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(kept_at__isnull=True, dropped_at__isnull=True, missed_at__isnull=True),
                name="promise_to_be_missed",
            )
        ]

    def __str__(self) -> str:
        return self.what

    def state(self, now: datetime.datetime) -> State:
        if self.dropped_at:
            return self.State.DROPPED
        if self.kept_at:
            return self.State.KEPT if self.kept_at <= self.due_at else self.State.LATER
        return self.State.LATE if now > self.due_at else self.State.OPEN


class PaperHeld(models.Model):
    """A paper of a checklist that is in hand: of the recognition file, or of a claim. `list` and `code` are of
    claims.toml; `party` says whose, when several people are concerned."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="papers", verbose_name="案件")
    list = models.CharField(max_length=12)
    code = models.CharField(max_length=16)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="papers")
    copies = models.PositiveSmallIntegerField("份数", default=1)
    note = models.CharField("说明", max_length=200, blank=True)
    held_at = models.DateTimeField("拿到的时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "材料"
        verbose_name_plural = "材料"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "list", "code", "party"], name="paper_held_once"),
            models.UniqueConstraint(
                fields=["case", "list", "code"], condition=Q(party__isnull=True), name="common_paper_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.code}"
