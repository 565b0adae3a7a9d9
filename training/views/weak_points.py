"""薄弱点: what the people of a project do not know yet, by crew and by trade. For those who look after them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import clock
from portal.models import Person, Project

from .. import exports
from ..officers import projects_under
from ..rules import charts
from ..rules.charts import Chart
from ..rules.weak_points import FEW, Share, whole
from ..weak_points import EXAMS, NO_GROUP, PRACTICE, WeakPoints, posts_of, weak_points_of

SHOWN = 12
"""Bars of a chart: the weakest; the table has all."""
ACROSS = 6
"""Knowledge points beside each other in the table of crews."""
GOAL = 0.8
"""Below it a bar is drawn as weak: the usual pass mark."""
PERIODS = {"30": "最近 30 天", "90": "最近 90 天", "365": "最近一年"}
SOURCES = {"": "考试和练习", EXAMS: "只看考试", PRACTICE: "只看练习"}


@dataclass(frozen=True)
class Group:
    """A crew or a trade: all its answers, and its share of each of the points across."""

    name: str
    whole: Share
    across: list[Share]


@dataclass(frozen=True)
class View:
    """What the filters ask for and what they leave."""

    project: Project
    chosen: dict[str, str]
    found: WeakPoints
    crews: list[str]
    trades: list[str]


def _view(request: HttpRequest, project_id: int) -> View:
    """404 for whoever does not look after people there."""
    person, today = cast(Person, request.user), clock.today()
    project = get_object_or_404(projects_under(person), pk=project_id)
    posts = posts_of(person, project, today)
    chosen = {name: request.GET.get(name, "").strip()[:40] for name in ("crew", "trade", "period", "source")}
    chosen["period"] = chosen["period"] if chosen["period"] in PERIODS else "90"
    chosen["source"] = chosen["source"] if chosen["source"] in SOURCES else ""
    found = weak_points_of(
        user=person,
        project=project,
        since=today - datetime.timedelta(days=int(chosen["period"])),
        today=today,
        sources=[chosen["source"]] if chosen["source"] else [EXAMS, PRACTICE],
        crew=chosen["crew"],
        trade=chosen["trade"],
    )
    crews, trades = (sorted({post[place] for post in posts.values()} - {NO_GROUP}) for place in (0, 1))
    return View(project, chosen, found, crews, trades)


@never_cache
@login_required
@require_safe
def weak_points(request: HttpRequest, project_id: int) -> HttpResponseBase:
    view = _view(request, project_id)
    points = view.found.points
    across = list(points)[:ACROSS]
    context = {
        "project": view.project,
        "chosen": view.chosen,
        "query": request.GET.urlencode(),
        "crew_names": view.crews,
        "trade_names": view.trades,
        "periods": PERIODS,
        "sources": SOURCES,
        "people": view.found.people,
        "whole": view.found.whole,
        "points": [(view.found.names[pk], share) for pk, share in points.items()],
        "chart": _chart([(view.found.names[pk].name, share) for pk, share in points.items()]),
        "across": [view.found.names[pk] for pk in across],
        "sides": [
            (words, groups, _chart([(group.name, group.whole) for group in groups]))
            for words, by in (("班组", "crew"), ("工种", "trade"))
            if (groups := _groups(view.found, by, across))
        ],
        "few": FEW,
        "goal": round(100 * GOAL),
    }
    return render(request, "training/analysis/weak_points.html", context)


def _groups(found: WeakPoints, by: str, across: list[int]) -> list[Group]:
    """The weakest first; those with few answers after the others."""
    groups = [
        Group(name, whole(shares.values()), [shares.get(point, Share()) for point in across])
        for name, shares in found.groups(by).items()
    ]
    return sorted(groups, key=lambda group: (group.whole.few, group.whole.share or 0.0, group.name))


def _chart(rows: list[tuple[str, Share]]) -> Chart:
    shown = [(label, share.share or 0.0, share.n, share.few) for label, share in rows if share.n]
    return charts.bars(shown[:SHOWN], mark=GOAL)


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, project_id: int) -> HttpResponseBase:
    """Every point of every crew and trade under the same filters, as XLSX or CSV."""
    view = _view(request, project_id)
    return exports.table(
        name=f"weak-points-{view.project.pk}-{clock.today()}",
        title="薄弱点",
        header=["按什么", "名称", "类别", "知识点", "人次", "答对率", "下限", "上限", "次数少"],
        rows=_lines(view.found),
        kind=request.GET.get("as", "xlsx"),
    )


def _lines(found: WeakPoints) -> list[list[Any]]:
    parts = {("全部", ""): found.points}
    for words, by in (("班组", "crew"), ("工种", "trade")):
        parts |= {(words, name): shares for name, shares in found.groups(by).items()}
    return [
        [words, name, found.names[pk].group, found.names[pk].name, *_numbers(share)]
        for (words, name), shares in parts.items()
        for pk, share in shares.items()
    ]


def _numbers(share: Share) -> list[Any]:
    low, high = share.interval or (None, None)
    percents = [share.percent, low, high]
    return [share.n, *(f"{value}%" if value is not None else "" for value in percents), "是" if share.few else ""]
