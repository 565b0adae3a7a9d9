"""One case: where it stands, its clocks, what happened, who belongs to it; and who did or saw what."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import clock
from portal.models import Person

from .. import case_page
from ..models import Case
from ..services.trail import note

log = logging.getLogger(__name__)


def case_or_404(request: HttpRequest, number: str) -> Case:
    """The case, if this person may see it; else 404, with a line in the log and in the trail.

    A case that does not exist is answered by the same steps: nobody learns from an answer, or from how long it takes,
    which numbers there are.
    """
    by: Person = request.user  # type: ignore[assignment]
    found = Case.objects.visible_to(by).with_reach(by).select_related("project__client", "handler", "crew")
    found = found.filter(number=number)
    if (case := found.first()) is not None:
        return case
    raise denied(request, Case.objects.filter(number=number).first())


def looked(request: HttpRequest, case: Case, roles: frozenset[Any], **what: Any) -> None:
    """Keep in the trail that a page of the case was read; nothing for what is sent, which leaves rows of its own."""
    by: Person = request.user  # type: ignore[assignment]
    if request.method in ("GET", "HEAD"):
        where = request.resolver_match.url_name if request.resolver_match else ""
        note(case=case, verb="view", by=by, at=clock.now(), roles=roles, page=where, **what)


def denied(request: HttpRequest, hidden: Case | None) -> Http404:
    """What to raise where somebody may not look, after it has been noted: with the case, or with the searches for a
    case that does not exist."""
    by: Person = request.user  # type: ignore[assignment]
    where = request.resolver_match.url_name if request.resolver_match else ""
    note(case=hidden, verb="denied", by=by, at=clock.now(), page=where, method=request.method)
    log.warning("case denied: case %s, person %s, %s %s", hidden and hidden.pk, by.pk, request.method, where)
    return Http404()


@never_cache
@login_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Every look is kept in the trail."""
    found = case_or_404(request, number)
    now = clock.now()
    by: Person = request.user  # type: ignore[assignment]
    team = list(found.team.marking(by).select_related("person", "deputy"))
    roles = found.roles_of(by, team=team)
    note(case=found, verb="view", by=by, at=now, roles=roles)
    whole = request.GET.get("line") == "all"
    facts = case_page.overview(found, roles, now, by=by, team=team, most=case_page.ALL if whole else case_page.LATEST)
    return render(request, "cases/case.html", facts)
