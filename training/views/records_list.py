"""The training file of a project: everything on one list, filtered, and the same as XLSX."""

from __future__ import annotations

import datetime
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import clock
from portal.models import Person, Project
from portal.rules.numbers import row_key

from .. import exports
from ..models import TrainingRecord
from ..models.records import RecordQuerySet
from ..officers import looks_after_anyone
from ..rules.levels import LEVELS
from ..rules.totals import academic

_PER_PAGE = 50
_HEADERS = [
    "姓名", "班组", "工种", "级别", "形式", "内容", "开始", "结束", "分钟", "学时（45 分钟）", "教育人",
    "考核", "成绩", "实操", "怎么记的", "状态", "更正原因",
]  # fmt: skip


@never_cache
@login_required
@require_safe
def projects(request: HttpRequest) -> HttpResponseBase:
    """The projects whose people one sees; with one only, straight to it."""
    person = cast(Person, request.user)
    if not looks_after_anyone(person):
        return redirect("training:own_record")
    found = list(Project.objects.visible_to(person).select_related("client").order_by("name"))
    if len(found) == 1:
        return redirect("training:project_records", found[0].pk)
    return render(request, "training/records/projects.html", {"projects": found})


@never_cache
@login_required
@require_safe
def project_records(request: HttpRequest, project_id: int) -> HttpResponseBase:
    project, rows, chosen = _chosen(request, project_id)
    sums = rows.aggregate(
        rows=Count("pk"), people=Count("person", distinct=True), minutes=Sum("minutes"), failed=Count("pk", _FAILED)
    )
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "project": project,
        "page": Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        "sums": sums | {"hours": academic(sums["minutes"] or 0)},
        "chosen": chosen,
        "levels": LEVELS,
        "results": TrainingRecord.Result.choices,
        "crews": project.crews.order_by("name").values_list("pk", "name"),
        "query": query.urlencode(),
    }
    return render(request, "training/records/project.html", context)


_FAILED = Q(result=TrainingRecord.Result.FAILED)


def _chosen(request: HttpRequest, project_id: int) -> tuple[Project, RecordQuerySet, dict[str, str]]:
    """The rows that the filters leave, of those the asker may see."""
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related("client"), pk=project_id)
    names = ("crew", "level", "result", "month", "name", "all")
    chosen = {name: request.GET.get(name, "").strip()[:40] for name in names}
    rows = TrainingRecord.objects.visible_to(request.user).filter(project=project)
    if not chosen["all"]:
        rows = rows.standing()
    if crew := row_key(chosen["crew"]):
        rows = rows.filter(crew=crew)
    for name in ("level", "result"):
        if chosen[name]:
            rows = rows.filter(**{name: chosen[name]})
    if chosen["name"]:
        rows = rows.filter(person__name__icontains=chosen["name"])
    if month := _month(chosen["month"]):
        rows = rows.filter(starts_at__year=month.year, starts_at__month=month.month)
    return project, rows.select_related("person", "crew", "session").order_by("-starts_at", "-pk"), chosen


def _month(typed: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None


@never_cache
@login_required
@require_safe
def export_records(request: HttpRequest, project_id: int) -> HttpResponse:
    """What the filters show, as XLSX. No document and no phone numbers."""
    project, rows, _ = _chosen(request, project_id)
    lines = (_cells(row) for row in rows.select_related("corrected_by").iterator(chunk_size=500))
    name = f"training-records-{project.pk}-{clock.today()}"
    return exports.table(name=name, title="培训记录", header=_HEADERS, rows=lines)


def _cells(row: TrainingRecord) -> list[Any]:
    return [
        row.person.name,
        row.crew.name if row.crew else "",
        row.trade,
        row.get_level_display(),
        row.get_method_display(),
        row.content,
        _wall(row.starts_at),
        _wall(row.ends_at),
        row.minutes,
        float(academic(row.minutes)),
        row.trainer,
        row.get_result_display(),
        float(row.score) if row.score is not None else None,
        row.get_practical_display(),
        "现场" if row.session_id else "考试" if row.attempt_id else "线上",
        _state(row),
        row.reason,
    ]


def _wall(moment: datetime.datetime) -> datetime.datetime:
    """XLSX knows no time zones: the wall clock of Shanghai."""
    return moment.astimezone(clock.SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)


def _state(row: TrainingRecord) -> str:
    if row.withdrawn:
        return "更正为无效"
    return "已被更正" if hasattr(row, "corrected_by") else "有效"
