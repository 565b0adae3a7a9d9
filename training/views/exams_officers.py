"""For those who look after people: who sits an exam and how it went, late answers, more time, void papers."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.models import Person, Project
from portal.rules.numbers import row_key
from portal.services.refusal import Refused

from ..models import AnswerEvent, Attempt, AttemptResult, Paper
from ..officers import attempts_under, keeps_anyone, members_staying, members_under
from ..services.late import MOST_MINUTES, decide_late, grant_extra_time, void_attempt

_PER_PAGE = 25
_UNDECIDED = Q(events__standing=AnswerEvent.Standing.UNDECIDED, events__decisions__isnull=True)


def _reason(help_text: str) -> forms.CharField:
    return forms.CharField(label="理由", max_length=300, help_text=help_text, error_messages={"required": "请写理由"})


class LateForm(forms.Form):
    accepted = forms.TypedChoiceField(
        label="认定",
        choices=[("yes", "有效，算分"), ("no", "无效，不算")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选有效还是无效"},
    )
    reason = _reason("为什么：比如地下室没有信号，班组长在场。")


class VoidForm(forms.Form):
    reason = _reason("比如：手机坏了；替考。")


class ExtraForm(forms.Form):
    minutes = forms.IntegerField(
        label="加多少分钟",
        min_value=1,
        max_value=MOST_MINUTES,
        error_messages={"required": "请填分钟数", "invalid": "请填分钟数"},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    paper = forms.ModelChoiceField(label="哪张卷", queryset=Paper.objects.none(), required=False, empty_label="所有卷")
    reason = _reason("比如：识字慢。")


def officer_of(request: HttpRequest) -> Person:
    person = cast(Person, request.user)
    if not keeps_anyone(person):
        raise Http404
    return person


@never_cache
@login_required
@require_safe
def attempt_list(request: HttpRequest) -> HttpResponseBase:
    """Running and ended attempts, newest first, of one project or of all."""
    officer = officer_of(request)
    newest = AttemptResult.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    rows = (
        attempts_under(officer)
        .select_related("person", "paper", "project", "supervisor")
        .annotate(
            answered=Count("events__item", distinct=True),
            asked=Subquery(newest.values("out_of")[:1]),
            score=Subquery(newest.values("score")[:1]),
            passed=Subquery(newest.values("passed")[:1]),
        )
        .order_by("-started_at", "-pk")
    )
    projects = Project.objects.visible_to(officer).order_by("name")
    chosen = {"project": request.GET.get("project", ""), "state": request.GET.get("state", "")}
    if number := row_key(chosen["project"]):
        rows = rows.filter(project__in=projects.filter(pk=number))
    if chosen["state"] in Attempt.State.values:
        rows = rows.filter(state=chosen["state"])
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    query = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
    facts = {"page": page, "projects": projects, "chosen": chosen, "states": Attempt.State.choices, "query": query}
    facts["ruling"] = set(members_under(officer, ruling=True).values_list("person", flat=True))
    staying = members_staying(officer, on=clock.today(), ruling=True)
    facts["staying"] = set(staying.values_list("person", flat=True))
    return render(request, "training/exams/attempts.html", facts | {"now": clock.now()})


@never_cache
@login_required
@require_safe
def late_list(request: HttpRequest) -> HttpResponseBase:
    """Papers with answers that wait for a word."""
    officer = officer_of(request)
    rows = (
        attempts_under(officer, ruling=True)
        .filter(_UNDECIDED)
        .annotate(waiting=Count("events", distinct=True), last=Max("events__received_at"))
        .select_related("person", "paper", "project")
        .order_by("last")
    )
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "training/exams/late.html", {"page": page})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def late(request: HttpRequest, code: uuid.UUID) -> HttpResponseBase:
    """When the answers were given and when they came: not what they say, so that it cannot weigh."""
    officer = officer_of(request)
    attempt = _attempt(officer, code)
    waiting = AnswerEvent.objects.filter(attempt=attempt, standing="undecided", decisions__isnull=True)
    form = LateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_late(attempt=attempt, by=officer, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            messages.success(request, "认定好了，也告诉了本人。")
            return redirect("training:exam_late")
    rows = waiting.select_related("item").order_by("answered_at", "seq")
    span = waiting.aggregate(first=Min("answered_at"), last=Max("answered_at"), came=Max("received_at"))
    facts: dict[str, Any] = {"attempt": attempt, "events": rows, "span": span, "form": form}
    return render(request, "training/exams/late_one.html", facts)


def _attempt(officer: Person, code: uuid.UUID) -> Attempt:
    rows = attempts_under(officer, ruling=True).select_related("person", "paper", "project")
    return get_object_or_404(rows, code=code)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, code: uuid.UUID) -> HttpResponseBase:
    officer = officer_of(request)
    attempt = _attempt(officer, code)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            void_attempt(attempt=attempt, by=officer, reason=form.cleaned_data["reason"], now=clock.now())
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            messages.success(request, "已作废，也告诉了本人。这次不算次数。")
            return redirect("training:exam_attempts")
    return render(request, "training/exams/void.html", {"attempt": attempt, "form": form})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extra_time(request: HttpRequest, pk: int) -> HttpResponseBase:
    """More minutes for someone who reads slowly."""
    officer = officer_of(request)
    under = members_staying(officer, on=clock.today(), ruling=True).values("person")
    person = get_object_or_404(Person.objects.visible_to(officer).filter(pk__in=under), pk=pk)
    form = ExtraForm(request.POST or None)
    form.fields["paper"].queryset = Paper.objects.visible_to(person).offered()  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            grant_extra_time(person=person, by=officer, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            messages.success(request, f"{person} 以后考试加时，正在考的也加上了。")
            return redirect("training:exam_attempts")
    granted = person.extra_time.select_related("paper", "by").order_by("-at")
    return render(request, "training/exams/extra_time.html", {"person": person, "form": form, "granted": granted})
