"""One question: as the worker sees it, its earlier versions, reviews and uses, and what may be done with it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from portal import clock
from portal.services.refusal import Refused

from .. import bank_reading
from ..models import Question, QuestionReview, QuestionVersion
from ..rules.blueprint import LEVEL_NAMES
from ..services import bank, reviews
from .desk import DeskView, put_beside

VIEW, CHANGE = "training.view_question", "training.change_question"


class ReviewForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    until = forms.DateField(
        label="复核有效到",
        required=False,
        widget=AdminDateInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "日期写成 2027-11-30 这样"},
        help_text="通过的要填。到了这一天，题目要请人再看一遍。",
    )
    note = forms.CharField(
        label="意见",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不通过的要写明哪里要改。",
    )


class RecheckForm(forms.Form):
    reason = forms.CharField(label="为什么要再看一遍", max_length=200, error_messages={"required": "请写明原因"})


class QuestionPage(DeskView):
    permission = VIEW
    template_name = "training/bank/page.html"
    header_icon = "help"
    review_form: ReviewForm | None = None
    recheck_form: RecheckForm | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Question.objects.select_related("current__written_by", "current__picture", "point", "reviewed_by")
        self.question = get_object_or_404(rows, pk=kwargs["pk"], current__isnull=False)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        return self.question.code

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("questions:index"), "题库")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question, today = self.question, clock.today()
        current = question.current
        assert current is not None  # noqa: S101
        versions = list(question.versions.select_related("written_by", "question").order_by("-number"))
        chips = bank_reading.chips_of(versions, today)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "question": question,
            "current": current,
            "expired": bool(question.reviewed_until and question.reviewed_until < today),
            "parts": bank_reading.parts(current),
            "right": bank_reading.shown(current, must=False).right,
            "chips": chips.get(current.pk, []),
            "earlier": [(one, bank_reading.parts(one), chips.get(one.pk, [])) for one in versions if one != current],
            "reviews": QuestionReview.objects.filter(version__question=question)
            .select_related("by", "version")
            .order_by("-at"),
            "uses": bank_reading.uses_of(question, self.person, today),
            "level_names": [LEVEL_NAMES[level] for level in question.levels if level in LEVEL_NAMES],
            "today": today,
            "may_change": self.request.user.has_perm(CHANGE),
            "hindrance": self.hindrance(current),
            "review_form": self.review_form or ReviewForm(initial={"version": current.pk}),
            "recheck_form": self.recheck_form or RecheckForm(),
        }

    def hindrance(self, current: QuestionVersion) -> str:
        """Why this person cannot review; the service asks again."""
        if not self.request.user.has_perm(reviews.MAY_REVIEW):
            return "复核要由有复核权限的人署名。"
        if current.written_by_id == self.request.user.pk:
            return "这一版是你写的，要请别人复核。"
        return "" if self.person.name.strip() else "你的账号没有姓名，不能署名。请管理员补上。"


class _Deed(QuestionPage):
    """A button on the page. What is refused is told on the same page, with everything that was typed."""

    permission = CHANGE
    http_method_names = ["post"]
    done = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            said = self.do(clock.now())
        except Refused as refused:
            self.tell(refused)
            return self.render_to_response(self.get_context_data())
        if said is None:
            return self.render_to_response(self.get_context_data())
        messages.success(request, said)
        return redirect("questions:page", self.question.pk)

    def do(self, now: datetime.datetime) -> str | None:
        """What was done in a sentence; None when the form has errors."""
        raise NotImplementedError

    def tell(self, refused: Refused) -> None:
        messages.error(self.request, refused.message)


class ReviewView(_Deed):
    permission = reviews.MAY_REVIEW

    def do(self, now: datetime.datetime) -> str | None:
        form = self.review_form = ReviewForm(self.request.POST)
        if not form.is_valid():
            return None
        asked = form.cleaned_data
        version = get_object_or_404(QuestionVersion, pk=asked["version"], question=self.question)
        accepted = self.request.POST.get("verdict") == "accept"
        until = asked["until"] if accepted else None
        reviews.review_question(
            version=version, by=self.person, accepted=accepted, until=until, note=asked["note"], now=now
        )
        if not accepted:
            return f"{self.question.code} 没有通过，已经不再抽。"
        return f"{self.question.code} 复核通过，到 {until}。"

    def tell(self, refused: Refused) -> None:
        assert self.review_form is not None  # noqa: S101
        put_beside(self.review_form, refused)
        messages.error(self.request, "没有记下复核：" + refused.message)


class RecheckView(_Deed):
    def do(self, now: datetime.datetime) -> str | None:
        form = self.recheck_form = RecheckForm(self.request.POST)
        if not form.is_valid():
            return None
        reviews.mark_recheck(question=self.question, reason=form.cleaned_data["reason"])
        return f"{self.question.code} 不再抽，等人再看一遍。"


class RetireView(_Deed):
    def do(self, now: datetime.datetime) -> str | None:
        bank.retire_question(question=self.question, by=self.person, now=now)
        return f"{self.question.code} 已停用。考过它的卷子和成绩都还在。"


class RestoreView(_Deed):
    def do(self, now: datetime.datetime) -> str | None:
        bank.restore_question(question=self.question, by=self.person)
        return f"{self.question.code} 已恢复，原来的复核仍然算数。"


class PhoneView(DeskView):
    """One version alone, as on a phone: the frame inside the desk."""

    permission = VIEW

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
        rows = QuestionVersion.objects.select_related("question", "picture")
        version = rows.filter(question=pk, number=number).first()
        if version is None:
            raise Http404
        chips = bank_reading.chips_of([version], clock.today()).get(version.pk, [])
        bases = [bank_reading.Basis(version.basis, chips)]
        return on_phone(request, bank_reading.shown(version, must=version.question.red_line), bases)


def on_phone(
    request: HttpRequest,
    shown: bank_reading.Shown | None,
    bases: list[bank_reading.Basis],
    wrong: list[str] | None = None,
) -> HttpResponseBase:
    page: dict[str, Any] = {"shown": shown, "bases": bases, "wrong": wrong or []}
    page["attempt"] = {"code": uuid.UUID(int=0)}  # nobody's: the form in the frame has no button
    if shown:
        page["asked"] = shown.asked
    return render(request, "training/bank/phone.html", page)
