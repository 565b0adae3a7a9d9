"""Papers: the list, a page for each, what may be done with it."""

from __future__ import annotations

import datetime
import random
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.models import IndexView
from wagtail.permission_policies import ModelPermissionPolicy

from portal import clock
from portal.models import Organisation
from portal.services.refusal import Refused

from .. import bank_reading
from ..models import KnowledgePoint, LevelPage, Paper, QuestionVersion
from ..rules import drawing
from ..rules.blueprint import describe, read_quotas
from ..rules.levels import LEVELS
from ..rules.trades import TRADES
from ..services import papers
from ..services.drawing import candidates, drawn
from ..services.papers import Terms
from . import blueprint
from .desk import DeskView, DeskViewSet, put_beside

VIEW, ADD, CHANGE, PUBLISH = (f"training.{verb}_paper" for verb in ("view", "add", "change", "publish"))
_SEEDS = 10_000


class PaperList(IndexView):
    model = Paper
    permission_policy = ModelPermissionPolicy(Paper)
    template_name = "training/papers/list.html"
    index_url_name = "papers:index"
    index_results_url_name = "papers:index_results"
    add_url_name = "papers:new"
    add_item_label = "建一份试卷"
    search_fields = ["title", "code"]
    search_backend_name = None
    default_ordering = "title"
    page_title = "试卷"
    header_icon = "form"
    columns = [
        TitleColumn("title", label="名称", accessor="title", sort_key="title", url_name="papers:page"),
        Column("level", label="级别", accessor="get_level_display", sort_key="level"),
        Column("organisation", label="单位", accessor=lambda one: one.organisation or "共用"),
        Column("size", label="题数", accessor=lambda one: size_of(one.current.quotas) if one.current else "–"),
        Column("state", label="状态", accessor=lambda one: state_of(one)),
    ]

    def get_base_queryset(self) -> QuerySet[Paper]:
        return Paper.objects.visible_to(self.request.user).select_related("current", "organisation")


def size_of(quotas: list[dict[str, Any]]) -> str:
    return str(sum(row["count"] for row in quotas))


def state_of(paper: Paper) -> str:
    if paper.retired_at:
        return "已停用"
    said = f"第{paper.current.number}版，在用" if paper.current else "还没有发布"
    return said + ("；有没发布的草稿" if paper.draft else "")


class PaperForm(forms.Form):
    title = forms.CharField(label="名称", max_length=80, error_messages={"required": "请填名称"})
    code = forms.SlugField(
        label="代号",
        max_length=60,
        error_messages={"required": "请填代号", "invalid": "代号用字母、数字、短横，如 crew-2027"},
        help_text="出现在网址里，定了就不改。",
    )
    level = forms.ChoiceField(label="级别", choices=LEVELS)
    programme_level = forms.ModelChoiceField(
        LevelPage.objects.none(), label="对应的课", required=False, empty_label="不对应"
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="哪个单位用", required=False, empty_label="各单位共用"
    )

    def __init__(self, *args: Any, user: Any, paper: Paper | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme_level"].queryset = LevelPage.objects.live().order_by("path")  # type: ignore[attr-defined]
        if paper:
            del self.fields["code"], self.fields["organisation"]
        else:
            own = Organisation.objects.visible_to(user).order_by("name")
            self.fields["organisation"].queryset = own  # type: ignore[attr-defined]


class _PaperView(DeskView):
    """Of one paper that this person may see."""

    permission = VIEW
    header_icon = "form"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Paper.objects.visible_to(request.user).select_related("current", "organisation", "programme_level")
        self.paper = get_object_or_404(rows, pk=kwargs["pk"])

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("papers:index"), "试卷"), (reverse("papers:page", args=[self.paper.pk]), self.paper.title)]


class NewPaper(DeskView):
    permission = ADD
    template_name = "training/papers/facts.html"
    page_title = "建一份试卷"

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("papers:index"), "试卷")]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(form=PaperForm(user=request.user)))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = PaperForm(request.POST, user=request.user)
        if form.is_valid():
            try:
                made = papers.add_paper(**form.cleaned_data)
            except Refused as refused:
                put_beside(form, refused)
            else:
                messages.success(request, f"{made.title} 建好了。接着写抽题要求。")
                return redirect("papers:blueprint", made.pk)
        return self.render_to_response(self.get_context_data(form=form))


class EditPaper(_PaperView):
    permission = CHANGE
    template_name = "training/papers/facts.html"
    page_title = "名称和归属"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        initial = {name: getattr(self.paper, name) for name in ("title", "level", "programme_level")}
        form = PaperForm(user=request.user, paper=self.paper, initial=initial)
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        form = PaperForm(request.POST, user=request.user, paper=self.paper)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        papers.describe_paper(paper=self.paper, **form.cleaned_data)
        messages.success(request, "改好了。")
        return redirect("papers:page", self.paper.pk)


