"""Precedents: masked cases that teach something. Objects of their own, never the case itself."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.urls import reverse

from knowledge.models import Citation
from portal.models import Organisation
from portal.models.scope import Scope

from ..rules import taxonomy
from .trail import AppendOnly

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.models import Person

    Viewer = Person | AnonymousUser

MAY_SEE = "cases.view_precedent"
TEXTS = ("title", "summary", "facts", "issue", "reasoning", "outcome", "lesson_worker", "lesson_manager")
"""The fields that tell the story: what is masked, read and searched."""
ORIGIN = ("region", "court", "case_number", "source")
"""Where it comes from: shown with the story, and masked too."""


class PrecedentQuerySet(models.QuerySet["Precedent"]):
    def published(self) -> PrecedentQuerySet:
        """What the public reads; samples only while the site shows them."""
        found = self.filter(state=Precedent.State.PUBLISHED)
        return found if settings.SHOW_SAMPLE_PRECEDENTS else found.filter(is_sample=False)

    def real(self) -> PrecedentQuerySet:
        """Without samples: what reports, statistics and alerts count."""
        return self.filter(is_sample=False)

    def visible_to(self, user: Viewer) -> PrecedentQuerySet:
        """The desk sees all; everybody what is published; whoever manages for a client its internal ones too."""
        if user.is_authenticated and user.is_active and user.has_perm(MAY_SEE):
            return self
        shown = Q(pk__in=Precedent.objects.published().values("pk"))
        if not user.is_authenticated:
            return self.filter(shown)
        clients = Organisation.objects.filter(Scope.of(user).clients()).values("pk")
        return self.filter(shown | Q(state=Precedent.State.INTERNAL, client__in=clients))

    def waiting(self) -> PrecedentQuerySet:
        """Submitted, nobody has looked at the masking yet."""
        return self.filter(state=Precedent.State.REVIEW)

    def not_by(self, user: Person) -> PrecedentQuerySet:
        """Those in whose text this person has had no hand, so that they may be approved."""
        hands = PrecedentMove.objects.filter(by=user, verb__in=PrecedentMove.HANDS).values("precedent")
        mine = Q(written_by=user) | Q(submitted_by=user) | Q(pk__in=hands.filter(precedent__isnull=False))
        return self.exclude(mine)

    def citing(self, article: int) -> PrecedentQuerySet:
        """Those with a link to this article (its primary key)."""
        return self.citing_any({article})

    def citing_any(self, articles: Collection[int]) -> PrecedentQuerySet:
        """Those with a link to one of these articles."""
        return self.filter(citations__article__in=articles).distinct()


class Precedent(models.Model):
    """A masked copy. `happened_on` is day 0 of `timeline`, picks the version of law and the list of accident classes.

    `amount` and `amounts` are yuan. Dates are shown by month unless `exact_dates`. A withdrawn one stays as a row for
    the desk alone, with who withdrew it, when and why.

    `cites` are what the editor confirmed, `[{article, kind}]`; the `citations` are made from them, their offsets count
    in `cited_text`. `not_personal` are words the masking rules found and a person left standing.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        REVIEW = "review", "待脱敏审"
        INTERNAL = "internal", "内部"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"

    code = models.SlugField("代号", max_length=80, unique=True, help_text="网址里用，例如：fall-edge-no-belt")
    title = models.CharField("标题", max_length=120)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    is_sample = models.BooleanField("虚构示例", default=False, db_index=True)
    kind = models.CharField("类型", max_length=12, db_index=True)
    level = models.CharField("级别", max_length=3, default="OWN", db_index=True)
    region = models.CharField("地区", max_length=60, blank=True, help_text="省、市，例如：广东省深圳市")
    happened_on = models.DateField("事情发生日期", null=True, blank=True)
    decided_on = models.DateField("处理结果日期", null=True, blank=True)
    exact_dates = models.BooleanField("显示到日", default=False, help_text="不选就只显示到月")
    court = models.CharField("法院或机构", max_length=80, blank=True)
    case_number = models.CharField("案号", max_length=80, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)
    source_url = models.URLField("来源网址", max_length=300, blank=True)

    summary = models.TextField("结果，一两句话")
    facts = models.TextField("发生了什么")
    issue = models.TextField("争议的是什么", blank=True)
    reasoning = models.TextField("为什么这样处理", blank=True)
    outcome = models.TextField("怎么处理的", blank=True)
    lesson_worker = models.TextField("工人要记住", blank=True)
    lesson_manager = models.TextField("管理人员要记住", blank=True)

    outcome_code = models.CharField("结果类型", max_length=8, blank=True, db_index=True)
    in_favour = models.CharField("支持谁", max_length=8, blank=True)
    amount = models.DecimalField("金额合计（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    amounts = models.JSONField("金额", default=list, blank=True)
    days = models.JSONField("用了多少天", default=list, blank=True)
    timeline = models.JSONField("经过", default=list, blank=True)
    facets = models.JSONField("分类", default=dict, blank=True)
    cites = models.JSONField("引用的条文", default=list, blank=True)
    not_personal = models.JSONField("看过、不是个人信息的词", default=list, blank=True)

    settled = models.BooleanField("以和解或调解结束", default=False)
    both_agreed = models.CharField("双方书面同意公开的文件", max_length=200, blank=True)
    client = models.ForeignKey(
        "portal.Organisation", models.PROTECT, null=True, blank=True, related_name="precedents", verbose_name="客户企业"
    )
    client_consent = models.CharField("客户同意公开的文件", max_length=200, blank=True)

    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撰写人"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送审人"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    approved_at = models.DateTimeField("审核时间", null=True, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True, db_index=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_why = models.CharField("撤回原因", max_length=300, blank=True)
    content_sha = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    citations = GenericRelation(Citation)

    objects = PrecedentQuerySet.as_manager()

    class Meta:
        verbose_name = "案例"
        verbose_name_plural = "案例"
        ordering = ["-published_at", "-pk"]
        permissions = [("approve_precedent", "审核和撤回案例")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cases:precedent", args=[self.code])

    @property
    def cited_text(self) -> str:
        return "\n".join(one["article"] for one in self.cites)

    @property
    def kind_name(self) -> str:
        return taxonomy.name(self.kind)

    @property
    def level_name(self) -> str:
        return taxonomy.name(self.level)

    @property
    def outcome_name(self) -> str:
        return taxonomy.name(self.outcome_code)

    @property
    def in_favour_name(self) -> str:
        return taxonomy.in_favour().get(self.in_favour, "")

    def shown_day(self, day: datetime.date | None) -> str:
        """2024年6月, or to the day for `exact_dates`; empty for none."""
        if day is None:
            return ""
        month = f"{day.year}年{day.month}月"
        return f"{month}{day.day}日" if self.exact_dates else month

    @property
    def happened(self) -> str:
        return self.shown_day(self.happened_on)

    @property
    def decided(self) -> str:
        return self.shown_day(self.decided_on)

    @property
    def facet_names(self) -> dict[str, list[str]]:
        """Chinese facet → Chinese values, accident classes as called on the day of the accident."""
        known = taxonomy.facets()
        return {
            known[facet]: [taxonomy.name(code, on=self.happened_on) for code in self.facets[facet]]
            for facet in known
            if self.facets.get(facet)
        }


class PrecedentMoveQuerySet(models.QuerySet["PrecedentMove"]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnly("案例变动只增加，不修改")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("案例变动只增加，不删除")

    def forget_samples(self) -> int:
        """The one exception: moves of sample precedents go with them. How many."""
        return models.QuerySet.delete(self.filter(precedent__is_sample=True))[0]


class PrecedentMove(models.Model):
    """The audit trail: who did what to a precedent, when and why. Rows are only added; they hold no text of the case.

    `code` stays readable when the precedent itself is gone. Changing or deleting a row raises AppendOnly.
    """

    class Verb(models.TextChoices):
        WRITE = "write", "写成草稿"
        EDIT = "edit", "修改"
        SUBMIT = "submit", "送审"
        RETURN = "return", "退回"
        APPROVE = "approve", "审核通过"
        PUBLISH = "publish", "发布"
        WITHDRAW = "withdraw", "撤回"
        MASK = "mask", "按建议脱敏"
        CONFIRM = "confirm", "确认引用"

    HANDS = (Verb.WRITE, Verb.EDIT, Verb.MASK, Verb.CONFIRM, Verb.SUBMIT)
    """Whoever did one of these has had a hand in the text."""

    precedent = models.ForeignKey(Precedent, models.SET_NULL, null=True, related_name="moves")
    code = models.CharField(max_length=80)
    verb = models.CharField(max_length=10, choices=Verb.choices)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True)

    objects = PrecedentMoveQuerySet.as_manager()

    class Meta:
        verbose_name = "案例变动"
        verbose_name_plural = "案例变动"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.get_verb_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("案例变动只增加，不修改")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("案例变动只增加，不删除")
