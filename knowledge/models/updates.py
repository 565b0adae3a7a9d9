"""What changed, for whom, from when, what to do: pages that only a second person lets out."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from portal.clock import SHANGHAI
from portal.public import mark_public

from ..approval import TwoPersonIndexMixin, TwoPersonMixin
from ..blocks import INTERPRETATION_BLOCKS
from .articles import Article
from .citations import Citation
from .regulations import RegulationVersion, Topic

PAGE_SIZE = 20


class IndexPage(TwoPersonIndexMixin, Page):
    """A list of the pages below it, newest first. One of each kind, made by `ensure_home`."""

    intro = models.CharField("一句说明", max_length=120, blank=True)

    max_count = 1
    parent_page_types = ["knowledge.HomePage"]
    private_page_options: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "knowledge/updates/list.html"

    class Meta:
        abstract = True

    def listed(self) -> models.QuerySet[Any]:
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = Paginator(self.listed(), PAGE_SIZE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"index": self, "page": found}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().serve(request, *args, **kwargs)
        mark_public(response)
        return response


class UpdatesPage(IndexPage):
    """/updates/"""

    subpage_types = ["knowledge.PolicyUpdate"]
    template = "knowledge/updates/list.html"

    class Meta:
        verbose_name = "政策更新列表"

    def listed(self) -> models.QuerySet[PolicyUpdate]:
        return PolicyUpdate.objects.live().order_by("-first_published_at", "-pk")


class InterpretationsPage(IndexPage):
    """/interpretations/"""

    subpage_types = ["knowledge.Interpretation"]
    template = "knowledge/updates/list.html"

    class Meta:
        verbose_name = "法律解读列表"

    def listed(self) -> models.QuerySet[Interpretation]:
        return Interpretation.objects.live().order_by("-first_published_at", "-pk")


class LawPage(TwoPersonMixin, Page):
    """A text about law whose citations are linked when it comes out. Its panels stand in ../law_desk.py."""

    is_sample = models.BooleanField("示例", default=False, db_index=True, editable=False)

    subpage_types: list[str] = []
    citations = GenericRelation(Citation)

    class Meta:
        abstract = True

    def citation_text(self) -> str:
        """What is linked; offsets of the citations count in it."""
        raise NotImplementedError

    def citation_day(self) -> datetime.date | None:
        """The day whose law the words speak of."""
        raise NotImplementedError

    def came_out_on(self) -> datetime.date | None:
        out = self.first_published_at
        return out.astimezone(SHANGHAI).date() if out else None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..law_pages import read

        return super().get_context(request, *args, **kwargs) | read(self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().serve(request, *args, **kwargs)
        mark_public(response)
        return response


class PolicyUpdate(LawPage):
    """One change of law told to those it touches. Lines of `what_to_do` are steps."""

    class Significance(models.TextChoices):
        FIX = "fix", "更正"
        CONTENT = "content", "内容"
        MUST = "must", "必读"

    significance = models.CharField(
        "轻重",
        max_length=8,
        choices=Significance.choices,
        default=Significance.CONTENT,
        help_text="更正：改了错字，谁也不通知。内容：关注的人收到。必读：所有相关的人收到。",
    )
    for_whom = models.CharField("和谁有关", max_length=120, help_text="例如：被拖欠工资的工友、劳务公司")
    effective_on = models.DateField("从哪天起", help_text="新规定开始施行的那一天")
    what_changed = models.TextField("改了什么", help_text="用大白话；写到的条文发布后自动变成链接")
    what_to_do = models.TextField("怎么办", help_text="每行一步")

    parent_page_types = ["knowledge.UpdatesPage"]
    template = "knowledge/updates/update.html"

    class Meta:
        verbose_name = "政策更新"
        verbose_name_plural = "政策更新"

    def citation_text(self) -> str:
        return f"{self.what_changed}\n{self.what_to_do}"

    def citation_day(self) -> datetime.date | None:
        return self.effective_on

    def steps(self) -> list[str]:
        return [line.strip() for line in self.what_to_do.splitlines() if line.strip()]


class MustRead(models.Model):
    """A 必读 that came out and is told to everybody, some hundreds at a time; people up to the key `reached` know."""

    update = models.OneToOneField(PolicyUpdate, models.CASCADE, related_name="must_read")
    reached = models.PositiveBigIntegerField(default=0)
    done_at = models.DateTimeField("都告诉了", null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "必读的通知"
        verbose_name_plural = "必读的通知"

    def __str__(self) -> str:
        return str(self.update)


class AffectedArticle(Orderable):
    """An article that changed. The versions follow from the day on which the change begins, when it comes out."""

    update = ParentalKey(PolicyUpdate, on_delete=models.CASCADE, related_name="affected")
    article = models.ForeignKey(Article, models.CASCADE, related_name="+", verbose_name="条文")
    old_version = models.ForeignKey(
        RegulationVersion, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="原来的版本"
    )
    new_version = models.ForeignKey(
        RegulationVersion, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="新的版本"
    )
    note = models.CharField("怎么变的", max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "变了的条文"
        verbose_name_plural = "变了的条文"


class Interpretation(LawPage):
    """A piece of law in plain words. `on` is the day whose law it tells; without one the day it came out."""

    summary = models.CharField("一句话", max_length=120, blank=True)
    on = models.DateField("按哪天的法", null=True, blank=True, help_text="不填就按发布那一天")
    topics: Any = ParentalManyToManyField(Topic, verbose_name="主题", blank=True, related_name="interpretations")
    body = StreamField(INTERPRETATION_BLOCKS, verbose_name="内容", blank=True)

    parent_page_types = ["knowledge.InterpretationsPage"]
    template = "knowledge/updates/interpretation.html"

    class Meta:
        verbose_name = "法律解读"
        verbose_name_plural = "法律解读"

    def parts(self) -> list[tuple[str, list[str]]]:
        """(kind of block, its texts) in order."""
        found = []
        for block in self.body:
            value = block.value
            texts = [value] if isinstance(value, str) else [str(value[name]) for name in ("question", "answer")]
            found.append((block.block_type, texts))
        return found

    def citation_text(self) -> str:
        return "\n".join(text for _, texts in self.parts() for text in texts)

    def citation_day(self) -> datetime.date | None:
        return self.on or self.came_out_on()
