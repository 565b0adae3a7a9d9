"""Registering by the code on a project's poster, and deciding who is let in."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import clock, qr
from ..addresses import client_address
from ..models import Crew, JoinRequest, Person, Project
from ..services import sites
from ..services.refusal import Refused
from ..site_forms import ConfirmForm, JoinAsForm, JoinForm
from .sites import kept_project, put_refusal

_SHOWN = 30
"""Requests on one page: each carries a form."""


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def site_qr(request: HttpRequest, project: int) -> HttpResponseBase:
    """The poster to print. A POST makes a new code; the old one opens nothing any more."""
    found = kept_project(request, project)
    if request.method == "POST":
        sites.renew_code(by=cast(Person, request.user), project=found)
        messages.success(request, "新的二维码好了。旧的不能再用，请重新打印。")
        return redirect("site_qr", found.pk)
    address = f"{settings.BASE_URL}{reverse('join', args=[found.join_code])}" if found.join_code else ""
    drawing = qr.drawing(address, f"{found.name} 进场登记二维码") if address else ""
    return render(request, "portal/sites/qr.html", {"project": found, "address": address, "drawing": drawing})


@never_cache
@login_required
@require_safe
def join_requests(request: HttpRequest, project: int) -> HttpResponse:
    found = kept_project(request, project)
    return _requests(request, found)


def _requests(
    request: HttpRequest, project: Project, wrong: tuple[int, ConfirmForm] | None = None, status: int = 200
) -> HttpResponse:
    person = cast(Person, request.user)
    waiting = JoinRequest.objects.visible_to(person).waiting().filter(project=project)
    crews = Crew.objects.kept_by(person).filter(project=project).order_by("name", "pk")
    rows = []
    for row in waiting.select_related("person", "crew").order_by("made_at", "pk")[:_SHOWN]:
        if wrong and wrong[0] == row.pk:
            form = wrong[1]
        else:
            first = {"crew": row.crew_id}
            form = ConfirmForm(crews=crews, today=clock.today(), initial=first, prefix=f"r{row.pk}")
        rows.append({"row": row, "typed": sites.typed(row), "form": form})
    context = {"project": project, "rows": rows, "more": max(0, waiting.count() - _SHOWN)}
    return render(request, "portal/sites/requests.html", context, status=status)


@never_cache
@login_required
@require_POST
def decide_join(request: HttpRequest, join_request: int) -> HttpResponseBase:
    person = cast(Person, request.user)
    rows = JoinRequest.objects.visible_to(person).select_related("project")
    row = get_object_or_404(rows, pk=join_request)
    crews = Crew.objects.kept_by(person).filter(project=row.project).order_by("name", "pk")
    form = ConfirmForm(request.POST, crews=crews, today=clock.today(), prefix=f"r{row.pk}")
    try:
        if "decline" in request.POST:
            sites.decline_request(by=person, request=row, now=clock.now())
            messages.success(request, "没有通过的登记已经删掉填的内容。")
            return redirect("join_requests", row.project.pk)
        if form.is_valid():
            now, today = clock.now(), clock.today()
            held = sites.confirm_request(by=person, request=row, now=now, today=today, **form.cleaned_data)
            messages.success(request, f"{held.person.name} 已进 {held.crew}。")
            return redirect("join_requests", row.project.pk)
    except Refused as refused:
        put_refusal(form, refused)
    if row.state != JoinRequest.State.WAITING:
        messages.warning(request, "这个登记已经处理过了。")
        return redirect("join_requests", row.project.pk)
    return _requests(request, row.project, wrong=(row.pk, form))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponseBase:
    """At the gate: open to everyone who has the code, and telling nobody who is known already."""
    project = sites.join_project(code=code, today=clock.today())
    if project is None:
        raise Http404
    crews = project.crews.order_by("name", "pk")  # named to whoever scans the poster
    known = request.user.is_authenticated and "other" not in request.GET
    if known:
        form: Any = (
            JoinAsForm(request.POST or None, crews=crews) if request.method == "POST" else JoinAsForm(crews=crews)
        )
    else:
        form = JoinForm(request.POST or None, crews=crews)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, form, project, known)
        except Refused as refused:
            put_refusal(form, refused)
        else:
            return render(request, "portal/sites/joined.html", {"project": project, "known": known})
    return render(request, "portal/sites/join.html", {"form": form, "project": project, "known": known, "code": code})


def _ask(request: HttpRequest, form: Any, project: Project, known: bool) -> None:
    data, now, today = form.cleaned_data, clock.now(), clock.today()
    if known:
        person = cast(Person, request.user)
        sites.ask_to_join_as(person=person, project=project, crew=data["crew"], now=now, today=today)
        return
    entered = sites.Typed(data["name"], data["phone"], data["document_kind"], data["document_number"])
    address = client_address(request)
    sites.ask_to_join(project=project, entered=entered, crew=data["crew"], address=address, now=now, today=today)
