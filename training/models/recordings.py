"""Spoken words for those who read little: a slot for every lesson, question and option, several tracks each."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from .bank import QuestionVersion
from .pages import LessonPage


def recording_path(_recording: Recording, name: str) -> str:
    """A name that says nothing; the ending is kept."""
    return f"recordings/{uuid.uuid4().hex}.{name.rsplit('.', 1)[-1].lower()}"


class Track(models.Model):
    """A language or dialect: 普通话, 四川话, 维吾尔语. `order` counts from 1; the first is the default."""

    code = models.SlugField("代号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=30)
    order = models.PositiveSmallIntegerField("次序", default=1)

    class Meta:
        verbose_name = "语音"
        verbose_name_plural = "语音"

    def __str__(self) -> str:
        return self.name


class Recording(models.Model):
    """One recording of a lesson (`lesson`), or of a question's stem (`part` empty) or option (`part` its key)."""

    lesson = models.ForeignKey(LessonPage, models.CASCADE, null=True, blank=True, related_name="recordings")
    version = models.ForeignKey(QuestionVersion, models.CASCADE, null=True, blank=True, related_name="recordings")
    part = models.CharField("哪一段", max_length=12, blank=True)
    track = models.ForeignKey(Track, models.PROTECT, related_name="recordings")
    file = models.FileField("文件", upload_to=recording_path)
    mime = models.CharField("格式", max_length=40)
    size = models.PositiveIntegerField("字节")
    seconds = models.DecimalField("时长（秒）", max_digits=6, decimal_places=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "录音"
        verbose_name_plural = "录音"
        constraints = [
            models.UniqueConstraint(fields=["lesson", "part", "track"], name="recording_once_per_lesson_part"),
            models.UniqueConstraint(fields=["version", "part", "track"], name="recording_once_per_question_part"),
        ]
