"""The editor of a blueprint: rows of how many of what, the terms, and whether the bank can fill it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from wagtail.admin import messages

from portal import clock
from portal.services.refusal import Refused

from ..models import KnowledgePoint, Paper
from ..rules.blueprint import DIFFICULTIES, MOST, OWN, QUESTION_LEVELS, read_quotas
from ..rules.kinds import KINDS
from ..services import papers
from ..services.papers import Terms
from .desk import put_beside

PUBLISH = "training.publish_paper"
_MORE = 3
_MOST_ROWS = 40
_RED = [("", "红线、非红线都行"), ("yes", "只要红线题"), ("no", "不要红线题")]
_BOXES = forms.CheckboxSelectMultiple


class QuotaForm(forms.Form):
    """One row; without a number it is none."""

    count = forms.IntegerField(
        label="抽几题",
        required=False,
        min_value=1,
        max_value=MOST,
        error_messages={"invalid": "题数写一个整数", "min_value": "至少 1 题", "max_value": f"最多 {MOST} 题"},
    )
    groups = forms.MultipleChoiceField(label="类别", required=False, widget=_BOXES)
    points = forms.MultipleChoiceField(label="知识点", required=False, widget=_BOXES)
    levels = forms.MultipleChoiceField(label="级别", required=False, choices=QUESTION_LEVELS, widget=_BOXES)
    kinds = forms.MultipleChoiceField(label="题型", required=False, choices=KINDS, widget=_BOXES)
    difficulty = forms.TypedMultipleChoiceField(
        label="难度", required=False, choices=list(DIFFICULTIES.items()), coerce=int, widget=_BOXES
    )
    trades = forms.BooleanField(label="本工种的题", required=False)
    red_line = forms.ChoiceField(label="红线", required=False, choices=_RED)

    def __init__(self, *args: Any, points: list[tuple[str, str]], groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = points  # type: ignore[attr-defined]
        self.fields["groups"].choices = groups  # type: ignore[attr-defined]

    @property
    def asks(self) -> bool:
        """Whether anything was filled in."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if "count" not in self.errors and self.asks and not asked.get("count"):
            self.add_error("count", "请填抽几题")
        return asked

    def stored(self) -> dict[str, Any]:
        asked = self.cleaned_data
        row = {name: asked[name] for name in ("points", "groups", "kinds", "difficulty", "levels") if asked[name]}
        row |= {"count": asked["count"]}
        if asked["trades"]:
            row["trades"] = OWN
        if asked["red_line"]:
            row["red_line"] = asked["red_line"] == "yes"
        return row


def _whole(label: str, default: int, help_text: str = "", **limits: Any) -> forms.IntegerField:
    wrong = {"required": "请填一个数", "invalid": "写一个整数", "min_value": "太小了", "max_value": "太大了"}
    return forms.IntegerField(label=label, initial=default, help_text=help_text, error_messages=wrong, **limits)


class TermsForm(forms.Form):
    minutes = _whole("时长（分钟）", 45, min_value=1, max_value=240)
    grace_minutes = _whole(
        "断网宽限（分钟）", 30, "截止以后多久内收到的、截止以前做的答案照算。", min_value=0, max_value=1440
    )
    pass_mark = _whole("及格分（百分制）", 80, "红线题答错一道，多少分都不及格。", min_value=1, max_value=100)
    max_attempts = _whole("最多考几次", 0, "0 是不限", min_value=0, max_value=100)
    cooldown_minutes = _whole("两次之间隔多久（分钟）", 0, min_value=0, max_value=100_000)
    partial = forms.BooleanField(label="多选少选、没有选错的，得一半分", required=False)
    supervised = forms.BooleanField(label="须有人监考", required=False)
    allow_unreviewed = forms.BooleanField(
        label="可以抽待复核的题", required=False, help_text="卷面会注明。不勾，就只抽已复核、没过期的题。"
    )

    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)


