"""Two versions of a regulation side by side, article by article."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal import clock
from portal.public import public_page

from .. import reading
from ..rules import comparison
from ..services.impacts import sides_of


@public_page
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """`?from=` and `?to=` are ids of versions; by default the newest text and the one before it. `?all=1` shows all."""
    timeline = reading.timeline(code, clock.today())
    versions = [d for d in timeline.versions if d.version.has_text]
    if len(versions) < 2:
        return render(request, "knowledge/compare_none.html", {"regulation": timeline.regulation}, status=404)
    old = chosen(versions, request.GET.get("from"), versions[-2])
    new = chosen(versions, request.GET.get("to"), versions[-1])
    if versions.index(old) > versions.index(new):
        old, new = new, old
    result = comparison.compare(sides_of(old.version), sides_of(new.version))
    show_all = request.GET.get("all") == "1"
    rows = [row for row in result.rows if show_all or row.kind != comparison.Kind.SAME]
    context = {
        "regulation": timeline.regulation,
        "old": old,
        "new": new,
        "versions": versions,
        "counts": result.counts,
        "rows": rows,
        "show_all": show_all,
    }
    return render(request, "knowledge/compare.html", context)


def chosen(versions: list[reading.Dated], asked: str | None, default: reading.Dated) -> reading.Dated:
    """Raises Http404 for an id that is not among the versions with a text."""
    if not asked:
        return default
    found = next((d for d in versions if str(d.version.pk) == asked), None)
    if found is None:
        raise Http404("没有这个版本")
    return found
