"""The question bank: an identity for each question, immutable versions, reviews by named people."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q

from knowledge.models import Citation

from ..rules.kinds import KINDS


class KnowledgePoint(models.Model):
    """What a question tests and a lesson teaches: 安全带高挂低用. `code` reads group.name."""

    code = models.CharField("代号", max_length=60, unique=True)
    name = models.CharField("知识点", max_length=60)
    group = models.CharField("类别", max_length=30)
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "知识点"
        verbose_name_plural = "知识点"

    def __str__(self) -> str:
        return f"{self.group}：{self.name}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def usable(self) -> QuestionQuerySet:
        return self.filter(retired_at__isnull=True, recheck="")

    def reviewed(self, *, on: datetime.date) -> QuestionQuerySet:
        """Usable, and a named person stands for the current version on that day."""
        return (
            self.usable()
            .filter(state=Question.State.REVIEWED)
            .filter(Q(reviewed_until__isnull=True) | Q(reviewed_until__gte=on))
        )

    def for_exams(self) -> QuestionQuerySet:
        """Practice shows its keys, so its questions are never drawn in exams."""
        return self.usable().filter(in_practice=False)

    def expired(self, *, on: datetime.date) -> QuestionQuerySet:
        """Reviewed once; the day until which somebody stood for it is over."""
        return self.filter(state=Question.State.REVIEWED, reviewed_until__lt=on)

    def without_article(self) -> QuestionQuerySet:
        """The basis of the current version names no article that the library holds."""
        kind = ContentType.objects.get_for_model(QuestionVersion)
        linked = Citation.objects.resolved().filter(content_type=kind, object_id=OuterRef("current_id"))
        return self.filter(~Exists(linked))


class Question(models.Model):
    """A question through all its versions; `current` is what is drawn. A used version is never edited.

    `case` is the code of a precedent: shown with the verdict while that is published, never a part of what is asked.

    `recheck` says why the question waits for a second look (an article it rests on has changed): not drawn meanwhile.
    `content_sha` names the shipped entry it was loaded from; empty once a person has put a hand to it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待专家复核"
        REVIEWED = "reviewed", "已复核"

    code = models.CharField("题号", max_length=60, unique=True)
    point = models.ForeignKey(KnowledgePoint, models.PROTECT, related_name="questions", verbose_name="知识点")
    levels = models.JSONField("用于级别", default=list, blank=True)
    trades = models.JSONField("工种", default=list, blank=True)
    red_line = models.BooleanField("红线题（必须答对）", default=False)
    case = models.CharField(
        "案例代号", max_length=80, blank=True, help_text="答完以后讲的案例；空着就自动找引用同一条文的"
    )
    in_practice = models.BooleanField("随堂练习题", default=False, help_text="练习当场给答案，所以不进考卷")
    current = models.ForeignKey(
        "QuestionVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="现用版本"
    )
    state = models.CharField("复核", max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    reviewed_on = models.DateField("复核日期", null=True, blank=True)
    reviewed_until = models.DateField("复核有效至", null=True, blank=True)
    recheck = models.CharField("待复核原因", max_length=200, blank=True)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)
    content_sha = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "题目"
        verbose_name_plural = "题目"
        permissions = [("review_question", "复核题目")]
        indexes = [models.Index(fields=["point", "state"])]

    def __str__(self) -> str:
        return self.code


class QuestionVersion(models.Model):
    """What stood on the paper. Immutable: an edit makes the next number.

    `body` by kind, see `rules.kinds`: options, regions, items, unit; `key` is the right answer and never leaves the
    server before the paper is handed in. `basis` names articles, one a line; the citations of this object link them.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    kind = models.CharField("题型", max_length=12, choices=KINDS)
    difficulty = models.PositiveSmallIntegerField("难度", default=2)
    stem = models.TextField("题干")
    picture = models.ForeignKey("wagtailimages.Image", models.PROTECT, null=True, blank=True, related_name="+")
    picture_alt = models.CharField("图里有什么", max_length=200, blank=True)
    body = models.JSONField("选项等", default=dict)
    key = models.JSONField("答案")
    explanation = models.TextField("解析")
    basis = models.TextField("依据")
    written_on = models.DateField("编写日期")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "题目版本"
        verbose_name_plural = "题目版本"
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_once")]

    def __str__(self) -> str:
        return f"{self.question.code} 第{self.number}版"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not kwargs.get("force_insert"):
            raise ValidationError("题目版本不能改，只能出新版本")
        super().save(*args, **kwargs)


class QuestionReview(models.Model):
    """Who stood for a version, when, and until when. Rows are only added.

    `law_seen` names the versions of law, in force or announced, that the reviewer could see: these do not ask
    for another look.
    """

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    accepted = models.BooleanField("通过")
    until = models.DateField("有效至", null=True, blank=True)
    note = models.CharField("意见", max_length=300, blank=True)
    law_seen = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = "题目复核"
        verbose_name_plural = "题目复核"