class BlueprintPage:
    """Mixed into a page of a paper: `paper`, `person`. `fragment` answers with the check alone."""

    template_name = "training/papers/blueprint.html"
    page_title = "抽题要求"
    fragment = False
    paper: Paper
    request: HttpRequest

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        quotas, terms = _source(self.paper)
        return self.show(self.rows(initial=quotas), TermsForm(initial=vars(terms)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        rows, terms = self.rows(data=request.POST), TermsForm(request.POST)
        whole = all([*(row.is_valid() for row in rows), terms.is_valid()])
        quotas = [row.stored() for row in rows if row.is_valid() and row.asks]
        action = request.POST.get("action", "check")
        if self.fragment or action in ("check", "more"):
            return self.look(rows, terms, quotas, action)
        if not whole:
            messages.error(request, "还没有存：有几处要改，都写在旁边。")
            return self.show(rows, terms)
        try:
            said = self.keep(action, quotas, terms.terms())
        except Refused as refused:
            put_beside(terms, refused)
            return self.show(rows, terms, refused=refused)
        messages.success(request, said)
        return redirect("papers:page", self.paper.pk)

    def keep(self, action: str, quotas: list[dict[str, Any]], terms: Terms) -> str:
        if action != "publish":
            papers.draft_paper(paper=self.paper, quotas=quotas, terms=terms)
            return "草稿存好了。发布以前，考试还按原来的抽。"
        if not self.request.user.has_perm(PUBLISH):
            raise PermissionDenied
        version = papers.publish_paper(
            paper=self.paper,
            quotas=quotas,
            terms=terms,
            by=self.request.user,  # type: ignore[arg-type]
            now=clock.now(),
        )
        return f"第{version.number}版已发布，从现在起按它抽题。正在考的人还按原来的卷。"

    def look(
        self, rows: list[QuotaForm], terms: TermsForm, quotas: list[dict[str, Any]], action: str
    ) -> HttpResponseBase:
        allow = bool(terms.cleaned_data.get("allow_unreviewed"))
        beside = mistakes(rows, terms)
        told = {"beside": beside} if beside else check(quotas, allow_unreviewed=allow)
        if self.fragment:
            return render(self.request, "training/papers/check.html", {"check": told})
        return self.show(rows, terms, check=told if action == "check" else None)

    def rows(self, *, data: QueryDict | None = None, initial: list[dict[str, Any]] | None = None) -> list[QuotaForm]:
        points = list(KnowledgePoint.objects.order_by("group", "order", "pk"))
        names = {"points": [(one.code, str(one)) for one in points]}
        names["groups"] = [(group, group) for group in dict.fromkeys(one.group for one in points)]
        if data is None:
            filled = [_initial(row) for row in initial or []]
            filled += [{}] * _MORE
            return [QuotaForm(prefix=f"row-{n}", initial=row, **names) for n, row in enumerate(filled)]
        asked = data.get("rows", "")
        count = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else _MORE
        count += _MORE if data.get("action") == "more" else 0
        return [QuotaForm(data, prefix=f"row-{n}", **names) for n in range(min(count, _MOST_ROWS))]

    def show(self, rows: list[QuotaForm], terms: TermsForm, **more: Any) -> HttpResponseBase:
        page: dict[str, Any] = {
            "paper": self.paper,
            "rows": rows,
            "terms": terms,
            "may_publish": self.request.user.has_perm(PUBLISH),
        }
        context = self.get_context_data(**page, **more)  # type: ignore[attr-defined]
        return self.render_to_response(context)  # type: ignore[attr-defined]


def mistakes(rows: list[QuotaForm], terms: TermsForm) -> list[tuple[str, str, str]]:
    """(id of the field, its name, what is wrong with it) of everything that is refused beside its field."""
    named = [
        (row[name], f"第{number}行" if name == "count" else f"第{number}行“{row[name].label}”")
        for number, row in enumerate(rows, start=1)
        for name in row.errors
    ]
    named += [(terms[name], str(terms[name].label)) for name in terms.errors]
    return [(str(field.id_for_label), name, str(said)) for field, name in named for said in field.errors]


def check(quotas: list[dict[str, Any]], *, allow_unreviewed: bool) -> dict[str, Any]:
    """How many questions a paper has, and what the bank lacks for it."""
    asked, wrong = read_quotas(quotas)
    total = sum(quota.count for quota in asked)
    if wrong:
        return {"total": total, "wrong": wrong}
    lacking = papers.shortfall(quotas=asked, allow_unreviewed=allow_unreviewed, today=clock.today())
    return {"total": total, "lacking": lacking}


def _source(paper: Paper) -> tuple[list[dict[str, Any]], Terms]:
    if paper.draft:
        return paper.draft["quotas"], Terms(**paper.draft["terms"])
    return (paper.current.quotas, Terms.of(paper.current)) if paper.current else ([], Terms())


def _initial(row: dict[str, Any]) -> dict[str, Any]:
    red = {True: "yes", False: "no", None: ""}[row.get("red_line")]
    return {**row, "trades": row.get("trades") == OWN, "red_line": red}
