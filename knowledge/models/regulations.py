"""A regulation, its names and its dated versions."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import reverse
from wagtail.models import DraftStateMixin, PreviewableMixin, Revision, RevisionMixin, WorkflowMixin

from ..approval import is_approved
from ..rules import validity

if TYPE_CHECKING:
    from django.http import HttpRequest


class Topic(models.Model):
    """A door into the law by what happened: 工伤, 工资 … Its code is stable and used in addresses."""

    code = models.SlugField("代码", unique=True, max_length=24)
    name = models.CharField("名称", max_length=24)
    question = models.CharField("一句话", max_length=60, blank=True, help_text="工人会怎么说，例如：干活受了伤")
    icon = models.CharField("图标", max_length=16, default="law")
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "主题"
        verbose_name_plural = "主题"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("knowledge:topic", args=[self.code])


class RegulationQuerySet(models.QuerySet["Regulation"]):
    def published(self) -> RegulationQuerySet:
        """What the public may see: drafts never."""
        return self.filter(live=True)


class Regulation(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """One law, regulation, interpretation or standard through all its versions."""

    class Level(models.TextChoices):
        LAW = "law", "法律"
        INTERPRETATION = "interpretation", "司法解释"
        ADMIN = "admin", "行政法规"
        RULE = "rule", "部门规章"
        LOCAL = "local", "地方性法规"
        NORMATIVE = "normative", "规范性文件"
        STANDARD = "standard", "标准"
        PARTY = "party", "党内法规"

    code = models.SlugField("代码", unique=True, max_length=40, help_text="网址里用，定了就不再改")
    title = models.CharField("全称", max_length=200)
    short_title = models.CharField("简称", max_length=100, help_text="条文标签上显示的名字")
    level = models.CharField("效力级别", max_length=16, choices=Level.choices)
    issuer = models.CharField("制定机关", max_length=120, blank=True)
    region = models.CharField("适用地区", max_length=20, blank=True, help_text="全国适用的留空")
    topics: models.ManyToManyField = models.ManyToManyField(
        Topic, verbose_name="主题", blank=True, related_name="regulations"
    )
    verified = models.BooleanField("已核实", default=False)
    caution = models.TextField("编者提示", blank=True)
    in_catalogue = models.BooleanField("编目法规", default=False, help_text="目录中重点维护的法规")

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="regulation")

    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = "法规"
        verbose_name_plural = "法规"

    def __str__(self) -> str:
        return self.short_title

    @property
    def revisions(self) -> GenericRelation:
        return self._revisions

    def get_absolute_url(self) -> str:
        return reverse("knowledge:regulation", args=[self.code])

    def citation_text(self) -> str:
        """What is ours; the rest is official."""
        return self.caution

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "knowledge/preview_regulation.html"


class RegulationAlias(models.Model):
    """A short name in use. One alias may belong to several texts; the date of the citing text decides."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="aliases", verbose_name="法规")
    name = models.CharField("别名", max_length=100, db_index=True)

    class Meta:
        verbose_name = "别名"
        verbose_name_plural = "别名"
        constraints = [models.UniqueConstraint(fields=["regulation", "name"], name="alias_once_per_regulation")]

    def __str__(self) -> str:
        return self.name


ONE_PERSON = "日期、文号、正文前后的话是法律文字，要另一个人批准：请先送审。"


class RegulationVersionQuerySet(models.QuerySet["RegulationVersion"]):
    def published(self) -> RegulationVersionQuerySet:
        return self.filter(live=True)


class RegulationVersion(WorkflowMixin, PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A regulation as published or amended on a day. Facts are stored; 现行 or 已修改 is computed from dates.

    `OFFICIAL` decides what is law on a day: a change of it goes out when a second person approved it.
    """

    OFFICIAL = ("regulation_id", "number", "published_on", "effective_on", "ended_on", "preamble", "annex", "expire_at")

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="versions", verbose_name="法规")
    number = models.CharField("文号", max_length=200, blank=True)
    published_on = models.DateField("公布（修正）日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    ended_on = models.DateField("失效日期", null=True, blank=True, help_text="从这一天起不再有效；被新版本取代的不填")
    verified = models.BooleanField("日期已核实", default=False)
    summary = models.TextField("这一版改了什么", blank=True)
    preamble = models.TextField("正文前的话", blank=True)
    annex = models.TextField("附件", blank=True)
    source = models.CharField("来源", max_length=200, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    has_text = models.BooleanField("有官方全文", default=False, editable=False)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="regulation_version")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="regulation_version",
        for_concrete_model=False,
    )

    objects = RegulationVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "法规版本"
        verbose_name_plural = "法规版本"

    def __str__(self) -> str:
        return f"{self.regulation.short_title}（{self.label}）"

    @property
    def revisions(self) -> GenericRelation:
        return self._revisions

    def needs_approval(self, other: RegulationVersion) -> bool:
        """Whether `other`, the same version as drafted, says something official that is not out yet."""
        return not self.live or any(getattr(self, name) != getattr(other, name) for name in self.OFFICIAL)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Raises PermissionDenied for official facts that nobody else has approved."""
        live = RegulationVersion.objects.get(pk=self.pk)  # this object may be the draft itself
        if live.needs_approval(revision.as_object()) and not is_approved(revision):
            raise PermissionDenied(ONE_PERSON)
        super().publish(revision, *args, **kwargs)

    @property
    def label(self) -> str:
        """How the version is named beside others, e.g. 2010年版; 年份不详 when no date is known."""
        day = self.published_on or self.effective_on
        return f"{day.year}年版" if day else "年份不详"

    def span(self) -> validity.Span:
        """The dates that decide when this version was law."""
        return validity.Span(self.pk, self.published_on, self.effective_on, self.ended_on)

    def get_absolute_url(self) -> str:
        day: datetime.date | None = self.effective_on or self.published_on
        return self.regulation.get_absolute_url() + (f"?on={day.isoformat()}" if day else "")

    def citation_text(self) -> str:
        """What is ours; the rest is official."""
        return self.summary

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "knowledge/preview_version.html"
