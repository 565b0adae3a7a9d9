"""What the handler of a case decides: pause it, hand it over, mend its facts; closing and joining are beside."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.services.messages import notify
from portal.services.refusal import Refused

from ..models import Case, CaseMove, ClockChange
from ..rules import taxonomy
from ..rules.access import Action
from . import clocks
from .casualties import Numbers, weigh
from .claims import open_tracks
from .closing import close_case, locked, reopen_case
from .happenings import move
from .joining import link_cases, merge_case, split_case
from .law import propose_articles
from .trail import note

if TYPE_CHECKING:
    from portal.models import Person

__all__ = [
    "change_facts",
    "close_case",
    "hand_over",
    "link_cases",
    "merge_case",
    "pause_case",
    "reopen_case",
    "resume_case",
    "split_case",
]
State = Case.State


@transaction.atomic
def pause_case(*, case: Case, why: str, by: Person, now: datetime.datetime) -> Case:
    """Nothing of ours has to be done meanwhile: internal clocks stand still, those of the law run on."""
    case = locked(case, by, Action.HANDLE, why)
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
    """What stood still with the case runs on; what somebody had stopped by hand stays stopped."""
    case = locked(case, by, Action.HANDLE, why)
    if case.state != State.PAUSED:
        raise Refused("案件没有暂停")
    case.state = State.OPEN
    case.save(update_fields=["state"])
    since = CaseMove.objects.filter(case=case, verb="pause").values_list("at", flat=True).last()
    for clock in case.clocks.running().filter(statutory=False, paused_at=since):
        clocks.stop(clock, ClockChange.Kind.RESUME, now, f"案件继续：{why}", by)
    note(case=case, verb="resume", by=by, at=now, why=why)
    return case


@transaction.atomic
def hand_over(*, case: Case, to: Person, why: str, by: Person, now: datetime.datetime) -> Case:
    """Another handler, who must be able to see the case. Both are told."""
    case = locked(case, by, Action.HANDLE, why)
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
def change_facts(
    *,
    case: Case,
    by: Person,
    why: str,
    now: datetime.datetime,
    changed_at: datetime.datetime | None = None,
    **facts: Any,
) -> Case:
    """Numbers and facets that turned out otherwise; clocks that the new facts start are started, from the same moment.

    Other numbers of dead or badly hurt changed at `changed_at` (now): `said` of the case that comes back tells what
    that came to. Refused for a field that is no such fact and for facets that do not exist.
    """
    case = locked(case, by, Action.CLOCK, why)
    before = Numbers.of(case)
    if unknown := set(facts) - FACTS:
        raise Refused(f"不能这样改：{'、'.join(sorted(unknown))}")
    if wrong := taxonomy.unknown(facts.get("facets", {})):
        raise Refused("；".join(wrong), "facets")
    for name, value in facts.items():
        setattr(case, name, value)
    case.save(update_fields=list(facts))
    if "occurred_at" in facts:
        _occurred_otherwise(case, by, why, now)
    case.said = weigh(case=case, before=before, at=changed_at or now, by=by, now=now)
    clocks.settle(case=case, by=by, now=now)
    open_tracks(case=case, by=by, now=now, today=clocks.day_of(now))
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
    with_it = case.happenings.filter(event="fire_found", party=None, undone_at__isnull=True, at=old.at)
    for one in [old, *with_it]:  # a fire that was found at another moment stays there
        move(one, case.occurred_at, why, by, now)


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
