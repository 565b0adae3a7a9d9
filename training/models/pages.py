"""What is learnt, edited in the page tree: programme → level → lesson."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from knowledge.models import Citation
from portal.public import mark_public

from ..blocks import LESSON_BLOCKS
from ..rules.levels import LEVELS


class PublicPage(Page):
    """Read by anyone, kept by the page cache while nobody is signed in. There is nothing to set for privacy.

    A lesson is opened on poor networks by whole crews at once, so what Wagtail looks up for any page of any site, step
    by step, is asked straight here.
    """

    private_page_options: list[str] = []
    child_kind: type[PublicPage] | None = None

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if not path_components or self.child_kind is None:
            return super().route(request, path_components)
        child = self.child_kind.objects.child_of(self).filter(slug=path_components[0]).first()
        if child is None:
            raise Http404
        child._cached_parent_obj = self
        return child.route(request, path_components[1:])

    def get_view_restrictions(self) -> Any:
        return PageViewRestriction.objects.none()

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Under the site that was asked, which the request has looked up already."""
        site = Site.find_for_request(request) if request is not None else None
        if site is None or not self.url_path.startswith(site.root_page.url_path):
            return super().get_url_parts(request)
        return site.pk, site.root_url, f"/{self.url_path[len(site.root_page.url_path) :]}"

    def get_url(self, request: HttpRequest | None = None, current_site: Site | None = None) -> Any:
        """A path when the page stands under the site that was asked: nobody needs the addresses of other sites."""
        asked = Site.find_for_request(request) if request is not None and current_site is None else None
        parts = self.get_url_parts(request) if asked else None
        return parts[2] if asked and parts and parts[0] == asked.pk else super().get_url(request, current_site)

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
    citations = GenericRelation(Citation)

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


ProgrammePage.child_kind = LevelPage
LevelPage.child_kind = LessonPage
