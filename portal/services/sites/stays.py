"""Being on a site from one day to another: rows begin and end, none is deleted. Whoever calls has asked who may.

Each membership has its line in the register (entry), which follows every change of its dates.
"""

from __future__ import annotations

import datetime

from django.db import transaction

from ...models import Crew, Membership, Organisation, Person, PersonRecord, Project
from ...rules.roles import Role
from ...rules.roster import Contract
from ..refusal import Refused
from ..register import keep_record

_DAY = datetime.timedelta(days=1)


def hold(project: Project) -> None:
    """Until the end of the transaction nobody else changes who is on this project."""
    Project.objects.select_for_update().get(pk=project.pk)


@transaction.atomic
def enter(
    *,
    person: Person,
    project: Project,
    organisation: Organisation,
    now: datetime.datetime,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    crew: Crew | None = None,
    trade: str = "",
    role: str = Role.WORKER,
) -> Membership:
    """A new stay. The own trade is kept only where it differs from the crew's."""
    if ends_on and ends_on < starts_on:
        raise Refused("最后一天早于第一天", "ends_on")
    membership = Membership.objects.create(
        person=person,
        organisation=organisation,
        project=project,
        crew=crew,
        trade=_own(trade, crew),
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        is_sample=project.is_sample or person.is_sample,
    )
    _record(membership, now, new=True)
    return membership


@transaction.atomic
def move(
    *,
    membership: Membership,
    crew: Crew | None,
    on: datetime.date,
    now: datetime.datetime,
    trade: str = "",
    organisation: Organisation | None = None,
) -> Membership:
    """From `on` in another crew, maybe of another project, or with another firm: the old row ends the day before.

    On the very day it began, the old row is left ended before it began: entered by mistake, and kept.
    """
    if membership.starts_on and on < membership.starts_on:
        raise Refused(f"他在现在的班组从 {membership.starts_on} 开始，不能更早", "on")
    project = crew.project if crew else membership.project
    if project is None:
        raise Refused("他不在任何项目上", "crew")
    trade = trade or ("" if crew and crew.trade else membership.own_trade)
    planned = membership.ends_on
    membership.ends_on = on - _DAY
    membership.save(update_fields=["ends_on"])
    _record(membership, now)
    return enter(
        person=membership.person,
        project=project,
        organisation=organisation or (crew.organisation if crew else membership.organisation),
        crew=crew,
        trade=trade,
        role=membership.role,
        starts_on=on,
        ends_on=planned,
        now=now,
    )


@transaction.atomic
def end(*, membership: Membership, last_day: datetime.date, now: datetime.datetime) -> Membership:
    """The last day on the site; who left is kept."""
    if membership.starts_on and last_day < membership.starts_on:
        raise Refused(f"最后一天不能早于进场日期 {membership.starts_on}", "last_day")
    membership.ends_on = last_day
    membership.save(update_fields=["ends_on"])
    _record(membership, now)
    return membership


@transaction.atomic
def amend(
    *, membership: Membership, now: datetime.datetime, starts_on: datetime.date | None = None, trade: str = ""
) -> Membership:
    """Put right what was entered: the first day, or the own trade."""
    if starts_on and membership.ends_on and membership.ends_on < starts_on:
        raise Refused("进场日期晚于最后一天", "starts_on")
    membership.starts_on = starts_on or membership.starts_on
    membership.trade = _own(trade, membership.crew) if trade else membership.trade
    membership.save(update_fields=["starts_on", "trade"])
    _record(membership, now)
    return membership


def _own(trade: str, crew: Crew | None) -> str:
    trade = " ".join(trade.split())[:30]
    return "" if crew and trade == crew.trade else trade


def _record(membership: Membership, now: datetime.datetime, *, new: bool = False) -> None:
    """The line in the register: withdrawn when the stay never took place."""
    crew, trade = membership.crew, membership.own_trade
    void = membership.is_void
    facts = {"crew": crew.name if crew else "", "trade": trade}
    keep_record(
        person=membership.person,
        kind=PersonRecord.Kind.ENTRY,
        title="进场登记" + (f"：{crew.name}" if crew else ""),
        project=membership.project,
        organisation=membership.organisation,
        starts_on=membership.starts_on,
        ends_on=membership.starts_on if void else membership.ends_on,
        status=PersonRecord.Status.REVOKED if void else PersonRecord.Status.VALID,
        values={name: text for name, text in facts.items() if text},
        source=membership,
        source_is_new=new,
        is_sample=membership.is_sample,
        now=now,
    )


@transaction.atomic
def keep_contract(*, membership: Membership, contract: Contract, now: datetime.datetime, new: bool = False) -> None:
    """The line on the labour contract that a roster tells of. Only a plain yes, or a date, counts as signed.

    `new`: the membership was made a moment ago.
    """
    signed = contract.signed
    title = "劳动合同" if signed else "没有签劳动合同" if signed is False else "劳动合同（待核实）"
    keep_record(
        person=membership.person,
        kind=PersonRecord.Kind.CONTRACT,
        title=title,
        project=membership.project,
        organisation=membership.organisation,
        starts_on=contract.signed_on,
        status=PersonRecord.Status.VALID if signed else PersonRecord.Status.UNVERIFIED,
        values=contract.values(),
        source=membership,
        source_is_new=new,
        is_sample=membership.is_sample,
        now=now,
    )
