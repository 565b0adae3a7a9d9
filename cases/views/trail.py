"""The trail: for who may audit a case, and for the person concerned what is about them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import clock
from portal.models import Person

from ..case_page import VERBS
from ..models import Case, IntegrityCheck
from ..rules.access import Action, may
from ..services.trail import broken_links, chain_of, note
from ..trail_reading import as_table, concerned, looks_at, told_to
from .case import case_or_404, denied

PAGE = 50


def _audited(request: HttpRequest, number: str) -> Case:
    case = case_or_404(request, number)
    if not may(case.roles_of(request.user), Action.AUDIT, case.state):
        raise denied(request, case)
    return case


@never_cache
@login_required
@require_safe
def case_trail(request: HttpRequest, number: str) -> HttpResponse:
    """Who did, saw or exported what: for those who may, newest first; and whether the chain is as it was written."""
    case = _audited(request, number)
    note(case=case, verb="audit", by=request.user, at=clock.now())  # type: ignore[arg-type]
    rows = Paginator(case.moves.select_related("by").order_by("-seq"), PAGE).get_page(request.GET.get("page"))
    wrong = [(place, words) for _, place, words in broken_links(chain_of(case))]
    checks = IntegrityCheck.objects.filter(kind=IntegrityCheck.Kind.TRAIL).exclude(end="")
    facts = {
        "case": case,
        "page": rows,
        "verbs": VERBS,
        "wrong": wrong,
        "check": checks.order_by("-finished_at").first(),
    }
    return render(request, "cases/trail.html", facts)


@never_cache
@login_required
@require_safe
def trail_csv(request: HttpRequest, number: str) -> HttpResponse:
    """All of it as a table, this very export in its last row."""
    case = _audited(request, number)
    note(case=case, verb="export", by=request.user, at=clock.now(), what="trail")  # type: ignore[arg-type]
    made = as_table(case.moves.select_related("by").order_by("seq").iterator(chunk_size=2000))
    answer = HttpResponse(made, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"操作记录-{case.number}.csv") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@never_cache
@login_required
@require_safe
def own_looks(request: HttpRequest) -> HttpResponse:
    """Who looked at what is about oneself. Nobody else's name stands there; the look is noted in each case."""
    person: Person = request.user  # type: ignore[assignment]
    cases = list(concerned(person).select_related("project").order_by("-pk"))
    page = Paginator(looks_at(person), 2 * PAGE).get_page(request.GET.get("page"))
    looks = list(told_to(page))
    with transaction.atomic():
        for case in sorted(cases, key=lambda one: one.pk):
            note(case=case, verb="concerned", by=person, at=clock.now(), roles=())
    return render(request, "cases/own_looks.html", {"cases": cases, "page": page, "looks": looks})
