"""搜索情况 in the admin: what found nothing, what nobody opened, what was slow; and the way from there to a synonym."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Avg, Count, Max, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_http_methods, require_safe
from wagtail import hooks
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem

from knowledge.services.library import load_library
from portal import clock

from .asking import find, locate_texts
from .engines import EngineError, site_engine
from .indexing import PUBLIC_INDEX
from .models import SearchLog, Synonym
from .rules.synonyms import MAX_LENGTH, Table, expand
from .services.synonyms import synonym_table
from .synonym_form import SynonymForm

MAY_SEE = "search.view_searchlog"
MAY_ADD = "search.add_synonym"
SLOW = 500
"""Milliseconds from which a search counts as slow."""
_ROWS = 50
_TRIED = 10
"""Recent questions on which a synonym is tried."""
_LOOKED_AT = 400
_SPANS = (7, 30)
_LISTS = {"zero": "搜不到的", "unopened": "没人点的", "slow": "慢的"}


@dataclass(frozen=True)
class Trial:
    """What a synonym does to one recent question: hits before and after."""

    query: str
    before: int
    after: int


def _chosen(request: HttpRequest) -> tuple[str, int]:
    which = request.GET.get("list", "zero")
    days = request.GET.get("days", "7")
    return which if which in _LISTS else "zero", 30 if days == "30" else 7


def rows_of(which: str, since: datetime.datetime) -> list[dict[str, Any]]:
    """Queries with how often, most first (slow ones by their slowest). One query."""
    logged = SearchLog.objects.since(since).order_by().values("query")
    counted: QuerySet[Any, Any] = logged.annotate(
        times=Count("pk"), most=Max("hits"), opened=Count("clicked"), slowest=Max("milliseconds"), last=Max("at")
    )
    if which == "zero":
        return list(counted.filter(most=0).order_by("-times", "query")[:_ROWS])
    if which == "unopened":
        return list(counted.filter(most__gt=0, opened=0).order_by("-times", "query")[:_ROWS])
    return list(counted.filter(slowest__gte=SLOW).order_by("-slowest", "query")[:_ROWS])


@require_safe
@permission_required(MAY_SEE)
def searches(request: HttpRequest) -> HttpResponseBase:
    which, days = _chosen(request)
    since = clock.now() - datetime.timedelta(days=days)
    sums = SearchLog.objects.since(since).aggregate(
        times=Count("pk"),
        zero=Count("pk", filter=Q(hits=0)),
        opened=Count("clicked"),
        slow=Count("pk", filter=Q(milliseconds__gte=SLOW)),
        mean=Avg("milliseconds"),
        place=Avg("clicked"),
    )
    context = {
        "which": which,
        "days": days,
        "sums": sums,
        "lists": _LISTS.items(),
        "spans": _SPANS,
        "slow": SLOW,
        "rows": rows_of(which, since),
        "longest": MAX_LENGTH,
        "may_add": request.user.has_perm(MAY_ADD),
    }
    return render(request, "search/admin/searches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_ADD)
def synonym(request: HttpRequest) -> HttpResponseBase:
    """The form filled from a query; 试一试 shows what it changes, 保存 keeps it. Nothing is kept by trying."""
    query = request.GET.get("query", "")[:MAX_LENGTH]
    form = SynonymForm(request.POST or None, initial={"say": query, "active": True})
    trials: list[Trial] | None = None
    down = False
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            word = form.save()
            messages.success(request, f"“{word.say}”已经生效，现在搜就有。")
            return redirect("searches")
        try:
            trials = try_word(form.cleaned_data["say"], Synonym(means=form.cleaned_data["means"]).meanings())
        except EngineError:
            down = True
    context = {"form": form, "trials": trials, "down": down, "query": query}
    return render(request, "search/admin/synonym.html", context)


def try_word(say: str, means: list[str]) -> list[Trial]:
    """Hits before and after on recent questions that hold the word; the word alone when nobody asked with it."""
    recent = SearchLog.objects.since(clock.now() - datetime.timedelta(days=30)).order_by("-at")
    old = synonym_table()
    new = Table.build([*((said, means_) for said, means_ in old.meanings.items()), (say, means)])
    queries = dict.fromkeys(recent.filter(query__contains=say).values_list("query", flat=True)[:_LOOKED_AT])
    asked = [query for query in queries if any(e.said for e in expand(query, new))][:_TRIED] or [say]
    return [Trial(query, _hits(query, old), _hits(query, new)) for query in asked]


def _hits(query: str, table: Table) -> int:
    found = find(
        query,
        engine=site_engine(),
        alias=PUBLIC_INDEX,
        library=load_library(),
        table=table,
        locate=locate_texts,
        on=clock.today(),
        today=clock.today(),
        limit=1,
        facets=(),
    )
    return found.result.total + len(found.exact)


@hooks.register("register_admin_urls")
def search_urls() -> list[URLPattern]:
    return [path("searches/", searches, name="searches"), path("searches/synonym/", synonym, name="add_synonym")]


class SearchesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_SEE))


@hooks.register("register_admin_menu_item")
def searches_item() -> MenuItem:
    return SearchesItem("搜索情况", reverse("searches"), name="searches", icon_name="search", order=349)
