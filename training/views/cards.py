"""三级安全教育登记卡: one opened at once, those of a project made in the background."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal import clock
from portal.models import Person, Project
from portal.rules import file_types
from portal.rules.numbers import row_key
from portal.services.refusal import Refused
from portal.tasks import run_job

from ..cards import post_of
from ..services.cards import PDF, XLSX, print_card, start_printing

_TYPES = {PDF: file_types.PDF, XLSX: file_types.XLSX}


@never_cache
@login_required
@require_safe
def card(request: HttpRequest, person_id: int, form: str) -> HttpResponse:
    """One's own, or that of somebody one looks after; `?project=` says for which site, else the newest."""
    by = cast(Person, request.user)
    person = get_object_or_404(Person.objects.visible_to(by), pk=person_id)
    asked = request.GET.get("project", "")
    post = post_of(by, person, row_key(asked) or None)
    if form not in _TYPES or post is None:
        raise Http404
    answer = HttpResponse(print_card(by=by, post=post, form=form, now=clock.now()), content_type=_TYPES[form])
    name = f"三级安全教育登记卡-{person.name}.{form}"
    answer["Content-Disposition"] = content_disposition_header(form != PDF, name) or "attachment"
    return answer


@login_required
@require_POST
def project_cards(request: HttpRequest, project_id: int) -> HttpResponseBase:
    """Begin the cards of a whole project or of one crew, and show how far it is."""
    by = cast(Person, request.user)
    project = get_object_or_404(Project.objects.visible_to(by), pk=project_id)
    form, crew = request.POST.get("form", PDF), request.POST.get("crew", "")
    if form not in _TYPES:
        raise Http404
    own_crew = project.crews.filter(pk=row_key(crew)).first()
    try:
        job = start_printing(
            by=by,
            project=project,
            form=form,
            crew=own_crew.pk if own_crew else None,
            left=request.POST.get("left") == "1",
            now=clock.now(),
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("training:project_records", project_id)
    run_job.delay_on_commit(job.pk)
    return redirect("job", job.pk)
