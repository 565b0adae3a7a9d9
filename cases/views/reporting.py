"""Reporting an incident from a phone: first whom to call, then a form that waits on the phone for a network."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.desk import put_beside
from portal.models import Person
from portal.services.refusal import Refused
from portal.shared_phone import account_key
from portal.tasks import send_messages

from .. import case_reading as reading
from ..models import Case
from ..report_forms import ReportForm
from ..services.opening import projects_to_report
from ..services.reporting import report_incident
from .case import denied, looked


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Numbers to call stand above the form. A phone's own sending gets JSON, a plain form the receipt."""
    by: Person = request.user  # type: ignore[assignment]
    by_phone = request.headers.get("Accept") == "application/json"
    projects = list(projects_to_report(by).select_related("client").order_by("name"))
    if not projects:
        raise PermissionDenied("您现在没有可以上报的项目。请打电话告诉项目经理。")
    now = clock.now()
    if request.method != "POST":
        return _page(request, ReportForm(by=by, now=now), projects)
    form = ReportForm(request.POST, request.FILES, by=by, now=now)
    if form.is_valid():
        try:
            case = report_incident(report=form.report(), by=by, now=now)
        except Refused as refused:
            put_beside(form, refused)
        else:
            send_messages.delay_on_commit()
            address = reverse("cases:received", args=[case.number])
            return JsonResponse({"number": case.number, "address": address}) if by_phone else redirect(address)
    if by_phone:
        errors = {
            form.fields[name].label if name in form.fields else "": list(told) for name, told in form.errors.items()
        }
        return JsonResponse({"errors": errors}, status=422)
    return _page(request, form, projects, status=422)


def _page(request: HttpRequest, form: ReportForm, projects: list[Any], status: int = 200) -> HttpResponse:
    facts = {
        "form": form,
        "projects": projects,
        "numbers": reading.numbers_for(request.user, projects),
        "account": account_key(request.user),  # type: ignore[arg-type]
    }
    return render(request, "cases/report.html", facts, status=status)


@never_cache
@require_safe
def report_token(request: HttpRequest) -> HttpResponse:
    """Whether the phone is still signed in, as whom, and a fresh token to send with."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse({"account": account_key(request.user), "token": get_token(request)})


@never_cache
@login_required
@require_safe
def received(request: HttpRequest, number: str) -> HttpResponse:
    """What became of a report: for whoever made it, also without the right to see the case itself."""
    by: Person = request.user  # type: ignore[assignment]
    case = Case.objects.select_related("project", "handler").filter(number=number).first()
    seen = case is not None and Case.objects.visible_to(by).filter(pk=case.pk).exists()
    if case is None or not (seen or case.reported_by_id == by.pk):
        raise denied(request, case)
    looked(request, case, case.roles_of(by))
    return render(request, "cases/received.html", {"case": case, "seen": seen, **reading.told(case)})
