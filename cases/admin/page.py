"""One precedent at the desk: what it says, what stands in its way, its trail, and what may be done with it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin import messages

from portal import clock
from portal.desk import DeskView
from portal.services.refusal import Refused

from ..models import Case, Precedent, PrecedentOrigin
from ..models.precedents import TEXTS
from ..rules.publication import MOVES
from ..services import precedents
from .forms import ReasonForm, SureForm

VIEW = "cases.view_precedent"
SURE = {
    "approve": "我看过全文，认不出是谁，我对脱敏负责",
    "publish": "我看过全文，可以给所有人看",
    "withdraw": "我要撤回：网页、搜索、订阅、导出里都不再有它",
}

_OF_WRITERS = ("edit", "mask", "confirm", "submit")


def label_of(name: str) -> str:
    """How the form calls a field."""
    return str(getattr(Precedent._meta.get_field(name), "verbose_name", name))


class PrecedentPage(DeskView):
    permission = VIEW
    template_name = "cases/desk/page.html"
    header_icon = "doc-full"
    wrong: tuple[str, dict[str, forms.Form]] = ("", {})
    """The verb that was refused, and its forms with what was typed."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Precedent.objects.select_related("written_by", "submitted_by", "approved_by", "withdrawn_by", "client")
        self.precedent = get_object_or_404(rows, pk=kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        return self.precedent.code

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("precedents_desk:index"), "案例")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.precedent
        may_write = self.request.user.has_perm(precedents.MAY_WRITE)
        may_approve = self.request.user.has_perm(precedents.MAY_APPROVE)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "precedent": one,
            "seen": precedents.mark(one),
            "texts": [(label_of(name), getattr(one, name)) for name in TEXTS[1:]],
            "hindrances": [words for _, words in precedents.hindrances(one)],
            "citations": one.citations.select_related("article", "regulation").order_by("start"),
            "moves": one.moves.select_related("by").order_by("-at", "-pk"),
            "may": {
                verb: one.state in states and (may_write if verb in _OF_WRITERS else may_approve)
                for verb, (states, _) in MOVES.items()
            },
            **self.origin(),
            "own_work": self.person.pk in precedents.hands(one),
            "forms": {verb: self.forms_of(verb) for verb in ("approve", "return", "publish", "withdraw")},
        }

    def origin(self) -> dict[str, Any]:
        """From which case it was made, named to nobody but those who may see that case anyway."""
        found = PrecedentOrigin.objects.select_related("case").filter(precedent=self.precedent).first()
        if found is None:
            return {}
        case = Case.objects.visible_to(self.person).filter(pk=found.case_id).first()
        return {"origin": found, "origin_case": case, "origin_reopened": found.case.state != Case.State.CLOSED}

    def forms_of(self, verb: str) -> dict[str, forms.Form]:
        if self.wrong[0] == verb:
            return self.wrong[1]
        return make_forms(verb, None)


def make_forms(verb: str, data: Any) -> dict[str, forms.Form]:
    """What a verb asks for: a reason, a tick, or both."""
    made: dict[str, forms.Form] = {}
    if verb in ("return", "withdraw"):
        made["why"] = ReasonForm(data, auto_id=f"{verb}_%s")
    if verb in SURE:
        made["sure"] = SureForm(data, auto_id=f"{verb}_%s", words=SURE[verb])
    return made


class _Deed(PrecedentPage):
    """A button on the page. What is refused is told on the same page, with everything that was typed."""

    permission = precedents.MAY_APPROVE
    http_method_names = ["post"]
    verb = ""
    done = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        given = make_forms(self.verb, request.POST)
        self.wrong = (self.verb, given)
        checked = [form.is_valid() for form in given.values()]
        if all(checked):
            why = given["why"].cleaned_data["why"] if "why" in given else ""
            try:
                self.do(why, clock.now())
            except Refused as refused:
                messages.error(request, refused.message)
                return self.render_to_response(self.get_context_data())
            messages.success(request, self.done)
            return redirect("precedents_desk:page", self.precedent.pk)
        messages.error(request, "还没有做：少了一样，写在旁边。")
        return self.render_to_response(self.get_context_data())

    def do(self, why: str, now: datetime.datetime) -> None:
        raise NotImplementedError


class SubmitView(_Deed):
    permission, verb, done = precedents.MAY_WRITE, "submit", "送审了，等另一个人审核脱敏。"

    def do(self, why: str, now: datetime.datetime) -> None:
        precedents.submit_precedent(precedent=self.precedent, by=self.person, now=now)


class ApproveView(_Deed):
    verb, done = "approve", "审核通过，现在是内部案例。要给大家看，再点发布。"

    def do(self, why: str, now: datetime.datetime) -> None:
        seen = self.request.POST.get("seen") or precedents.UNSEEN
        precedents.approve_precedent(precedent=self.precedent, by=self.person, now=now, seen=seen)


class ReturnView(_Deed):
    verb, done = "return", "退回了，又是草稿。"

    def do(self, why: str, now: datetime.datetime) -> None:
        precedents.return_precedent(precedent=self.precedent, by=self.person, why=why, now=now)


class PublishView(_Deed):
    verb, done = "publish", "发布了，一分钟内能搜到。"

    def do(self, why: str, now: datetime.datetime) -> None:
        precedents.publish_precedent(precedent=self.precedent, by=self.person, now=now)


class WithdrawView(_Deed):
    verb, done = "withdraw", "撤回了，一分钟内各处都不再有它。记录里留着谁、什么时候、为什么。"

    def do(self, why: str, now: datetime.datetime) -> None:
        precedents.withdraw_precedent(precedent=self.precedent, by=self.person, why=why, now=now)
