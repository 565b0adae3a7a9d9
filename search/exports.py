"""The results of a search to take along as a table: the same plan as the page, the same rights, a stated cap."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import clock
from training import exports

from .asked import Asked
from .asking import find_asked, meanings_of, words_wanted
from .engines import EngineError
from .hits import read_hits
from .kinds import LISTED, Hit
from .labels import chosen_names, filters_in_words
from .semantic import site_meaning
from .services.published import in_parts
from .views import read_asked

MOST = 1_000
"""Rows of one table."""
FORMS = {"xlsx": "Excel 表格（.xlsx）", "csv": "CSV 表格（.csv）"}
HEADER = ("种类", "标题", "级别", "地区", "日期", "结果", "金额（元）", "内容", "引用的条文", "备注", "网址")


@dataclass(frozen=True)
class Taken:
    """What goes along: `total` hits there are, `hits` are those that fit and may be seen, in the order of the page."""

    total: int
    hits: list[Hit]
    also: list[str] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return max(0, self.total - len(self.hits))


def take(asked: Asked, *, most: int = MOST) -> Taken:
    """The first `most` results, read again from the database. Raises EngineError."""
    found = find_asked(asked, limit=most, facets=(), meaning=site_meaning())
    ranked = [hit.id for hit in found.result.hits]
    ids = list(dict.fromkeys([*found.exact, *ranked]))[:most]
    wanted = words_wanted(found)
    read: dict[str, Hit] = {}
    for part in in_parts(ids):
        read |= read_hits(part, wanted, asked.today, exact=found.exact)
    beside = len(set(found.exact) - set(ranked)) if found.result.total <= most else 0
    return Taken(found.result.total + beside, [read[id_] for id_ in ids if id_ in read], meanings_of(found))


@never_cache
@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Which form, and how many rows it will hold."""
    asked = read_asked(request)
    if asked.nothing:
        raise Http404
    context = {"query": asked.query(), "forms": FORMS, "most": MOST, "asked": asked}
    context["filters"] = filters_in_words(asked, chosen_names(asked))
    return render(request, "search/export.html", context)


@never_cache
@login_required
@require_safe
def table(request: HttpRequest, form: str) -> HttpResponse:
    """The table itself."""
    asked = read_asked(request)
    if form not in FORMS or asked.nothing:
        raise Http404
    try:
        taken = take(asked)
    except EngineError:
        return render(request, "search/export.html", {"down": True, "query": asked.query()}, status=503)
    now = clock.now()
    rows: list[Sequence[Any]] = [*preface(asked, taken, now), HEADER]
    rows += [row_of(hit, request.build_absolute_uri) for hit in taken.hits]
    name = f"search-{now.astimezone(clock.SHANGHAI):%Y%m%d-%H%M}"
    return exports.table(name=name, title="检索结果", header=["明白", "检索结果"], rows=rows, kind=form)


def preface(asked: Asked, taken: Taken, now: datetime.datetime) -> list[list[str | int]]:
    """What was asked, when, what was left out: above the table, so that it never travels without."""
    told: list[list[str | int]] = [["检索词", asked.text or "（没有写，只按筛选）"]]
    if taken.also:
        told.append(["也找了", "、".join(taken.also)])
    told += [[title, value] for title, value in filters_in_words(asked, chosen_names(asked))]
    if not asked.on and asked.day:
        told.append(["按哪天有效的法", asked.day.isoformat()])
    told.append(["导出时间", f"{now.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}（北京时间）"])
    told.append(["符合的条数", taken.total])
    told.append(["这张表有", len(taken.hits)])
    told.append(["没有列入", f"{taken.left_out} 条（一张表最多 {MOST} 条）" if taken.left_out else "0 条"])
    return [*told, []]


def row_of(hit: Hit, absolute: Callable[[str], str]) -> list[str | int | float]:
    kind = LISTED[hit.kind]
    *told, url = kind.cells(hit)
    return [kind.label, *told, absolute(str(url))]
