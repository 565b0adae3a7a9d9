"""How papers and questions do: for editors of the bank, and for those who look after people, of their people."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Avg, Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import clock
from portal.models import Person, Project
from portal.rules.numbers import row_key

from .. import exports
from ..analysis import MOST, Analysis, Row, analyse, newest_results, of_trade, taken, trades_of
from ..models import Attempt, Paper, QuestionVersion
from ..officers import attempts_to_analyse, looks_after_anyone, may_edit_questions, projects_under

FILTERS = ("version", "project", "trade", "since", "until")
_SORTS: dict[str, Callable[[Row], Any]] = {
    "code": lambda row: row.code,
    "n": lambda row: row.item.n,
    "facility": lambda row: row.item.facility,
    "discrimination": lambda row: row.item.discrimination,
    "efficiency": lambda row: row.item.efficiency,
    "flags": lambda row: (row.grave, len(row.flags)),
}
_COLUMNS = [
    ("code", "题"), ("n", "人次"), ("facility", "答对率"), ("discrimination", "区分度"), ("efficiency", "区分效率"),
    ("flags", "要看一看"),
]  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """What the filters of the address ask for, and the attempts they leave."""

    paper: Paper
    values: dict[str, str]
    attempts: QuerySet[Attempt]

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in self.values.items() if value})


def _analyst(request: HttpRequest) -> Person:
    """Whoever edits the bank or looks after people; for others there is no such page."""
    person = cast(Person, request.user)
    if not (looks_after_anyone(person) or may_edit_questions(person)):
        raise Http404
    return person


@never_cache
@login_required
@require_safe
def papers(request: HttpRequest) -> HttpResponseBase:
    """The papers that somebody handed in, with how they went. Two queries."""
    person = _analyst(request)
    results = newest_results(attempts_to_analyse(person)).values("attempt__paper")
    rows = results.annotate(
        n=Count("pk"), passed=Count("pk", Q(passed=True)), mean=Avg("score"), last=Max("attempt__closed_at")
    )
    counts = {row["attempt__paper"]: row for row in rows.order_by()}
    found = [(paper, counts[paper.pk]) for paper in Paper.objects.filter(pk__in=counts).order_by("level", "title")]
    context = {"papers": found, "projects": list(projects_under(person).order_by("name"))}
    return render(request, "training/analysis/papers.html", context)


def _chosen(request: HttpRequest, person: Person, code: str) -> Chosen:
    """Bad values of a filter are as none."""
    paper = get_object_or_404(_papers(person).select_related("current"), code=code)
    values = {name: request.GET.get(name, "").strip()[:40] for name in FILTERS}
    rows = attempts_to_analyse(person).filter(paper=paper)
    for name in ("version", "project"):
        if not (number := row_key(values[name])):
            values[name] = ""
        elif name == "version":
            rows = rows.filter(version__number=number)
        else:
            rows = rows.filter(project=number)
    if values["trade"]:
        rows = of_trade(rows, values["trade"])
    for name, lookup in (("since", "started_at__date__gte"), ("until", "started_at__date__lte")):
        day = _day(values[name])
        values[name] = day.isoformat() if day else ""
        rows = rows.filter(**{lookup: day}) if day else rows
    return Chosen(paper, values, rows)


def _papers(person: Person) -> QuerySet[Paper]:
    """Every paper for editors of the bank, else those that are offered to the person, and those that were taken."""
    if may_edit_questions(person):
        return Paper.objects.all()
    seen = attempts_to_analyse(person).values("paper")
    return Paper.objects.filter(Q(pk__in=seen) | Q(pk__in=Paper.objects.visible_to(person).values("pk")))


def _day(typed: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(typed)
    except ValueError:
        return None


def sorted_rows(found: Analysis, by: str, down: bool) -> list[Row]:
    """What cannot be said stands last, either way."""
    key = _SORTS.get(by, _SORTS["code"])
    known = [row for row in found.rows if key(row) is not None]
    return sorted(known, key=key, reverse=down) + [row for row in found.rows if key(row) is None]


@never_cache
@login_required
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """The paper as a whole, what to look at, and every question."""
    person = _analyst(request)
    chosen = _chosen(request, person, code)
    found = analyse(taken(chosen.attempts))
    by, down = request.GET.get("sort", "code"), request.GET.get("down") == "1"
    context = {
        "paper": chosen.paper,
        "chosen": chosen.values,
        "query": chosen.query,
        "found": found,
        "most": MOST,
        "rows": sorted_rows(found, by, down),
        "columns": [_column(name, words, chosen.query, by, down) for name, words in _COLUMNS],
        "editor": may_edit_questions(person),
        "versions": range(1, chosen.paper.current.number + 1) if chosen.paper.current else (),
        "projects": _projects(person, chosen.paper),
        "trades": trades_of(attempts_to_analyse(person).filter(paper=chosen.paper)),
    }
    return render(request, "training/analysis/paper.html", context)


def _column(name: str, words: str, query: str, by: str, down: bool) -> tuple[str, str, str]:
    """Words, the address that sorts by it (again: the other way round), and aria-sort."""
    turned = name == by and not down
    link = "?" + "&".join(filter(None, [query, f"sort={name}", "down=1" if turned else ""]))
    return words, link, ("descending" if down else "ascending") if name == by else ""


def _projects(person: Person, paper: Paper) -> list[Project]:
    seen = attempts_to_analyse(person).filter(paper=paper, project__isnull=False).values("project")
    return list(Project.objects.visible_to(person).filter(pk__in=seen).order_by("name"))


_HEADER = [
    "题号", "版本", "题型", "知识点", "题干", "人次", "答对率", "答对率下限", "答对率上限", "标准差", "区分度",
    "区分效率", "瞎猜得分", "没作答", "要看一看",
]  # fmt: skip


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, code: str) -> HttpResponseBase:
    """Every question under the same filters, as XLSX or CSV; for editors with the answers that were given."""
    person = _analyst(request)
    chosen = _chosen(request, person, code)
    rows = sorted_rows(analyse(taken(chosen.attempts)), request.GET.get("sort", "code"), request.GET.get("down") == "1")
    editor = may_edit_questions(person)
    return exports.table(
        name=f"item-analysis-{chosen.paper.code}-{clock.today()}",
        title="题目分析",
        header=[*_HEADER, "答案分布"] if editor else _HEADER,
        rows=[[*_cells(row), _spread(row)] if editor else _cells(row) for row in rows],
        kind=request.GET.get("as", "xlsx"),
    )


def _cells(row: Row) -> list[Any]:
    version, item = row.version, row.item
    low, high = item.interval() or (None, None)
    numbers = [item.facility, low, high, item.sd, item.discrimination, item.efficiency, row.guess]
    return [
        row.code, version.number, version.get_kind_display(), version.question.point.name, version.stem, item.n,
        *(None if value is None else round(value, 6) for value in numbers), row.picks.blank,
        "；".join(f"{flag.words}：{flag.advice}" for flag in row.flags),
    ]  # fmt: skip


def _spread(row: Row) -> str:
    return "；".join(f"{'（对）' if pick.right else ''}{pick.words} {pick.count} 次" for pick in row.picks.rows)


@never_cache
@login_required
@require_safe
def question(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """One question of a paper with what was answered. It shows the key: for editors of the bank alone."""
    person = _analyst(request)
    if not may_edit_questions(person):
        raise Http404
    chosen = _chosen(request, person, code)
    version = get_object_or_404(QuestionVersion.objects.select_related("question__point"), pk=pk)
    found = [row for row in analyse(taken(chosen.attempts)).rows if row.version.question_id == version.question_id]
    shown = next((row for row in found if row.version.pk == version.pk), None)
    if shown is None:
        raise Http404
    context = {"paper": chosen.paper, "query": chosen.query, "row": shown, "versions": found, "chosen": chosen.values}
    return render(request, "training/analysis/question.html", context)
