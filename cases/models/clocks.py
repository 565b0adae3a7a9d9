"""What happened in a case, and the clocks that it started."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..rules import awaited
from .cases import Case
from .trail import AppendOnly, AppendOnlyQuerySet


class Happening(models.Model):
    """Something that happened at a moment and may start or meet clocks; `event` is of the vocabulary of clocks.toml.

    A wrong one is not changed but `undone_at`, with a new one beside it. `source` names the deed that said it
    ("record:12"), so that a correction of that deed moves it; "" when somebody noted it by itself.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="happenings", verbose_name="案件")
    event = models.CharField("发生了什么", max_length=40)
    at = models.DateTimeField("时间")
    day_only = models.BooleanField("只知道哪一天", default=False)
    """`at` is 00:00 in Shanghai of that day, and is told without it."""
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField("说明", max_length=300, blank=True)
    unsure = models.CharField("时间为什么拿不准", max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField("记录时间")
    undone_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField("哪件事里记的", max_length=40, blank=True)

    class Meta:
        verbose_name = "经过"
        verbose_name_plural = "经过"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "event"])]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "source", "event"],
                condition=Q(undone_at__isnull=True) & ~Q(source=""),
                name="a_deed_notes_an_event_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"


class StageChange(models.Model):
    """From one stage to another: forward when its needs are met, back with a reason."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="stage_changes")
    before = models.CharField(max_length=2, blank=True)
    after = models.CharField(max_length=2)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    waived = models.JSONField("没有做、写明理由的", default=dict, blank=True)

    class Meta:
        verbose_name = "阶段变动"
        verbose_name_plural = "阶段变动"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"


class RunningClockQuerySet(models.QuerySet["RunningClock"]):
    def running(self) -> RunningClockQuerySet:
        """Neither met nor cancelled. One that was missed runs on: it stays to be done."""
        return self.filter(met_at__isnull=True, cancelled_at__isnull=True)

    def overdue(self, *, now: datetime.datetime) -> RunningClockQuerySet:
        return self.running().filter(latest__lte=now, paused_at__isnull=True)

    def not_yet_missed(self) -> RunningClockQuerySet:
        return self.running().filter(missed_at__isnull=True)

    def ours(self) -> RunningClockQuerySet:
        """Not those of an authority or another body, which are only waited for."""
        return self.exclude(who__in=awaited.who())

    def statutory(self) -> RunningClockQuerySet:
        return self.filter(statutory=True)


class RunningClock(models.Model):
    """One clock of one case. `file_by` is the limit without roll-over, `latest` with it; null for one without a length
    (at once, continuous). `missed_at` stays for ever, also when the thing is done later; for one that is awaited
    it says that they let it pass.

    `definition` is a code of clocks.toml, `version` the day from which that definition holds.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks", verbose_name="案件")
    definition = models.CharField("期限", max_length=16)
    version = models.DateField(null=True, blank=True)
    name = models.CharField(max_length=80)
    statutory = models.BooleanField("法定")
    verified = models.BooleanField("已核实")
    who = models.CharField("谁来做", max_length=24)
    happening = models.ForeignKey(Happening, models.PROTECT, null=True, blank=True, related_name="clocks")
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, blank=True, related_name="clocks")
    started_by = models.CharField(max_length=60)
    """`definition:happening:party`: the same happening starts a clock once."""
    started_at = models.DateTimeField("起算")
    file_by = models.DateTimeField("最好在此之前", null=True, blank=True)
    latest = models.DateTimeField("最晚", null=True, blank=True)
    uncertain = models.CharField("为什么拿不准", max_length=120, blank=True)
    paused_at = models.DateTimeField("停着", null=True, blank=True)
    met_at = models.DateTimeField("做到的时间", null=True, blank=True)
    met_through = models.ForeignKey(Happening, models.PROTECT, null=True, blank=True, related_name="met_clocks")
    """What happened that met it; taken back, the clock runs again."""
    met_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    met_note = models.CharField(max_length=200, blank=True)
    missed_at = models.DateTimeField("错过的时间", null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)

    objects = RunningClockQuerySet.as_manager()

    class Meta:
        verbose_name = "期限"
        verbose_name_plural = "期限"
        ordering = ["latest", "pk"]
        indexes = [
            models.Index(fields=["case", "met_at"], name="clock_of_case"),
            models.Index(
                fields=["latest"],
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True, missed_at__isnull=True),
                name="clock_to_be_missed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "started_by"], name="started_once_by_a_happening"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.name}"

    @property
    def met_on_a_day(self) -> bool:
        """Of what met it only the day is known."""
        return self.met_through is not None and self.met_through.day_only

    @property
    def is_awaited(self) -> bool:
        """It binds an authority or another body: we wait for it."""
        return self.who in awaited.who()


class ClockChange(models.Model):
    """Why a limit moved: only added. `basis` is the article or the paper it rests on."""

    class Kind(models.TextChoices):
        PAUSE = "pause", "停下"
        RESUME = "resume", "继续"
        INTERRUPT = "interrupt", "重新起算"
        EXTEND = "extend", "延长"
        MEET = "meet", "做到"
        CANCEL = "cancel", "不再适用"
        CORRECT = "correct", "更正起算时间"
        REOPEN = "reopen", "没有做到，继续算"

    clock = models.ForeignKey(RunningClock, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField("从什么时候起")
    length = models.PositiveIntegerField(null=True, blank=True)
    waiting_for = models.CharField("等谁", max_length=80, blank=True)
    why = models.CharField(max_length=200)
    basis = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "期限变动"
        verbose_name_plural = "期限变动"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.clock} {self.get_kind_display()}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise AppendOnly("期限变动只增加，不修改")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class ClockReminder(models.Model):
    """A reminder that has to go out at `at`; swept until `told_at` is set. `step` says which: before, at, after."""

    clock = models.ForeignKey(RunningClock, models.CASCADE, related_name="reminders")
    at = models.DateTimeField()
    step = models.CharField(max_length=12)
    told_at = models.DateTimeField(null=True, blank=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["at"], condition=Q(told_at__isnull=True, dropped=False), name="reminder_to_tell")
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.step}"
