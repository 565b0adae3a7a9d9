"""What was studied: time by heartbeat, checks inside lessons, lessons done, and the notebook of wrong questions."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from .attempts import Attempt, AttemptItem
from .bank import Question, QuestionVersion
from .pages import LessonPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.models import Person


class StudySession(models.Model):
    """One person with one lesson on one device. `credited` is in seconds, see `rules.hours`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="study")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="study")
    device = models.CharField("设备", max_length=64)
    opened_at = models.DateTimeField("打开")
    last_beat_at = models.DateTimeField("最近心跳")
    credited = models.PositiveIntegerField("计入（秒）", default=0)
    offline = models.BooleanField("断网学习", default=False)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    class Meta:
        verbose_name = "学习"
        verbose_name_plural = "学习"
        indexes = [models.Index(fields=["person", "lesson"]), models.Index(fields=["person", "last_beat_at"])]


class StudyBeat(models.Model):
    """One heartbeat, or one offline report, and what was made of it. `reason` says why less was credited.

    From `since` to `until` goes the stretch that was counted; no second of it counts again for this person.
    """

    session = models.ForeignKey(StudySession, models.CASCADE, related_name="beats")
    uuid = models.UUIDField(unique=True)
    at = models.DateTimeField("收到")
    visible = models.BooleanField("页面在看", default=True)
    claimed = models.BigIntegerField("自报（秒）", default=0)
    since = models.DateTimeField("从", null=True, blank=True)
    until = models.DateTimeField("到", null=True, blank=True)
    credited = models.PositiveIntegerField("计入（秒）", default=0)
    reason = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        verbose_name = "学习心跳"
        verbose_name_plural = "学习心跳"
        indexes = [models.Index(fields=["session", "until"])]


class PracticeAnswer(models.Model):
    """An answer to a check inside a lesson, or in the notebook. Only added; graded at once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="practice")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="practice")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, null=True, blank=True, related_name="practice")
    uuid = models.UUIDField(unique=True)
    answer = models.JSONField("答案")
    right = models.BooleanField("答对")
    at = models.DateTimeField()
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    class Meta:
        verbose_name = "练习"
        verbose_name_plural = "练习"
        indexes = [models.Index(fields=["person", "lesson"])]


class LessonDone(models.Model):
    """A lesson finished: every check answered rightly once. Kept once for a person and lesson."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="lessons_done")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="done")
    at = models.DateTimeField()
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    class Meta:
        verbose_name = "学完的课"
        verbose_name_plural = "学完的课"
        constraints = [models.UniqueConstraint(fields=["person", "lesson"], name="lesson_done_once")]


class NotebookQuerySet(models.QuerySet["NotebookCard"]):
    def visible_to(self, user: Person | AnonymousUser) -> NotebookQuerySet:
        """One's own: nobody else looks into it."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def askable(self) -> NotebookQuerySet:
        """Not retired, not waiting for a second look, and not on a paper that lies open before the person."""
        open_papers = AttemptItem.objects.filter(
            attempt__person=OuterRef("person"),
            attempt__state=Attempt.State.OPEN,
            version__question=OuterRef("question"),
        )
        usable = self.filter(question__retired_at__isnull=True, question__recheck="", question__current__isnull=False)
        return usable.exclude(Exists(open_papers))

    def due(self, now: datetime.datetime) -> NotebookQuerySet:
        """To be asked by now, what has waited longest first."""
        return self.filter(cleared_at__isnull=True, due_at__lte=now).order_by("due_at", "pk")

    def counts(self, now: datetime.datetime) -> dict[str, int]:
        """{due, learning, cleared} in one query; what is due is among what is being learnt."""
        learning = Q(cleared_at__isnull=True)
        return self.aggregate(
            due=Count("pk", learning & Q(due_at__lte=now)),
            learning=Count("pk", learning),
            cleared=Count("pk", ~learning),
        )


class NotebookCard(models.Model):
    """A question someone got wrong, with the state of its spaced review (see `rules.notebook`)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notebook")
    question = models.ForeignKey(Question, models.PROTECT, related_name="cards")
    card = models.JSONField("间隔复习", default=dict)
    due_at = models.DateTimeField("下次复习", db_index=True)
    added_at = models.DateTimeField("记入")
    streak = models.PositiveSmallIntegerField("连续答对", default=0)
    cleared_at = models.DateTimeField("学会了", null=True, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    objects = NotebookQuerySet.as_manager()

    class Meta:
        verbose_name = "错题"
        verbose_name_plural = "错题"
        constraints = [models.UniqueConstraint(fields=["person", "question"], name="notebook_once")]
