"""The plan of safety education of a project, and events that call for training."""

from __future__ import annotations

import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal import clock
from portal.models import Person, Project
from portal.services.refusal import Refused

from ..forms import EventForm, PlanItemForm
from ..models import CrewSession, EducationPlan, PlanItem, TrainingEvent
from ..rules.plan import NAMES, Held, month_of, state_of
from ..services import plans as services


def _project(request: HttpRequest, project_id: int) -> Project:
    return get_object_or_404(Project.objects.visible_to(request.user), pk=project_id)


@never_cache
@login_required
def plans(request: HttpRequest, project_id: int) -> HttpResponse:
    """All plans of a project, newest first, and the way to this month's."""
    project = _project(request, project_id)
    today = clock.today()
    rows = (
        EducationPlan.objects.visible_to(request.user)
        .filter(project=project)
        .annotate(size=Count("items"))
        .order_by("-year", "-month")
    )
    context = {"project": project, "plans": list(rows), "today": today, "next": _next_month(today)}
    return render(request, "training/learn/plans.html", context)


def _next_month(today: datetime.date) -> datetime.date:
    return month_of(today.year, today.month)[1] + datetime.timedelta(days=1)


@never_cache
@login_required
def plan(request: HttpRequest, project_id: int, year: int, month: int) -> HttpResponseBase:
    """One month, or the year (month 0): its items with done or not, and the form to add one."""
    project = _project(request, project_id)
    try:
        first, last = month_of(year, month)
    except ValueError as error:
        raise Http404("没有这个月") from error
    person, now = cast(Person, request.user), clock.now()
    form = PlanItemForm(request.POST or None, project=project, initial={"on": max(first, min(now.date(), last))})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_item(by=person, project=project, year=year, month=month, now=now, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            messages.success(request, "加进计划了。")
            return redirect("training:plan", project.pk, year, month)
    kept = (
        EducationPlan.objects.visible_to(request.user)
        .filter(project=project, year=year, month=month)
        .select_related("made_by", "agreed_by")
        .first()
    )
    context = {
        "project": project,
        "plan": kept,
        "year": year,
        "month": month,
        "form": form,
        "rows": _rows(kept, now.date()) if kept else [],
        "may_plan": services.may_plan(person, project, now.date()),
        "voices": _voices(person, project, now.date()) if kept and not kept.agreed_at else [],
        "may_agree": services.may_agree(person, project, now.date()),
        "own_voice": not person.is_superuser,
    }
    return render(request, "training/learn/plan.html", context)


def _voices(person: Person, project: Project, today: datetime.date) -> list[str]:
    """Who may agree, as "甲总（企业负责人）"; by the post alone whom the asker does not see."""
    posts = services.who_may_agree(project, today)
    seen = set(
        Person.objects.visible_to(person).filter(pk__in=[post.person_id for post in posts]).values_list("pk", flat=True)
    )
    named = [
        f"{post.person.name}（{post.get_role_display()}）" if post.person_id in seen else post.get_role_display()
        for post in posts
    ]
    return list(dict.fromkeys(named))


def _rows(kept: EducationPlan, today: datetime.date) -> list[dict[str, Any]]:
    """Three queries: items, their sessions with signatures counted, crews. What came to nothing was not held."""
    signed = CrewSession.objects.held().annotate(
        signed=Count("attendees", filter=Q(attendees__signed_at__isnull=False) | Q(attendees__on_paper=True))
    )
    items = kept.items.select_related("crew").prefetch_related(Prefetch("sessions", signed)).order_by("on", "pk")
    rows = []
    for item in items:
        sessions = list(item.sessions.all())
        held = [Held(s.starts_at.astimezone(clock.SHANGHAI).date(), s.signed) for s in sessions]  # type: ignore[attr-defined]
        state = state_of(item.on, held, today=today)
        rows.append({"item": item, "state": state, "name": NAMES[state], "sessions": sessions})
    return rows


@login_required
@require_POST
def agree_plan(request: HttpRequest, project_id: int, year: int, month: int) -> HttpResponseBase:
    project = _project(request, project_id)
    kept = get_object_or_404(EducationPlan.objects.visible_to(request.user), project=project, year=year, month=month)
    try:
        services.agree(by=cast(Person, request.user), plan=kept, now=clock.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "计划确认了。")
    return redirect("training:plan", project.pk, year, month)


@login_required
@require_POST
def remove_plan_item(request: HttpRequest, item_id: int) -> HttpResponseBase:
    visible = EducationPlan.objects.visible_to(request.user)
    item = get_object_or_404(PlanItem.objects.select_related("plan__project").filter(plan__in=visible), pk=item_id)
    kept = item.plan
    try:
        services.remove_item(by=cast(Person, request.user), item=item, now=clock.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "从计划里去掉了。")
    return redirect(reverse("training:plan", args=[kept.project_id, kept.year, kept.month]))


@never_cache
@login_required
def training_events(request: HttpRequest, project_id: int) -> HttpResponseBase:
    """New techniques and accidents of a project, and the form to add one."""
    project = _project(request, project_id)
    person, now = cast(Person, request.user), clock.now()
    form = EventForm(request.POST or None, project=project, initial={"on": now.date()})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_event(by=person, project=project, now=now, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            messages.success(request, "记下了。当天在场的人，“应学”里已经多了这一项。")
            return redirect("training:training_events", project.pk)
    context = {
        "project": project,
        "form": form,
        "events": list(TrainingEvent.objects.filter(project=project).select_related("crew").order_by("-on", "-pk")),
        "may_plan": services.may_plan(person, project, now.date()),
    }
    return render(request, "training/learn/events.html", context)
