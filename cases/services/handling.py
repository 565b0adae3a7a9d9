"""What the handler of a case decides: pause it, hand it over, close it, open it again, tie it to others."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.services.messages import notify
from portal.services.refusal import Refused

from ..models import Case, CaseLink, ClockChange, Happening, Party
from ..rules import taxonomy
from ..rules.access import Action
from ..rules.stages import following
from . import clocks
from .law import propose_articles
from .opening import open_part
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person

State = Case.State


def _locked(case: Case, by: Person, action: Action, why: str) -> Case:
    found = Case.objects.select_for_update().get(pk=case.pk)
    guard(found, by, action)
    if not why.strip():
        raise Refused("写明原因", "why")
    return found


@transaction.atomic
def pause_case(*, case: Case, why: str, by: Person, now: datetime.datetime) -> Case:
    """Nothing of ours has to be done meanwhile: internal clocks stand still, those of the law run on."""
    case = _locked(case, by, Action.HANDLE, why)
    if case.state != State.OPEN:
        raise Refused("只有办理中的案件可以暂停")
    case.state = State.PAUSED
    case.save(update_fields=["state"])
    for clock in case.clocks.running().filter(statutory=False, paused_at__isnull=True):
        if clocks.definition_of(clock).suspends:
            clocks.stop(clock, ClockChange.Kind.PAUSE, now, f"案件暂停：{why}", by)
    note(case=case, verb="pause", by=by, at=now, why=why)
    return case


@transaction.atomic
def resume_case(*, case: Case, why: str, by: Person, now: datetime.datetime) -> Case:
    case = _locked(case, by, Action.HANDLE, why)
    if case.state != State.PAUSED:
        raise Refused("案件没有暂停")
    case.state = State.OPEN
    case.save(update_fields=["state"])
    for clock in case.clocks.running().filter(statutory=False, paused_at__isnull=False):
        clocks.stop(clock, ClockChange.Kind.RESUME, now, f"案件继续：{why}", by)
    note(case=case, verb="resume", by=by, at=now, why=why)
    return case


@transaction.atomic
def hand_over(*, case: Case, to: Person, why: str, by: Person, now: datetime.datetime) -> Case:
    """Another handler, who must be able to see the case. Both are told."""
    case = _locked(case, by, Action.HANDLE, why)
    if to.pk == case.handler_id:
        raise Refused("已经是这个人在经办", "to")
    if not Case.objects.visible_to(to).filter(pk=case.pk).exists():
        raise Refused("这个人看不到这件案子，先排进小组", "to")
    before, case.handler = case.handler, to
    case.save(update_fields=["handler"])
    note(case=case, verb="hand_over", by=by, at=now, why=why, before=before.pk if before else None, after=to.pk)
    for person in {one.pk: one for one in (before, to) if one}.values():
        words = "交给您经办" if person == to else "已移交"
        notify(
            person=person, kind="incident", title=f"案件{words}：{case.number}", link=case.get_absolute_url(), now=now
        )
    return case


@transaction.atomic
def close_case(*, case: Case, outcome: str, why: str, by: Person, now: datetime.datetime) -> Case:
    """Done: at the last stage of its path, with an outcome. Statutory clocks that still run are kept running."""
    case = _locked(case, by, Action.HANDLE, why)
    if outcome not in taxonomy.outcomes():
        raise Refused("请选结果", "outcome")
    if following(case.stage):
        raise Refused("还没有到最后一个阶段", "why")
    case.state, case.closed_at, case.outcome_code = State.CLOSED, now, outcome
    case.save(update_fields=["state", "closed_at", "outcome_code"])
    for clock in case.clocks.running().filter(statutory=False):
        clocks.drop(clock, "案件办结", by, now)
    note(case=case, verb="close", by=by, at=now, why=why, outcome=outcome)
    return case


@transaction.atomic
def reopen_case(*, case: Case, why: str, by: Person, now: datetime.datetime) -> Case:
    case = _locked(case, by, Action.REOPEN, why)
    if case.state != State.CLOSED:
        raise Refused("案件没有办结")
    case.state, case.closed_at = State.OPEN, None
    case.save(update_fields=["state", "closed_at"])
    note(case=case, verb="reopen", by=by, at=now, why=why)
    clocks.refresh(case)
    return case


@transaction.atomic
def link_cases(*, case: Case, other: Case, kind: str, by: Person, now: datetime.datetime) -> CaseLink:
    """Tie two cases; whoever ties must see both."""
    guard(case, by, Action.HANDLE)
    if case.pk == other.pk or not Case.objects.visible_to(by).filter(pk=other.pk).exists():
        raise Refused("没有这件案子", "other")
    row, made = CaseLink.objects.get_or_create(case=case, other=other, kind=kind, defaults={"by": by, "at": now})
    if made:
        note(case=case, verb="link", by=by, at=now, other=other.number, kind=kind)
        note(case=other, verb="link", by=by, at=now, other=case.number, kind=kind)
    return row


@transaction.atomic
def merge_case(*, case: Case, into: Case, why: str, by: Person, now: datetime.datetime) -> Case:
    """The same thing reported twice: parties and running clocks go to `into`; its own clocks of the same kind stay."""
    case = _locked(case, by, Action.HANDLE, why)
    guard(into, by, Action.HANDLE)
    if case.pk == into.pk or case.project_id != into.project_id or case.path != into.path:
        raise Refused("只能并到同一项目、同一类的另一件", "into")
    case.parties.update(case=into)
    running = set(into.clocks.running().values_list("definition", "party"))
    for clock in case.clocks.running():
        if (clock.definition, clock.party_id) in running:
            clocks.drop(clock, f"并到 {into.number}", by, now)
        else:
            clock.case = into
            clock.started_by = f"{clock.started_by}:{case.pk}"[:60]
            clock.save(update_fields=["case", "started_by"])
    case.state, case.merged_into, case.next_due_at = State.MERGED, into, None
    case.save(update_fields=["state", "merged_into", "next_due_at"])
    note(case=case, verb="merge", by=by, at=now, why=why, into=into.number)
    note(case=into, verb="merge", by=by, at=now, why=why, taken=case.number)
    clocks.refresh(into)
    return into


@transaction.atomic
def split_case(*, case: Case, parties: Iterable[Party], why: str, by: Person, now: datetime.datetime) -> Case:
    """A case of their own for some of the people: the same facts, their clocks go with them."""
    case = _locked(case, by, Action.HANDLE, why)
    chosen = list(parties)
    if not chosen or any(one.case_id != case.pk for one in chosen):
        raise Refused("请选要拆分出去的当事人", "parties")
    part = open_part(case=case, by=by, now=now)
    pks = [one.pk for one in chosen]
    Party.objects.filter(pk__in=pks).update(case=part)
    case.clocks.filter(party__in=pks).update(case=part)
    CaseLink.objects.create(case=case, other=part, kind=CaseLink.Kind.SPLIT, by=by, at=now)
    note(case=case, verb="split", by=by, at=now, why=why, part=part.number)
    clocks.refresh(case)
    clocks.refresh(part)
    return part


@transaction.atomic
def change_facts(*, case: Case, by: Person, why: str, now: datetime.datetime, **facts: Any) -> Case:
    """Numbers and facets that turned out otherwise; clocks that the new facts start are started, from the same moment.

    Refused for a field that is no such fact and for facets that do not exist.
    """
    case = _locked(case, by, Action.CLOCK, why)
    if unknown := set(facts) - FACTS:
        raise Refused(f"不能这样改：{'、'.join(sorted(unknown))}")
    if wrong := taxonomy.unknown(facts.get("facets", {})):
        raise Refused("；".join(wrong), "facets")
    for name, value in facts.items():
        setattr(case, name, value)
    case.save(update_fields=list(facts))
    if "occurred_at" in facts:
        _occurred_otherwise(case, by, why, now)
    clocks.settle(case=case, by=by, now=now)
    note(case=case, verb="facts", by=by, at=now, why=why, fields=sorted(facts))
    propose_articles(case=case, by=by, now=now)
    clocks.refresh(case)
    return case


def _occurred_otherwise(case: Case, by: Person, why: str, now: datetime.datetime) -> None:
    """The accident was at another moment: what is noted of it, and every clock that runs from it, moves along."""
    if case.occurred_at is None or case.occurred_at > now:
        raise Refused("写发生的时间，不能晚于现在", "occurred_at")
    event = "diagnosed" if case.family == "OCC" else "occurred"
    old = case.happenings.filter(event=event, party=None, undone_at__isnull=True).first()
    if old is None or old.at == case.occurred_at:
        return
    old.undone_at = now
    old.save(update_fields=["undone_at"])
    new = Happening.objects.create(case=case, event=event, at=case.occurred_at, by=by, noted_at=now, note=old.note)
    for clock in old.clocks.filter(cancelled_at__isnull=True):
        clock.happening, clock.started_by = new, f"{clock.definition}:{new.pk}:{clock.party_id or 0}:0"
        clock.save(update_fields=["happening", "started_by"])
        clocks.stop(clock, ClockChange.Kind.CORRECT, case.occurred_at, why, by, noted_at=now)


FACTS = frozenset(
    {
        "people_count",
        "amount",
        "deaths",
        "serious",
        "loss",
        "facets",
        "demands",
        "place",
        "occurred_at",
        "values",
        "text",
    }
)
