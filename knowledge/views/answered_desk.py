"""The desk of answered questions: drafts, the second look, publishing and withdrawing."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import clock
from portal.desk import put_beside
from portal.models import Person
from portal.services.refusal import Refused

from ..hotline_forms import AnsweredForm, WhyForm
from ..models import AnsweredQuestion, Question
from ..models.answers import MAY_SEE
from ..models.hotline import on_desk
from ..services import answered as services

ON_A_PAGE = 30
State = AnsweredQuestion.State


def _writer(request: HttpRequest) -> Person:
    person = cast(Person, request.user)
    if not (person.has_perm(MAY_SEE) or on_desk(person)):
        raise Http404
    return person


@never_cache
@login_required
@require_safe
def answered_list(request: HttpRequest) -> HttpResponse:
    """All of them, by state; those that wait for a second look first."""
    person = _writer(request)
    state = request.GET.get("state", "")
    rows = AnsweredQuestion.objects.filter(state=state) if state in State.values else AnsweredQuestion.objects.all()
    sums = dict(AnsweredQuestion.objects.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "page": Paginator(rows.order_by("-updated_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "tabs": [("", "全部", sum(sums.values())), *((key, name, sums.get(key, 0)) for key, name in State.choices)],
        "query": f"state={state}" if state else "",
        "may_approve": person.has_perm(services.MAY_APPROVE),
    }
    return render(request, "knowledge/desk/answered_list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_answered(request: HttpRequest) -> HttpResponseBase:
    """A new draft, empty or from a question of the desk (`?from=`)."""
    person = _writer(request)
    source = None
    if request.GET.get("from", "").isdecimal():
        source = get_object_or_404(Question.objects.visible_to(person), pk=int(request.GET["from"][:18]))
    today = clock.today()
    initial = services.draft_from(source) if source else {}
    form = AnsweredForm(request.POST or None, initial=initial, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.write_answered(by=person, now=clock.now(), from_question=source, **form.cleaned_data)
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, "存成草稿了。看一遍，再交给第二个人看。")
            return redirect("knowledge:answered_page", row.pk)
    return render(request, "knowledge/desk/answered_form.html", {"form": form, "source": source})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def answered_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One of them with its form; what the masking rules find stands above it."""
    person = _writer(request)
    row = get_object_or_404(AnsweredQuestion.objects.select_related("from_question", "written_by"), pk=pk)
    form = AnsweredForm(request.POST or None, instance=row, today=clock.today())
    if request.method == "POST" and form.is_valid():
        fresh = AnsweredQuestion.objects.get(pk=pk)
        try:
            services.edit_answered(answered=fresh, by=person, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            put_beside(form, refused)
        else:
            messages.success(request, "存好了，是草稿。")
            return redirect("knowledge:answered_page", pk)
    return _shown(request, pk, form, person)


def _shown(request: HttpRequest, pk: int, form: AnsweredForm, person: Person) -> HttpResponse:
    row = AnsweredQuestion.objects.select_related("from_question", "written_by").get(pk=pk)
    context = {
        "row": row,
        "form": form,
        "unmasked": services.unmasked(row),
        "citations": row.citations.select_related("article", "regulation").order_by("start"),
        "moves": row.moves.select_related("by").order_by("-at", "-pk"),
        "may_approve": person.has_perm(services.MAY_APPROVE),
        "own_work": person.pk in services.hands(row),
        "why": WhyForm(auto_id="why_%s"),
        "editable": row.state != State.REVIEW,
    }
    return render(request, "knowledge/desk/answered_page.html", context)


@never_cache
@login_required
@require_POST
def answered_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponseBase:
    """A button: what is refused is told on the page."""
    person = _writer(request)
    row = get_object_or_404(AnsweredQuestion, pk=pk)
    why, now = request.POST.get("why", ""), clock.now()
    common: dict[str, Any] = {"answered": row, "by": person}
    try:
        if deed == "submit":
            services.submit_answered(now=now, **common)
            said = "交出去了，等第二个人看。"
        elif deed == "publish":
            services.publish_answered(now=now, **common)
            said = "发布了。"
        elif deed == "return":
            services.return_answered(now=now, why=why, **common)
            said = "退回了，又是草稿。"
        elif deed == "withdraw":
            services.withdraw_answered(now=now, why=why, **common)
            said = "撤回了，网页上马上没有，搜索一分钟内没有。"
        elif deed == "leave":
            services.leave_standing(words=request.POST.getlist("word")[:50], **common)
            said = "记下了，这些词不是个人信息。"
        else:
            raise Http404
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, said)
    return redirect("knowledge:answered_page", pk)
