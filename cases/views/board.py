"""The cases somebody handles: by the clock that runs out next, or by stage."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import clock

from .. import case_reading
from ..services.opening import projects_to_report
from ..services.precedent_draft import clients_to_allow
from ..services.trail import note


@never_cache
@login_required
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Searching and narrowing leave a row in the trail: who, by what kind of question, how much was found; never the
    words."""
    now = clock.now()
    wish = case_reading.asked(request.GET)
    facts = case_reading.board(request.user, wish, request.GET.get("page"), now)
    asked = [name for name in ("q", "family", "project", "state") if wish[name]]
    if asked and request.user.is_authenticated:
        found = facts["page"].paginator.count if "page" in facts else sum(one["total"] for one in facts["lanes"])
        note(case=None, verb="search", by=request.user, at=now, found=found, asked=asked)
    facts["may_consent"] = clients_to_allow(request.user).exists()  # type: ignore[arg-type]
    facts["may_report"] = projects_to_report(request.user).exists()  # type: ignore[arg-type]
    return render(request, "cases/board.html", facts)
