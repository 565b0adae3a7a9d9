"""A precedent: the outcome first, then how it came, why, and what to remember. And the list of all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from knowledge import reading
from knowledge.models import Citation
from knowledge.rules.validity import Status
from portal import clock
from portal.public import mark_public, public_page

from ..models import Precedent
from ..models.precedents import PrecedentQuerySet
from ..rules import figures, taxonomy
from ..similar import Like, similar_to

PAGE_SIZE = 20
NEW = 3
"""Shown of each family on the first page."""
KINDS = ((Citation.Kind.VIOLATED, "违反了"), (Citation.Kind.BASIS, "依据"), (Citation.Kind.PROCEDURE, "程序"))


@dataclass(frozen=True)
class Step:
    """One line of the timeline; `chip` when the article it names is linked."""

    day: int
    text: str
    cite: str
    chip: reading.Chip | None


@require_safe
def precedent(request: HttpRequest, code: str) -> HttpResponse:
    """What the reader may see; a withdrawn one is not found. Only published ones may be kept for everybody."""
    one = get_object_or_404(Precedent.objects.visible_to(request.user), code=code)
    today = clock.today()
    citations = list(one.citations.resolved().select_related("article").order_by("start"))
    cited = ((c.article, c.on) for c in citations if c.article)
    chips = reading.chips_for(cited, today, hide_day=not one.exact_dates)
    context = {
        "precedent": one,
        "family": taxonomy.family(one.kind),
        "family_name": taxonomy.families().get(taxonomy.family(one.kind), ""),
        "total": figures.spoken_yuan(one.amount),
        "sums": [row | {"payer": taxonomy.payers().get(row.get("payer", ""), "")} for row in one.amounts],
        "links": [(title, found) for kind, title in KINDS if (found := _chips_of(citations, chips, kind))],
        "steps": _steps(one, citations, chips),
        "status": _law_status(chips),
        "similar": _similar(request, one),
    }
    response = render(request, "cases/precedent.html", context)
    if one.state == Precedent.State.PUBLISHED:
        mark_public(response)
    return response


def _chips_of(citations: list[Citation], chips: dict[int, reading.Chip], kind: str) -> list[reading.Chip]:
    ids = dict.fromkeys(c.article_id for c in citations if c.kind == kind)
    return [chips[pk] for pk in ids if pk in chips]


def _steps(one: Precedent, citations: list[Citation], chips: dict[int, reading.Chip]) -> list[Step]:
    """The timeline with its articles: 工伤保险条例第14条第一项 is linked where 工伤保险条例第14条 is cited."""
    known = {c.raw: chips.get(c.article_id) for c in citations if c.article_id}
    steps = []
    for row in one.timeline:
        cite = row.get("cite", "")
        chip = next((found for raw, found in known.items() if cite and (cite.startswith(raw) or raw == cite)), None)
        steps.append(Step(row["day"], row["text"], cite, chip))
    return steps


def _law_status(chips: dict[int, reading.Chip]) -> Status | None:
    """Whether the law it rests on still reads so; nothing when it cites none."""
    if not chips:
        return None
    if any(chip.ended for chip in chips.values()):
        return Status.REPEALED
    return Status.AMENDED if any(chip.changed for chip in chips.values()) else Status.CURRENT


def _similar(request: HttpRequest, one: Precedent) -> list[Like]:
    return similar_to(one, Precedent.objects.visible_to(request.user), today=clock.today())


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
