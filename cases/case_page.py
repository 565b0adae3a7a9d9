"""What the page of one case shows, read in as few queries as it takes."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, CharField, Exists, F, Q, Value

from knowledge.models import ReviewTask

from .case_reading import Bar, bar
from .law_reading import with_hours
from .models import Case, CaseArticle, CaseLink, Party, PrecedentOrigin, RunningClock, TeamMember
from .rules import stages as rules
from .rules.access import Action, may
from .rules.chains import Link, places
from .rules.clocks import finals, vocabulary
from .rules.stages import Path, along
from .services.stages import what_is_there

if TYPE_CHECKING:
    from .models.cases import Viewer

VERBS = {
    "open": "立案",
    "view": "查看",
    "denied": "没有权限，被拒",
    "audit": "看操作记录",
    "concerned": "本人看谁看过自己的资料",
    "missed": "错过期限",
    "let_pass": "对方或机关过了期限",
    "search": "搜索",
    "stage": "换阶段",
    "happening": "记经过",
    "undo": "撤回经过",
    "clock": "办期限",
    "pause": "暂停",
    "resume": "继续",
    "hand_over": "移交",
    "close": "办结",
    "reopen": "重新办理",
    "precedent": "做成案例草稿",
    "consent": "记下提问人怎样同意",
    "link": "关联",
    "split": "拆分",
    "merge": "合并",
    "party": "改当事人",
    "own_page": "办当事人自己的页面",
    "own_view": "当事人看自己的页面",
    "own_denied": "当事人页面的码不对",
    "personal": "看电话和证件号码",
    "team": "排小组",
    "facts": "改事实",
    "law": "定条文",
    "evidence": "证据入账、移交、更正",
    "file": "看证据的文件",
    "export": "导出",
    "lookup": "调取工人资料",
    "document": "出文书",
    "approve": "审文书",
    "record": "记一条",
    "correct_record": "更正记录",
    "promise": "记承诺",
    "keep_promise": "承诺做到了",
    "drop_promise": "承诺不再需要",
    "promise_missed": "承诺过期",
    "settlement": "写和解协议",
    "legal_review": "法务审核",
    "sign": "签协议",
    "confirm": "司法确认",
    "payment": "记付款",
    "default": "认定违约",
    "instalment_late": "付款逾期",
    "open_claims": "开始理赔",
    "add_claim": "加理赔的路",
    "claim_step": "记理赔进度",
    "paper": "拿到材料",
    "paper_gone": "材料不在",
}
"""Verbs of the trail in words; one that is missing is shown as it is."""


FINAL, AWAITED = "错过了补不回来的法定期限", "等对方、等机关"
NEAREST, WAITING = 5, 3
"""Of the limits that are not final, and of those of others, how many are in sight."""
LATEST, ALL = 30, 2000
"""How much of what happened the page tells, and how much it tells when asked for all of it."""


def overview(
    case: Case, roles: Collection[str], now: datetime.datetime, *, by: Viewer, team: Collection[TeamMember],
    most: int = LATEST,
) -> dict[str, Any]:  # fmt: skip
    """Stages, clocks, the `most` latest of what happened, parties, `team` and law of a case, and what somebody in
    these roles may do in it."""
    clocks = list(case.clocks.filter(cancelled_at__isnull=True).select_related("met_through"))
    bars = [bar(one, now) for one in sorted((c for c in clocks if not c.met_at), key=_urgency)]
    found = what_is_there(case) if case.state != Case.State.CLOSED else None
    parties = list(case.parties.filter(removed_at__isnull=True))
    told = line(case, most + 1)
    tied, merged = ties(case, by)
    return {
        "case": case,
        "steps": steps(case),
        "limits": limits(bars),
        "met": [one for one in clocks if one.met_at],
        "line": told[:most],
        "more": len(told) > most,
        "parties": parties,
        "chain": chain(case, parties),
        "team": team,
        "evidence": case.evidence.select_related("attachment").order_by("-number")[:4],
        "articles": with_hours(
            case,
            case.articles.exclude(state=CaseArticle.State.REMOVED).annotate(
                to_review=Exists(ReviewTask.objects.of(case).open())
            ),
        ),
        "asks": found is not None,
        "needs": rules.missing(case.stage, found or ()),
        "wishes": rules.wished(case.stage, found or ()),
        "next": rules.title_of(following) if (following := rules.following(case.stage)) else "",
        "deeds": deeds(roles, case.state),
        "links": tied,
        "origin": PrecedentOrigin.objects.filter(case=case).select_related("precedent").first()
        if case.state == Case.State.CLOSED
        else None,
        "merged": merged,
        "may": {action.value: may(roles, action, case.state) for action in Action},
    }


def limits(bars: Collection[Bar]) -> list[tuple[str, list[Bar], int, int]]:
    """(title, bars, how many of them are in sight, how many are folded away): those whose loss cannot be repaired, the
    others of ours, and those of others that we wait for."""
    final = [one for one in bars if one.clock.definition in finals()]
    awaited = [one for one in bars if one.clock.is_awaited]
    ours = [one for one in bars if one not in final and one not in awaited]
    groups = [(FINAL, final, len(final)), ("其他期限" if final else "", ours, NEAREST), (AWAITED, awaited, WAITING)]
    return [(title, rows, most, max(0, len(rows) - most)) for title, rows, most in groups if rows]


_DEEDS = {
    "happening": (Action.RECORD, "记一件经过"),
    "undo": (Action.RECORD, "撤回一件经过"),
    "stage": (Action.STAGE, "换阶段"),
    "facts": (Action.CLOCK, "改人数、金额、分类"),
    "party": (Action.PARTY, "加当事人"),
    "above": (Action.PARTY, "改上面的单位"),
    "party-out": (Action.PARTY, "删去当事人"),
    "personal": (Action.PERSONAL, "看电话和证件号码"),
    "bases": (Action.PARTY, "填法定数额要用的数"),
    "tie": (Action.PARTY, "和花名册对上"),
    "team": (Action.TEAM, "加小组成员"),
    "team-out": (Action.TEAM, "移出小组"),
    "hand-over": (Action.HANDLE, "移交"),
    "pause": (Action.HANDLE, "暂停"),
    "resume": (Action.HANDLE, "继续"),
    "precedent": (Action.PRECEDENT, "做成案例草稿"),
    "link": (Action.HANDLE, "关联另一件"),
    "merge": (Action.HANDLE, "并到另一件"),
    "split": (Action.HANDLE, "拆分"),
    "filing": (Action.CLOCK, "补记法定期限的事"),
    "close": (Action.HANDLE, "办结"),
    "reopen": (Action.REOPEN, "重新办理"),
}
_MERGED = "merged"
_ONLY = {"pause": "open", "resume": "paused", "reopen": "closed", "close": "open", "filing": "closed"}


def deeds(roles: Iterable[str], state: str) -> list[tuple[str, str]]:
    """(code, name) of what somebody in these roles may do while the case is so."""
    return [
        (code, name)
        for code, (action, name) in _DEEDS.items()
        if may(roles, action, state) and _ONLY.get(code, state) == state
    ]


def ties(case: Case, by: Viewer) -> tuple[list[tuple[Case, str]], list[Case]]:
    """((case, how it belongs here) of those that are tied to this one, those that were merged into it), as far as this
    person may see them."""
    tied = CaseLink.objects.filter(Q(case=case) | Q(other=case)).order_by().values_list("case_id", "other_id", "kind")
    merged = case.merged.order_by().values_list("pk", "merged_into_id", Value(_MERGED, output_field=CharField()))
    rows = [(other if one == case.pk else one, kind) for one, other, kind in tied.union(merged)]
    seen = Case.objects.visible_to(by).in_bulk([pk for pk, _ in rows]) if rows else {}
    words = dict(CaseLink.Kind.choices)
    found = sorted((seen[pk].pk, kind) for pk, kind in rows if pk in seen)
    return (
        [(seen[pk], words[kind]) for pk, kind in found if kind != _MERGED],
        [seen[pk] for pk, kind in found if kind == _MERGED],
    )


def _urgency(clock: RunningClock) -> tuple[bool, float, int]:
    """The limit that ends first comes first; what stands still or has no number comes last."""
    return clock.latest is None, clock.latest.timestamp() if clock.latest else 0.0, clock.pk


def steps(case: Case) -> list[dict[str, Any]]:
    """The six stages of its path: done, now, or still to come."""
    row = along(case.path)
    here = [stage.code for stage in row].index(case.stage)
    return [
        {"code": stage.code, "title": stage.title, "state": "done" if at < here else "now" if at == here else ""}
        for at, stage in enumerate(row)
    ]


def chain(case: Case, parties: Collection[Party]) -> list[dict[str, Any]]:
    """The parties that stand in the chain of contracts, from the top down: {party, words, article}."""
    known = {party.pk: party for party in parties}
    links = [Link(party.pk, party.role, party.employer_id) for party in parties]
    found = places(links, injury=case.path is Path.INJURY)
    return [{"party": known[one.key], "words": one.words, "article": one.article} for one in found]


def line(case: Case, most: int) -> list[dict[str, Any]]:
    """The `most` latest of what happened and of how the case moved, newest first: {at, day_only, text, note, who}. One
    query."""
    names = vocabulary("events")
    happened = case.happenings.filter(undone_at__isnull=True).order_by()
    moved = case.stage_changes.order_by()
    told = _told(happened, _HAPPENED, "event", "note", F("day_only")).union(
        _told(moved, "", "after", "why", Value(False, output_field=BooleanField())), all=True
    )
    return [
        {
            "at": at,
            "day_only": day_only,
            "text": names.get(code, code) if sort else f"进入阶段：{rules.title_of(code)}",
            "note": words,
            "who": who,
        }
        for at, sort, _, code, words, day_only, who in told.order_by("-when", "-sort", "-key")[:most]
    ]


_HAPPENED = "happened"


def _told(rows: Any, sort: str, code: str, words: str, day_only: Any) -> Any:
    """The same columns of either table, for a union."""
    facts = {"when": F("at"), "sort": Value(sort, output_field=CharField()), "key": F("pk"), "code": F(code)}
    return rows.annotate(**facts, words=F(words), by_day=day_only, who=F("by__name")).values_list(
        "when", "sort", "key", "code", "words", "by_day", "who"
    )
