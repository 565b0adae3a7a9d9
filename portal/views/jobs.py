"""How far background work is, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import clock
from ..models import Job
from ..services import jobs, rosters
from ..services.refusal import Refused


def _found(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("result"), pk=pk)


def _onward(found: Job) -> str:
    """Where what the job is about is shown, with its progress; "" when that is here."""
    if found.kind in (rosters.CHECK, rosters.IMPORT):
        return reverse("roster", args=[found.params["roster"]])
    return ""


@never_cache
@login_required
def job(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return render(request, "portal/job.html", {"job": found, "open": found.state in Job.OPEN, "onward": _onward(found)})


@never_cache
@login_required
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """What the page asks for every two seconds."""
    found = _found(request, pk)
    body: dict[str, Any] = {name: getattr(found, name) for name in ("state", "done", "total", "note")}
    return JsonResponse(body | {"open": found.state in Job.OPEN, "words": found.get_state_display()})


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = _found(request, pk)
    try:
        jobs.cancel_job(job=found, now=clock.now())
    except Refused as refused:
        notices.error(request, refused.message)
    return redirect(_onward(found) or reverse("job", args=[pk]))
