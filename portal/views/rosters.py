"""Files of many people: the template, sending one in, what the check found, the decision, and what came of it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import clock
from ..models import Job, Membership, Person, Project, RosterImport
from ..rules import file_types
from ..services import rosters
from ..services.jobs import cancel_job
from ..services.refusal import Refused
from ..site_forms import ConfirmRosterForm, RosterForm
from ..tasks import run_job
from .sites import kept_project, put_refusal

EARLIER = 20
"""Earlier files on the page."""
NAMED = 50
"""Missing people whose names are shown; all of them are counted."""

_State = RosterImport.State


def _project(request: HttpRequest, project: int) -> Project:
    """Where one may bring in files; who enters people one by one does not learn of it."""
    found = kept_project(request, project)
    if not rosters.may_import(by=cast(Person, request.user), project=found):
        raise Http404
    return found


def _roster(request: HttpRequest, roster: int) -> RosterImport:
    """One's own file, as long as one may still bring files in."""
    rows = RosterImport.objects.visible_to(request.user).select_related("project__client", "job", "marked")
    found = get_object_or_404(rows, pk=roster)
    _project(request, found.project_id)
    return found


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def roster_list(request: HttpRequest, project: int) -> HttpResponseBase:
    """Send a file in; below, what became of the earlier ones."""
    found, person = _project(request, project), cast(Person, request.user)
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sent = rosters.send_roster(
                by=person,
                project=found,
                file=file,
                name=file.name,
                now=clock.now(),
                today=clock.today(),
                sheet=form.cleaned_data["sheet"] or RosterImport.Sheet.ROSTER,
            )
        except Refused as refused:
            put_refusal(form, refused)
        else:
            run_job.delay_on_commit(cast(Job, sent.job).pk)
            return redirect("roster", sent.pk)
    earlier = RosterImport.objects.visible_to(person).filter(project=found).order_by("-made_at", "-pk")
    context = {
        "project": found,
        "form": form,
        "earlier": list(earlier.select_related("job")[:EARLIER]),
        "sheets": [(value, label) for value, label in RosterImport.Sheet.choices if value != RosterImport.Sheet.ROSTER],
    }
    return render(request, "portal/sites/rosters.html", context)


@never_cache
@login_required
@require_safe
def roster_template(request: HttpRequest) -> HttpResponse:
    sheet = request.GET.get("sheet", RosterImport.Sheet.ROSTER)
    if sheet not in RosterImport.Sheet.values:
        raise Http404
    name = f"{RosterImport.Sheet(sheet).label}模板.xlsx"
    answer = HttpResponse(rosters.template(sheet), content_type=file_types.XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@never_cache
@login_required
@require_safe
def roster(request: HttpRequest, roster: int) -> HttpResponse:
    """How far it is, then what it would do, then what it did: one address through all of it."""
    return _page(request, _roster(request, roster))


def _page(request: HttpRequest, found: RosterImport, form: ConfirmRosterForm | None = None) -> HttpResponse:
    job = found.job
    at_work = found.state in (_State.CHECKING, _State.IMPORTING)
    missing = found.found.get("missing", [])
    done = found.found.get("done", {})
    context = {
        "roster": found,
        "project": found.project,
        "job": job,
        "open": at_work and job is not None and job.state in Job.OPEN,
        "stuck": at_work and (job is None or job.state not in Job.OPEN),
        "form": form or ConfirmRosterForm(missing=len(missing), today=found.today),
        "missing": len(missing),
        "names": _missing(request, missing) if found.state == _State.CHECKED else [],
        "work": sum(found.counts.get(step, 0) for step in ("new", "changed", "leaves")),
        "done": done,
    }
    return render(request, "portal/sites/roster.html", context)


def _missing(request: HttpRequest, keys: list[int]) -> list[Membership]:
    """Those on the project whom the file does not name, as far as they are shown."""
    held = Membership.objects.kept_by(cast(Person, request.user)).filter(pk__in=keys[:NAMED])
    return list(held.select_related("person", "crew").order_by("crew__name", "person__name", "pk"))


@never_cache
@login_required
@require_POST
def confirm_roster(request: HttpRequest, roster: int) -> HttpResponseBase:
    """Import what was checked, or go on with an import that stopped."""
    found = _roster(request, roster)
    form = ConfirmRosterForm(request.POST, missing=len(found.found.get("missing", [])), today=found.today)
    if not form.is_valid() and found.state == _State.CHECKED:
        return _page(request, found, form)
    data = form.cleaned_data if form.is_valid() else {}
    try:
        job = rosters.confirm_roster(
            by=cast(Person, request.user),
            roster=found,
            now=clock.now(),
            end_missing=data.get("missing") == ConfirmRosterForm.END,
            last_day=data.get("last_day"),
        )
    except Refused as refused:
        if refused.field and found.state == _State.CHECKED:
            put_refusal(form, refused)
            return _page(request, found, form)
        messages.error(request, refused.message)
    else:
        run_job.delay_on_commit(job.pk)
    return redirect("roster", found.pk)


@never_cache
@login_required
@require_POST
def drop_roster(request: HttpRequest, roster: int) -> HttpResponseBase:
    """Not this file after all: a check that runs is stopped, the file deleted."""
    found = _roster(request, roster)
    try:
        rosters.drop_roster(by=cast(Person, request.user), roster=found)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("roster", found.pk)
    if found.job is not None and found.job.state in Job.OPEN:
        cancel_job(job=found.job, now=clock.now())
    messages.success(request, "没有导入，文件已经删掉。")
    return redirect("rosters", found.project_id)
