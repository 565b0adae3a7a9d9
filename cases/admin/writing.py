"""Writing a precedent, masking it finding by finding, confirming the articles it stands on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from portal import clock
from portal.desk import DeskView, put_beside
from portal.services.refusal import Refused

from ..rules.publication import MOVES, Proposal
from ..rules.writing import CITE_KINDS
from ..services import precedents
from ..services.cites import found_in_texts
from .forms import PrecedentForm
from .page import PrecedentPage, label_of

ADD = "cases.add_precedent"
_EMPTY_ROWS = 3
_NOT_SAVED = "还没有存：有几处要改，都写在旁边。你填的都还在。"


class WriteView(DeskView):
    permission = ADD
    template_name = "cases/desk/form.html"
    page_title = "写一个案例"
    header_icon = "doc-full"

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("precedents_desk:index"), "案例")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(PrecedentForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = PrecedentForm(request.POST)
        if form.is_valid():
            try:
                made = precedents.write_precedent(facts=form.facts(), by=self.person, now=clock.now())
            except Refused as refused:
                put_beside(form, refused)
            else:
                messages.success(request, "草稿存好了。下一步：脱敏，对上条文，再送审。")
                return redirect("precedents_desk:page", made.pk)
        messages.error(request, _NOT_SAVED)
        return self.show(form)

    def show(self, form: PrecedentForm) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(form=form, media=form.media))


class _AtWork(PrecedentPage):
    """A page that changes one precedent; shown only while its state allows that."""

    permission = precedents.MAY_WRITE
    verb = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_perm(self.permission) and self.precedent.state not in MOVES[self.verb][0]:
            messages.error(request, precedents.refusal_of(self.verb))
            return redirect("precedents_desk:page", self.precedent.pk)
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[tuple[str, str]]:
        here = reverse("precedents_desk:page", args=[self.precedent.pk])
        return [*super().crumbs(), (here, self.precedent.code)]

    def get_page_title(self) -> str:
        return {"edit": "修改", "mask": "脱敏", "confirm": "对上条文"}[self.verb]


class EditView(_AtWork):
    template_name = "cases/desk/form.html"
    verb = "edit"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(PrecedentForm(instance=self.precedent))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = PrecedentForm(request.POST, instance=self.precedent)
        if form.is_valid():
            try:
                precedents.edit_precedent(
                    precedent=self.precedent,
                    facts=form.facts(),
                    by=self.person,
                    now=clock.now(),
                    seen=form.cleaned_data["seen"] or precedents.UNSEEN,
                )
            except Refused as refused:
                put_beside(form, refused)
            else:
                messages.success(request, "存好了，现在是草稿，要送审。")
                return redirect("precedents_desk:page", self.precedent.pk)
        messages.error(request, _NOT_SAVED)
        return self.show(form)

    def show(self, form: PrecedentForm) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(form=form, media=form.media))


class MaskView(_AtWork):
    """Each finding beside its text, with 换掉, 不是个人信息 and 先不动; what is not decided stays a finding."""

    template_name = "cases/desk/mask.html"
    verb = "mask"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        accepted, kept = [], []
        for one in precedents.proposals(self.precedent):
            chosen = request.POST.get(f"do:{one.where}:{one.text}", "")
            if chosen == "mask":
                accepted.append(replace(one, instead=request.POST.get(f"instead:{one.where}", one.instead)))
            elif chosen == "keep":
                kept.append(one.text)
        if not accepted and not kept:
            messages.warning(request, "没有选任何一处，什么都没有变。")
            return redirect("precedents_desk:mask", self.precedent.pk)
        try:
            precedents.mask_precedent(
                precedent=self.precedent, accepted=accepted, kept=kept, by=self.person, now=clock.now()
            )
        except Refused as refused:
            messages.error(request, refused.message)
            return self.render_to_response(self.get_context_data())
        messages.success(request, f"换掉 {len(accepted)} 处，留下 {len(kept)} 处。")
        return redirect("precedents_desk:mask", self.precedent.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = precedents.proposals(self.precedent)
        rows = []
        for name in precedents.SCANNED:
            here = [one for one in found if one.field == name]
            if here:
                rows.append(
                    {"label": label_of(name), "pieces": _pieces(getattr(self.precedent, name), here), "found": here}
                )
        return super().get_context_data(**kwargs) | {"rows": rows, "left": precedents.unmasked_words(self.precedent)}


def _pieces(text: str, found: list[Proposal]) -> list[tuple[str, Proposal | None]]:
    """The text cut at its findings."""
    out: list[tuple[str, Proposal | None]] = []
    place = 0
    for one in found:
        out += [(text[place : one.start], None), (one.text, one)]
        place = one.end
    return [*out, (text[place:], None)]


class CitesView(_AtWork):
    """Articles confirmed before, those the linker found in the text, and empty lines for more, each with its kind."""

    template_name = "cases/desk/cites.html"
    verb = "confirm"
    typed: list[dict[str, Any]] | None = None
    refused = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.typed = [
            {"article": article.strip(), "kind": kind, "on": on == "yes"}
            for article, kind, on in zip(
                request.POST.getlist("article"), request.POST.getlist("kind"), request.POST.getlist("on"), strict=False
            )
        ]
        cites = [{"article": one["article"], "kind": one["kind"]} for one in self.typed if one["on"] and one["article"]]
        try:
            row = precedents.confirm_cites(precedent=self.precedent, cites=cites, by=self.person, now=clock.now())
        except Refused as refused:
            self.refused = refused.message
            return self.render_to_response(self.get_context_data())
        lost = row.citations.unresolved().values_list("raw", flat=True)
        if lost:
            messages.warning(request, f"存好了，但这些没有对上条文：{'、'.join(lost)}")
        else:
            messages.success(request, f"存好了，{len(cites)} 条都对上了条文。")
        return redirect("precedents_desk:page", self.precedent.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.typed
        if rows is None:
            found = found_in_texts(self.precedent)
            rows = [{**one, "on": True} for one in self.precedent.cites]
            rows += [{"article": article, "kind": "", "on": False, "found": True} for article in found]
            rows += [{"article": "", "kind": "basis", "on": True}] * _EMPTY_ROWS
        more = {"rows": rows, "kinds": CITE_KINDS.items(), "refused": self.refused}
        return super().get_context_data(**kwargs) | more
