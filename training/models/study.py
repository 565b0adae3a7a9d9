"""What was studied: time by heartbeat, checks inside lessons, lessons done, and the notebook of wrong questions."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .bank import Question, QuestionVersion
from .pages import LessonPage


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


class NotebookCard(models.Model):
    """A question someone got wrong, with the state of its spaced review."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notebook")
    question = models.ForeignKey(Question, models.PROTECT, related_name="cards")
    card = models.JSONField("间隔复习", default=dict)
    due_at = models.DateTimeField("下次复习", db_index=True)
    added_at = models.DateTimeField("记入")
    streak = models.PositiveSmallIntegerField("连续答对", default=0)
    cleared_at = models.DateTimeField("学会了", null=True, blank=True)
    is_sample = models.BooleanField("示例", default=False, db_index=True)

    class Meta:
        verbose_name = "错题"
        verbose_name_plural = "错题"
        constraints = [models.UniqueConstraint(fields=["person", "question"], name="notebook_once")]
