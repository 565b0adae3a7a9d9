"""A precedent: as a page, for a printer and as a file. And the list of all of them."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal import clock, printing
from portal.addresses import client_address
from portal.public import mark_public, public_page
from portal.services import limiting

from ..models import Precedent
from ..models.precedents import PrecedentQuerySet
from ..precedent_sheet import print_precedent
from ..reading import read_precedent
from ..rules import taxonomy
from ..similar import similar_to

PAGE_SIZE = 20
NEW = 3
"""Shown of each family on the first page."""
logger = logging.getLogger(__name__)


@require_safe
def precedent(request: HttpRequest, code: str) -> HttpResponse:
    """What the reader may see; a withdrawn one is not found. Only published ones may be kept for everybody."""
    one = _found(request, code)
    today = clock.today()
    similar = similar_to(one, Precedent.objects.visible_to(request.user), today=today)
    context = read_precedent(one, today) | {"similar": similar}
    return _public(one, render(request, "cases/precedent.html", context))


@require_safe
def precedent_print(request: HttpRequest, code: str) -> HttpResponse:
    """The same on white, for a printer: with the day of printing and the address, and 虚构示例 on each page."""
    one = _found(request, code)
    today = clock.today()
    context = read_precedent(one, today) | {"today": today, "address": _address(one)}
    return _public(one, render(request, "cases/precedent_print.html", context))


@require_safe
def precedent_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a file. Made anew each time: nothing is left of what is withdrawn."""
    one = _found(request, code)
    try:
        limiting.take(action="print", number=one.code, address=client_address(request), now=clock.now())
        made = print_precedent(one, address=_address(one), today=clock.today())
    except limiting.TooOften as refused:
        return render(request, "cases/not_printed.html", {"precedent": one, "why": str(refused)}, status=429)
    except printing.NotPrinted:
        logger.exception("precedent %s could not be typeset", one.code)
        return render(request, "cases/not_printed.html", {"precedent": one}, status=503)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="precedent-{one.code}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _found(request: HttpRequest, code: str) -> Precedent:
    return get_object_or_404(Precedent.objects.visible_to(request.user), code=code)


def _address(one: Precedent) -> str:
    return settings.BASE_URL + one.get_absolute_url()


def _public(one: Precedent, response: HttpResponse) -> HttpResponse:
    if one.state == Precedent.State.PUBLISHED:
        mark_public(response)
    return response


@public_page
@require_safe
def precedent_list(request: HttpRequest) -> HttpResponse:
    """The newest of each family; `?family=` lists one, `?kind=` a part of it, by pages."""
    found = Precedent.objects.published()
    family, kind = request.GET.get("family", ""), request.GET.get("kind", "")
    context: dict[str, Any] = {"families": taxonomy.families(), "family": family, "kind": kind}
    if family in taxonomy.families():
        rows = found.filter(Q(kind=family) | Q(kind__startswith=f"{family}-"))
        counts = Counter(rows.values_list("kind", flat=True))
        context["kinds"] = [(code, taxonomy.name(code), count) for code, count in sorted(counts.items())]
        rows = rows.filter(kind=kind) if kind in counts else rows
        query = f"family={family}" + (f"&kind={kind}" if kind in counts else "")
        page = Paginator(rows.order_by("-published_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {"title": taxonomy.families()[family], "page": page, "query": query}
    else:
        context["groups"] = _newest_by_family(found)
    return render(request, "cases/precedents.html", context)


def _newest_by_family(found: PrecedentQuerySet) -> list[tuple[str, str, int, list[Precedent]]]:
    """(family, name, how many, the newest) in the order of the taxonomy; families without any are left out."""
    ids: dict[str, list[int]] = {}
    for pk, kind in found.order_by("-published_at", "pk").values_list("pk", "kind"):
        ids.setdefault(taxonomy.family(kind), []).append(pk)
    rows = found.in_bulk([pk for newest in ids.values() for pk in newest[:NEW]])
    return [
        (family, name, len(ids[family]), [rows[pk] for pk in ids[family][:NEW]])
        for family, name in taxonomy.families().items()
        if family in ids
    ]
