"""法规变动复核: one board for all that cites a changed article, whatever app it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from wagtail.admin import messages

from portal import clock
from portal.desk import DeskView, DeskViewSet, put_beside
from portal.services.refusal import Refused

from ..models import ReviewTask
from ..rules.comparison import mark_changes
from ..services import reviews
from ..services.review_kinds import Thing, hidden_from, review_kinds, things_of

VIEW = "knowledge.view_reviewtask"
_ON_PAGE = 30
_LONGEST_KEY = 10
State = ReviewTask.State


class DecisionForm(forms.Form):
    verdict = forms.ChoiceField(
        label="看下来怎么样",
        choices=[
            (State.RIGHT, "仍然对：新条文下，这里说的还成立"),
            (State.CORRECTED, "已改：已经照新条文改好、发布"),
            (State.WITHDRAWN, "撤下：不再用，或已经换成别的"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个", "invalid_choice": "请选一个"},
    )
    reason = forms.CharField(
        label="为什么",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写一句为什么"},
    )


class Board(DeskView):
    permission = VIEW
    template_name = "knowledge/desk/reviews.html"
    page_title = "法规变动复核"
    header_icon = "tasks"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked, today = request.GET, clock.today()
        state = asked.get("state", State.OPEN)
        rows = self.narrowed(asked)
        shown = rows.filter(state=state) if state in State.values else rows
        if asked.get("late"):
            shown = shown.late(today)
        page = Paginator(shown.select_related("owner"), _ON_PAGE).get_page(asked.get("p"))
        tasks = list(page.object_list)
        query = asked.copy()
        query.pop("p", None)
        return self.render_to_response(
            self.get_context_data(
                page=page,
                tasks=[(task, name, thing) for task, (name, thing) in zip(tasks, known(tasks), strict=True)],
                table=table(),
                states=self.states(asked, rows),
                late=rows.late(today).count(),
                asked=asked,
                state=state,
                query=query.urlencode(),
                today=today,
            )
        )

    def narrowed(self, asked: QueryDict) -> Any:
        """By whose it is and what kind, not by state."""
        rows = ReviewTask.objects.exclude(hidden_from(self.person))
        if asked.get("who") == "me":
            rows = rows.mine(self.person)
        kind = str(asked.get("kind", ""))
        if kind.isascii() and kind.isdigit() and len(kind) < _LONGEST_KEY:
            rows = rows.filter(content_type=int(kind))
        return rows

    def states(self, asked: QueryDict, rows: QuerySet[ReviewTask]) -> list[dict[str, Any]]:
        """How many there are of each under everything else that was asked; the first is the sum of the others."""
        counted = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
        every = [("all", "全部", sum(counted.values()))]
        found = [*every, *((value, label, counted.get(value, 0)) for value, label in State.choices)]
        return [{"value": v, "label": label, "count": n, "url": f"?{_with(asked, state=v)}"} for v, label, n in found]


def _with(asked: QueryDict, **change: str) -> str:
    query = asked.copy()
    for name in ("p", "late", *change):
        query.pop(name, None)
    for name, value in change.items():
        query[name] = value
    return query.urlencode()


def table() -> dict[str, Any]:
    """Kinds down, states across, sums at both ends."""
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for kind, state, n in ReviewTask.objects.order_by().values_list("content_type", "state").annotate(n=Count("pk")):
        counted[kind][state] = n
    names = {pk: kind.name for pk, kind in review_kinds().items()}
    rows: list[dict[str, Any]] = [
        {
            "kind": kind,
            "name": names.get(kind, "其他"),
            "cells": [by.get(state, 0) for state in State.values],
            "sum": sum(by.values()),
        }
        for kind, by in sorted(counted.items())
    ]
    sums = [sum(row["cells"][n] for row in rows) for n in range(len(State.values))]
    return {"heads": State.labels, "rows": rows, "sums": sums, "sum": sum(sums)}


def known(tasks: Iterable[ReviewTask]) -> list[tuple[str, Thing | None]]:
    """(what it is, the thing when it is still in use) for each task: a query or two for each kind."""
    ids: dict[int, set[int]] = defaultdict(set)
    listed = list(tasks)
    for task in listed:
        ids[task.content_type_id].add(task.object_id)
    things = things_of(ids)
    kinds = review_kinds()
    return [
        (
            kinds[task.content_type_id].name if task.content_type_id in kinds else "其他",
            things.get((task.content_type_id, task.object_id)),
        )
        for task in listed
    ]


class ReviewPage(DeskView):
    """Old and new words beside the place that cites them, and the decision."""

    permission = VIEW
    template_name = "knowledge/desk/review.html"
    header_icon = "tasks"
    form: DecisionForm | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = ReviewTask.objects.select_related("owner", "decided_by", "version__regulation")
        rows = rows.exclude(hidden_from(request.user))  # type: ignore[arg-type]
        self.task = get_object_or_404(rows, pk=kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        return str(self.task)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(reverse("law_reviews:index"), "法规变动复核")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        task = self.task
        context: dict[str, Any] = super().get_context_data(**kwargs)
        [(name, thing)] = known([task])
        kind = review_kinds().get(task.content_type_id)
        same = ReviewTask.objects.filter(content_type=task.content_type_id, object_id=task.object_id)
        left, right = mark_changes(task.old_text, task.new_text)
        return context | {
            "task": task,
            "name": name,
            "thing": thing,
            "left": left,
            "right": right,
            "may_decide": self.request.user.has_perm(reviews.MAY_DECIDE),
            "can_hold": bool(kind and kind.can_hold),
            "others": same.exclude(pk=task.pk),
            "form": self.form or DecisionForm(),
            "today": clock.today(),
        }


class DeedPage(ReviewPage):
    permission = reviews.MAY_DECIDE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, verb: str) -> HttpResponseBase:
        try:
            said = self.decide() if verb == "decide" else self.do(verb)
        except Refused as refused:
            if self.form:
                put_beside(self.form, refused)
            messages.error(request, refused.message)
            said = ""
        if not said:
            return self.render_to_response(self.get_context_data())
        messages.success(request, said)
        return redirect("law_reviews:index" if verb == "decide" else reverse("law_reviews:page", args=[pk]))

    def decide(self) -> str:
        form = self.form = DecisionForm(self.request.POST)
        if not form.is_valid():
            return ""
        given = form.cleaned_data
        row = reviews.decide(
            task=self.task, verdict=given["verdict"], reason=given["reason"], by=self.person, now=clock.now()
        )
        return f"记下了：{row.get_state_display()}。"

    def do(self, verb: str) -> str:
        if verb == "take":
            reviews.take_review(task=self.task, by=self.person)
            return "这一处归你了。"
        hold = verb == "hold"
        reviews.set_hold(task=self.task, hold=hold, by=self.person)
        return "先停用了，定下来以前不再抽。" if hold else "照常用，不停。"


class ReviewViewSet(DeskViewSet):
    name = "law_reviews"
    url_prefix = "law-reviews"
    icon = "tasks"
    menu_label = "法规变动复核"
    menu_name = "law-reviews"
    menu_order = 112
    add_to_admin_menu = True
    permission = VIEW

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", Board.as_view(), name="index"),
            path("<int:pk>/", ReviewPage.as_view(), name="page"),
            *(
                path(f"<int:pk>/{verb}/", DeedPage.as_view(), {"verb": verb}, name=verb)
                for verb in ("decide", "take", "hold", "release")
            ),
        ]
