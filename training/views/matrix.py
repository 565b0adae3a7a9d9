"""The matrix of a project: who may work, what is missing."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from portal import clock
from portal.models import Membership, Person, Project

from .. import duties, exports
from ..officers import looks_after_anyone
from ..rules import matrix, mosaic
from ..rules.levels import NAMES
from ..rules.matrix import Matrix, Row
from ..rules.requirements import State

PAGE_SIZE = 50
FILTERS = ("crew", "trade", "level", "state", "name")
STATES = {"": "全部", "blocked": "不能上岗", "missing": "有没学的", "overdue": "已超期", "done": "都学了"}
_WORDS = {State.DONE: "已完成", State.OPEN: "未完成", State.OVERDUE: "已超期"}


@never_cache
@login_required
def matrix_projects(request: HttpRequest) -> HttpResponse:
    """The projects whose people one may see; with one only, straight to it."""
    if not looks_after_anyone(cast(Person, request.user)):
        return redirect("training:learn")
    projects = list(Project.objects.visible_to(request.user).select_related("client").order_by("name"))
    if len(projects) == 1:
        return redirect("training:matrix", projects[0].pk)
    return render(request, "training/learn/projects.html", {"projects": projects})


@never_cache
@login_required
def project_matrix(request: HttpRequest, project_id: int) -> HttpResponse:
    """Counts of the whole project above, the people who meet the filters below."""
    project, found = _matrix(request, project_id)
    chosen = {name: request.GET.get(name, "").strip() for name in FILTERS}
    rows = matrix.filtered(found.rows, **chosen)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "project": project,
        "looks_after": looks_after_anyone(cast(Person, request.user)),
        "matrix": found,
        "columns": [(level, NAMES[level], found.by_level[level]) for level in found.levels],
        "crews": [(crew, [(lv, tallies[lv]) for lv in found.levels]) for crew, tallies in found.by_crew.items()],
        "page": Paginator([_line(row, found) for row in rows], PAGE_SIZE).get_page(request.GET.get("page")),
        "mosaic": mosaic.lay(rows, found.levels),
        "shown": len(rows),
        "chosen": chosen,
        "states": STATES,
        "crew_names": sorted({row.worker.crew for row in found.rows if row.worker.crew}),
        "trades": sorted({row.worker.trade for row in found.rows if row.worker.trade}),
        "soonest": matrix.soonest(rows),
        "query": query.urlencode(),
    }
    return render(request, "training/learn/matrix.html", context)


def _matrix(request: HttpRequest, project_id: int) -> tuple[Project, Matrix]:
    """The part of the project that the asker may see; 404 without any sight of it."""
    today = clock.today()
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related("client"), pk=project_id)
    posts = (
        Membership.objects.visible_to(request.user)
        .filter(project=project, role__in=duties.ON_SITE_ROLES)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        .select_related("person", "crew")
    )
    return project, duties.matrix_of(posts, today)


def _line(row: Row, found: Matrix) -> tuple[Row, list[Any]]:
    return row, [row.cells.get(level) for level in found.levels]


@never_cache
@login_required
def export_matrix(request: HttpRequest, project_id: int) -> HttpResponse:
    """What the filters show, as XLSX: names and states, no document or phone numbers."""
    project, found = _matrix(request, project_id)
    rows = matrix.filtered(found.rows, **{name: request.GET.get(name, "").strip() for name in FILTERS})
    return exports.table(
        name=f"training-matrix-{project.pk}-{clock.today()}",
        title="应学",
        header=["姓名", "班组", "工种", "能否上岗", *(NAMES[level] for level in found.levels), "最近一项到期"],
        rows=[_cells(row, found) for row in rows],
    )


def _cells(row: Row, found: Matrix) -> list[Any]:
    who = row.worker
    states = [_words(row, level) for level in found.levels]
    return [who.name, who.crew, who.trade, _may(row), *states, matrix.soonest([row])]


def _may(row: Row) -> str:
    return "不能" if row.blocked else "培训已满足"


def _words(row: Row, level: str) -> str:
    item = row.cells.get(level)
    if item is None:
        return "—"
    day = item.done_on or item.due_on
    return f"{_WORDS[item.state]} {day:%Y-%m-%d}"
