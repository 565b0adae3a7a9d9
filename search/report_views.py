"""The form of a 类案检索报告, and the report."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal import clock
from portal.models import Person
from portal.rules import file_types
from portal.tasks import run_job

from .asked import Asked
from .engines import EngineError
from .forms import ReportForm
from .labels import chosen_names, filters_in_words
from .likeness import COMPARED, LOOKED_AT, count_cases, of_cases
from .services import reports
from .views import read_asked


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponseBase:
    """What is behind the `?` is the search, the form says the case at hand. A large one is made in the background."""
    asked = read_asked(request)
    if asked.nothing:
        raise Http404
    first = {"question": asked.text} | {facet: asked.chosen.get(facet, "") for facet in COMPARED}
    form = ReportForm(request.POST or None, initial=first, today=asked.today)
    try:
        cases = count_cases(asked)
        if request.method == "POST" and form.is_valid():
            return _made(request, asked, form, cases)
    except EngineError:
        return _page(request, asked, form, {"down": True}, status=503)
    return _page(request, asked, form, {"cases": cases, "most": reports.MOST, "looked_at": LOOKED_AT})


def _made(request: HttpRequest, asked: Asked, form: ReportForm, cases: int) -> HttpResponseBase:
    now = clock.now()
    if cases > reports.AT_ONCE:
        job = reports.start_report(by=cast(Person, request.user), asked=asked, own=form.own(), now=now)
        run_job.delay_on_commit(job.pk)
        return redirect("job", job.pk)
    answer = HttpResponse(reports.make_at_once(asked=asked, own=form.own(), now=now), content_type=file_types.DOCX)
    answer["Content-Disposition"] = content_disposition_header(True, reports.file_name(now)) or "attachment"
    return answer


def _page(
    request: HttpRequest, asked: Asked, form: ReportForm, more: dict[str, object], status: int = 200
) -> HttpResponse:
    shown = of_cases(asked)
    context = {"form": form, "asked": asked, "query": asked.query()}
    context["filters"] = filters_in_words(shown, chosen_names(shown))
    return render(request, "search/report.html", context | more, status=status)