class PaperPage(_PaperView):
    template_name = "training/papers/page.html"

    def get_page_title(self) -> str:
        return self.paper.title

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("papers:index"), "试卷")]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        paper, names = self.paper, dict(KnowledgePoint.objects.values_list("code", "name"))
        versions = list(paper.versions.select_related("published_by").order_by("-number"))
        lacking: list[str] = []
        if paper.current:
            quotas, _ = read_quotas(paper.current.quotas)
            loose = paper.current.allow_unreviewed
            lacking = papers.shortfall(quotas=quotas, allow_unreviewed=loose, today=clock.today())
        more = {
            "paper": paper,
            "lines": lines_of(paper.current.quotas, names) if paper.current else [],
            "draft_lines": lines_of(paper.draft["quotas"], names) if paper.draft else [],
            "versions": [(one, lines_of(one.quotas, names)) for one in versions],
            "lacking": lacking,
            "state": state_of(paper),
            "may_change": request.user.has_perm(CHANGE),
            "may_publish": request.user.has_perm(PUBLISH),
        }
        return self.render_to_response(self.get_context_data(**more))


def lines_of(stored: list[dict[str, Any]], names: dict[str, str]) -> list[tuple[int, str]]:
    """Each row of a blueprint as how many, and of what in words."""
    return [(quota.count, describe(quota, names)) for quota in read_quotas(stored)[0]]


class _Deed(_PaperView):
    permission = PUBLISH
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        try:
            messages.success(request, self.do(clock.now()))
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect("papers:page", self.paper.pk)

    def do(self, now: datetime.datetime) -> str:
        raise NotImplementedError


class RetireView(_Deed):
    def do(self, now: datetime.datetime) -> str:
        papers.retire_paper(paper=self.paper, now=now)
        return f"{self.paper.title} 已停用。考过的成绩都还在。"


class RestoreView(_Deed):
    def do(self, now: datetime.datetime) -> str:
        papers.restore_paper(paper=self.paper)
        return f"{self.paper.title} 已恢复。"


class PublishDraft(_Deed):
    """The draft as it stands."""

    def do(self, now: datetime.datetime) -> str:
        draft = self.paper.draft
        if not draft:
            raise Refused("没有草稿可以发布。")
        terms = Terms(**draft["terms"])
        version = papers.publish_paper(paper=self.paper, quotas=draft["quotas"], terms=terms, by=self.person, now=now)
        return f"第{version.number}版已发布，从现在起按它抽题。正在考的人还按原来的卷。"


class TrialView(_PaperView):
    """An example paper with its keys. A number gives the same paper again while the bank stays the same."""

    permission = CHANGE
    template_name = "training/papers/trial.html"
    page_title = "试抽一份"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        asked = request.GET.get("seed", "")
        seed = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else random.randrange(_SEEDS)  # noqa: S311
        trade = request.GET.get("trade", "")
        source = "draft" if self.paper.draft and request.GET.get("of") != "current" else "current"
        more: dict[str, Any] = {"paper": self.paper, "seed": seed, "trade": trade, "trades": TRADES, "source": source}
        try:
            more["rows"] = self.rows(source, seed, frozenset({trade} if trade else ()))
        except Refused as refused:
            more["refused"] = refused.message
        more["next_seed"] = (seed + 1) % _SEEDS
        return self.render_to_response(self.get_context_data(**more))

    def rows(self, source: str, seed: int, trades: frozenset[str]) -> list[dict[str, Any]]:
        quotas, terms = self.asked(source)
        pool = candidates(allow_unreviewed=terms.allow_unreviewed, today=clock.today())
        found = drawn(quotas=read_quotas(quotas)[0], pool=pool, seed=seed, trades=trades or drawing.NOBODY)
        rows = QuestionVersion.objects.select_related("question__point").in_bulk([one.version_id for one in found])
        return [
            {"version": rows[one.version_id], "must": one.must, "parts": bank_reading.parts(rows[one.version_id])}
            for one in found
        ]

    def asked(self, source: str) -> tuple[list[dict[str, Any]], Terms]:
        if source == "draft" and self.paper.draft:
            return self.paper.draft["quotas"], Terms(**self.paper.draft["terms"])
        if self.paper.current is None:
            raise Refused("还没有抽题要求。先写好，存草稿，再来试抽。")
        return self.paper.current.quotas, Terms.of(self.paper.current)


class BlueprintView(blueprint.BlueprintPage, _PaperView):
    permission = CHANGE


class PaperViewSet(DeskViewSet):
    name = "papers"
    icon = "form"
    menu_label = "试卷"
    menu_name = "papers"
    permission = VIEW

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", PaperList.as_view(), name="index"),
            path("results/", PaperList.as_view(results_only=True), name="index_results"),
            path("new/", NewPaper.as_view(), name="new"),
            path("<int:pk>/", PaperPage.as_view(), name="page"),
            path("<int:pk>/facts/", EditPaper.as_view(), name="facts"),
            path("<int:pk>/blueprint/", BlueprintView.as_view(), name="blueprint"),
            path("<int:pk>/blueprint/check/", BlueprintView.as_view(fragment=True), name="check"),
            path("<int:pk>/publish/", PublishDraft.as_view(), name="publish"),
            path("<int:pk>/trial/", TrialView.as_view(), name="trial"),
            path("<int:pk>/retire/", RetireView.as_view(), name="retire"),
            path("<int:pk>/restore/", RestoreView.as_view(), name="restore"),
        ]
