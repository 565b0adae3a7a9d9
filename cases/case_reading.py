"""Reading cases for their pages: the list by next clock, the board by stage, one case, whom to call."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case as Which
from django.db.models import Count, F, Q, When, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict

from portal.clock import SHANGHAI
from portal.models import OnCallContact, Project
from portal.rules import phones

from .models import Case, RunningClock
from .rules import awaited, taxonomy
from .rules.clocks import vocabulary
from .rules.clocks.words import told as told_limit
from .rules.stages import Path, along
from .services.clocks import definition_of
from .services.reporting import CALLS

PAGE = 20
SOON = datetime.timedelta(days=3)


@dataclass(frozen=True)
class Call:
    """A number to tap; `event` is what a tap notes, "" for none."""

    number: str
    name: str
    what: str
    event: str = ""

    @property
    def shown(self) -> str:
        """As people here dial it: a mobile number without +86, a landline with its 0."""
        plain = self.number.removeprefix("+86")
        return plain if plain == self.number or phones.is_mobile(self.number) else f"0{plain}"


def numbers_for(user: Any, projects: Iterable[Project]) -> list[dict[str, Any]]:
    """Per project whom to call: contacts on duty in their order, the hospital, the insurer. Two queries for all."""
    listed = list(projects)
    contacts: dict[int, list[Call]] = {project.pk: [] for project in listed}
    for row in OnCallContact.objects.visible_to(user).filter(project__in=listed).order_by("order", "pk"):
        event = "reported" if row.duty.startswith("项目经理") else ""
        contacts[row.project_id or 0].append(Call(row.phone, row.name, row.duty, event))
    return [{"project": one, "calls": [*contacts[one.pk], *_house(one)]} for one in listed]


def _house(project: Project) -> list[Call]:
    """The hospital agreed on beforehand (O-10) and the insurer."""
    both = (
        (project.hospital_phone, project.hospital, "签约医院", "called_hospital"),
        (project.insurer_phone, project.insurer, "承保机构", ""),
    )
    return [Call(number, name or what, what, event) for number, name, what, event in both if number]


def told(case: Case) -> dict[str, Any]:
    """Who was told of a case, group by group; the calls that were noted; whether the project manager's is not among
    them."""
    team = case.team.filter(until__isnull=True).select_related("person")
    groups: dict[str, list[Any]] = {}
    for row in team:
        groups.setdefault(row.get_group_display(), []).append(row)
    noted = case.happenings.filter(undone_at__isnull=True, event__in=CALLS).order_by("at", "pk")
    calls = [{"event": one.event, "words": CALLS[one.event], "at": one.at} for one in noted]
    return {"groups": groups, "calls": calls, "silent": not any(one["event"] == "reported" for one in calls)}


# ---- the list and the board ----

ORDERS = {"clock": "按下一个期限", "stage": "按阶段", "new": "最近立案"}


def asked(given: QueryDict) -> dict[str, str]:
    """What an address asks for, cleaned: how it is ordered and what it is narrowed by."""
    family = given.get("family", "")
    state = given.get("state", "")
    return {
        "by": given.get("by", "") if given.get("by", "") in ORDERS else "clock",
        "family": family if family in taxonomy.families() else "",
        "state": state if state in {"closed", "all", "mine"} else "",
        "project": given.get("project", "") if given.get("project", "").isdigit() else "",
        "q": given.get("q", "").strip()[:60],
    }


def narrowed(user: Any, wish: Mapping[str, str]) -> Any:
    """The cases somebody may see, narrowed. Words are looked for in number, place and what was told."""
    rows = Case.objects.visible_to(user)
    if wish["state"] == "closed":
        rows = rows.filter(state=Case.State.CLOSED)
    elif wish["state"] != "all":
        rows = rows.open()
    if wish["state"] == "mine":
        rows = rows.filter(handler=user)
    if wish["family"]:
        rows = rows.filter(family=wish["family"])
    if wish["project"]:
        rows = rows.filter(project=int(wish["project"][:9]))
    if words := wish["q"]:
        rows = rows.filter(Q(number__icontains=words) | Q(text__icontains=words) | Q(place__icontains=words))
    return rows


def board(user: Any, wish: Mapping[str, str], page: Any, now: datetime.datetime) -> dict[str, Any]:
    """The page of cases: counts above, rows below, each with its next clock; by stage as lanes."""
    rows = narrowed(user, wish)
    this_year = datetime.datetime(now.year, 1, 1, tzinfo=SHANGHAI)
    living = Q(state__in=Case.LIVING)
    counts = Case.objects.visible_to(user).aggregate(
        open=Count("pk", filter=living),
        over=Count("pk", filter=living & Q(next_due_at__lte=now)),
        soon=Count("pk", filter=living & Q(next_due_at__gt=now, next_due_at__lte=now + SOON)),
        closed=Count("pk", filter=Q(state=Case.State.CLOSED, closed_at__gte=this_year)),
    )
    facts: dict[str, Any] = {"counts": counts, "wish": wish, "orders": ORDERS, "families": _families()}
    if wish["by"] == "stage":
        return facts | {"lanes": _lanes(rows, now)}
    keys = _ordered(rows, wish).values_list("pk", flat=True)
    shown = Paginator(list(keys) if wish["q"] else keys, PAGE).get_page(page)
    cases = Case.objects.filter(pk__in=shown.object_list).select_related("project", "handler")
    shown.object_list = with_next(_ordered(cases, wish), now)
    return facts | {"page": shown}


def _ordered(rows: Any, wish: Mapping[str, str]) -> Any:
    """Keys are put in order and not whole cases, whose texts make a deep page slow; what words are looked for in is
    gone through once, not once more for a count."""
    return rows.order_by("-pk") if wish["by"] == "new" else rows.by_next_clock()


def _families() -> dict[str, str]:
    return {code: name for code, name in taxonomy.families().items() if code in {"DIS", "INJ", "DTH", "OCC", "SAF"}}


LANE = 12
"""Cards of a lane: more are a click away."""


def _lanes(rows: Any, now: datetime.datetime) -> list[dict[str, Any]]:
    """One lane a stage, the next clock first, at most LANE cards; how many there are in all. Three queries for all."""
    first = [F("next_due_at").asc(nulls_last=True), F("pk").asc()]
    placed = rows.annotate(
        rank=Window(RowNumber(), partition_by=F("stage"), order_by=first),
        total=Window(Count("pk"), partition_by=F("stage")),
    )
    found = list(placed.filter(rank__lte=LANE).order_by("rank").values_list("stage", "pk", "total"))
    cases = Case.objects.select_related("project", "handler").in_bulk([pk for _, pk, _ in found])
    totals = {stage: total for stage, _, total in found}
    by_stage: dict[str, list[Case]] = {}
    for case in with_next((cases[pk] for _, pk, _ in found), now):
        by_stage.setdefault(case.stage, []).append(case)
    return [
        {"stage": stage, "total": totals[stage.code], "rows": by_stage[stage.code]}
        for stage in (*along(Path.DISPUTE), *along(Path.INJURY))
        if stage.code in totals
    ]


def with_next(cases: Iterable[Case], now: datetime.datetime) -> list[Case]:
    """The same cases, each with `next_clock` as a bar: the clock that runs out first, one without a fixed end last, one
    that is only waited for after all of ours; or None. One query."""
    listed = list(cases)
    first: dict[int, RunningClock] = {}
    running = RunningClock.objects.running().filter(case__in=listed, paused_at__isnull=True)
    ours_first = Which(When(who__in=awaited.who(), then=1), default=0)
    for clock in running.order_by(ours_first, F("latest").asc(nulls_last=True), "pk"):
        first.setdefault(clock.case_id, clock)
    for case in listed:
        found = first.get(case.pk)
        case.next_clock = bar(found, now) if found else None  # type: ignore[attr-defined]
    return listed


@dataclass(frozen=True)
class Bar:
    """A clock as it is drawn: `left` in words, `tone` "", "soon" or "over", `share` 0–100 of its time gone, `limit` the
    last moment, `file_by` the safe one where it is earlier. What is waited for is never "over": it has `passed`."""

    clock: RunningClock
    left: str
    tone: str
    share: int
    limit: str = ""
    file_by: str = ""
    passed: bool = False

    @property
    def steps(self) -> tuple[awaited.Step, ...]:
        """What may be done when somebody else has let their limit pass."""
        return awaited.steps(self.clock.definition) if self.passed else ()

    @property
    def who(self) -> str:
        return vocabulary("who").get(self.clock.who, self.clock.who)

    @property
    def articles(self) -> tuple[str, ...]:
        return definition_of(self.clock).articles

    @property
    def deeds(self) -> list[tuple[str, str]]:
        """What else can be done with it: (code, name)."""
        moved = ("go-on", "继续走") if self.clock.paused_at else ("stop", "停下")
        return [moved, ("restart", "重新起算"), ("extend", "延长"), ("correct", "更正起算时间"), ("drop", "不适用")]


def bar(clock: RunningClock, now: datetime.datetime) -> Bar:
    """What a running clock shows at this moment."""
    drawn = _drawn(clock, now)
    if not clock.is_awaited or clock.paused_at:
        return drawn
    passed = drawn.tone == "over"
    left = f"等{drawn.who}" if clock.latest is None else f"等{drawn.who}，{drawn.left.replace('已超期', '期限已过')}"
    return replace(drawn, left=left, tone="soon" if passed else "", passed=passed)


def _drawn(clock: RunningClock, now: datetime.datetime) -> Bar:
    """As if it were ours to keep."""
    if clock.latest is None and clock.paused_at is None:
        return Bar(clock, "马上办", "soon" if clock.started_at > now - SOON else "", 0)
    if clock.paused_at:
        return Bar(clock, "停着", "", _share(clock, clock.paused_at))
    latest = clock.latest or now
    gone = latest - now
    limit = told_limit(latest, now=now)
    earlier = clock.file_by is not None and clock.started_at < clock.file_by < latest
    file_by = told_limit(clock.file_by, now=now) if earlier and clock.file_by else ""
    if gone <= datetime.timedelta(0):
        return Bar(clock, f"已超期 {words(-gone)}", "over", 100, limit, file_by)
    near = min(SOON, (latest - clock.started_at) / 3)
    return Bar(clock, f"还剩 {words(gone)}", "soon" if gone <= near else "", _share(clock, now), limit, file_by)


def _share(clock: RunningClock, at: datetime.datetime) -> int:
    whole = (clock.latest - clock.started_at).total_seconds() if clock.latest else 0
    return max(0, min(100, round(100 * (at - clock.started_at).total_seconds() / whole))) if whole > 0 else 0


def words(span: datetime.timedelta) -> str:
    """2 天 3 小时, 3 小时 5 分, 12 分; the two largest units, seconds left out."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days >= 10:
        return f"{days} 天"
    if days:
        return f"{days} 天" + (f" {hours} 小时" if hours else "")
    return (f"{hours} 小时" + (f" {rest} 分" if rest else "")) if hours else f"{rest} 分"
