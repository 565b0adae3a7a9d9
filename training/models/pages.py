"""What is learnt, edited in the page tree: programme → level → lesson."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.public import mark_public

from ..blocks import LESSON_BLOCKS
from ..rules.levels import LEVELS


class PublicPage(Page):
    """Read by anyone, kept by the page cache while nobody is signed in."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().serve(request, *args, **kwargs)
        mark_public(response)
        return response


class ProgrammePage(PublicPage):
    """A set of levels for one audience: 三级安全教育, 权益培训, 管理人员培训."""

    class Audience(models.TextChoices):
        WORKER = "worker", "工人"
        MANAGER = "manager", "管理人员和班组长"

    code = models.SlugField("代号", max_length=40, unique=True)
    audience = models.CharField("给谁学", max_length=10, choices=Audience.choices, default=Audience.WORKER)
    intro = models.TextField("简介", blank=True)
    reviewed = models.BooleanField("已经专家复核", default=False)

    parent_page_types = ["knowledge.HomePage"]
    subpage_types = ["training.LevelPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
        FieldPanel("audience"),
        FieldPanel("intro"),
        FieldPanel("reviewed"),
    ]
    template = "training/programme.html"

    class Meta:
        verbose_name = "培训课程"
        verbose_name_plural = "培训课程"


class LevelPage(PublicPage):
    """公司级, 项目级, 班组级, or the one level of a programme that has no three. `minutes` is nominal."""

    level = models.CharField("级别", max_length=14, choices=LEVELS, default="general")
    minutes = models.PositiveSmallIntegerField("名义时长（分钟）", default=0)
    summary = models.TextField("一句话说明", blank=True)

    parent_page_types = ["training.ProgrammePage"]
    subpage_types = ["training.LessonPage"]
    content_panels = [*Page.content_panels, FieldPanel("level"), FieldPanel("minutes"), FieldPanel("summary")]
    template = "training/level.html"

    class Meta:
        verbose_name = "培训级别"
        verbose_name_plural = "培训级别"


class LessonPage(PublicPage):
    """One lesson. `trades` is a list of names, empty for everyone; `minutes` is nominal, hours are credited from it."""

    code = models.CharField("代号", max_length=60, unique=True)
    minutes = models.PositiveSmallIntegerField("名义时长（分钟）", default=10)
    trades = models.JSONField("工种", default=list, blank=True)
    summary = models.TextField("学完会什么", blank=True)
    points: Any = ParentalManyToManyField(
        "training.KnowledgePoint", verbose_name="知识点", blank=True, related_name="lessons"
    )
    body = StreamField(LESSON_BLOCKS, verbose_name="内容", blank=True)

    parent_page_types = ["training.LevelPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("code"), FieldPanel("minutes"), FieldPanel("trades"), FieldPanel("points")], heading="要求"
        ),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    template = "training/lesson.html"

    class Meta:
        verbose_name = "课"
        verbose_name_plural = "课"
