"""From a published precedent to draft questions and a draft lesson: one form at the desk of the bank."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from cases.models import Precedent
from portal import clock
from portal.services.refusal import Refused

from ..models import KnowledgePoint, LevelPage
from ..services.from_precedent import MAY_ADD, teach_precedent
from .desk import DeskView, put_beside


class TeachForm(forms.Form):
    precedent = forms.ModelChoiceField(
        label="案例",
        queryset=Precedent.objects.none(),
        to_field_name="code",
        error_messages={"required": "请选案例", "invalid_choice": "没有这个已发布的案例，可能已经撤回"},
    )
    point = forms.ModelChoiceField(
        label="知识点",
        queryset=KnowledgePoint.objects.order_by("group", "order", "pk"),
        error_messages={"required": "请选知识点"},
    )
    level = forms.ModelChoiceField(
        label="案例课放在哪一级",
        queryset=LevelPage.objects.order_by("path"),
        required=False,
        empty_label="不写课，只出题",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["precedent"].queryset = Precedent.objects.published().order_by("-published_at")  # type: ignore[attr-defined]


class TeachView(DeskView):
    permission = MAY_ADD
    template_name = "training/bank/from_precedent.html"
    page_title = "从案例出题"
    header_icon = "help"

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("questions:index"), "题库")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(TeachForm(initial={"precedent": request.GET.get("case", "")[:80]}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = TeachForm(request.POST)
        if form.is_valid():
            try:
                made = teach_precedent(**form.cleaned_data, by=self.person, now=clock.now())
            except Refused as refused:
                put_beside(form, refused)
            else:
                lesson = "，还有一节没有发布的案例课" if made.lesson else ""
                messages.success(request, f"{len(made.questions)} 道草稿题{lesson}，等专家复核，不会自动用。")
                return redirect(f"{reverse('questions:index')}?q=case-")
        return self.show(form)

    def show(self, form: TeachForm) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(form=form))
