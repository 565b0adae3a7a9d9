"""A whole session from a phone that may have been without network: kept once, however often it is sent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from portal.clock import SHANGHAI
from portal.models import Crew, Membership, Person, Project
from portal.services.refusal import Refused

from ...models import Attendee, CrewSession, PlanItem
from ...rules import sessions as rules
from ...rules.sessions import BadSheet, Present, Sheet
from .crediting import credit
from .who import NOT_HERE, check_holder, postings


@dataclass(frozen=True)
class LeftOut:
    """Somebody who was ticked but not written down."""

    person: int
    why: str


@dataclass(frozen=True)
class Received:
    """What became of a sheet: the session, whom it left out, who was elsewhere at the time, who has yet to sign."""

    session: CrewSession
    left_out: tuple[LeftOut, ...] = ()
    again: bool = False
    overlapping: tuple[int, ...] = ()
    unsigned: tuple[int, ...] = ()


def receive_session(*, payload: Any, by: Person, now: datetime.datetime) -> Received:
    """Keep a session that is over, with a record for everyone who signed. The same uuid again gives the same session.

    Refused as a whole when it lies in the future, lasts too long, or is not for `by` to hold. Single people who do
    not belong there are left out and named: the others keep their hour.
    """
    sheet = read(payload)
    try:
        return _receive(sheet, by, now)
    except IntegrityError:
        return _known(sheet, by) or _receive(sheet, by, now)


def read(payload: Any, *, going_on: bool = False) -> Sheet:
    try:
        return rules.read_sheet(payload, going_on=going_on)
    except BadSheet as bad:
        raise Refused(bad.message, bad.field) from bad


@transaction.atomic
def _receive(sheet: Sheet, by: Person, now: datetime.datetime) -> Received:
    if known := _known(sheet, by):
        return known
    check_times(sheet, now)
    project, crew = place(sheet, by)
    keys = [one.person for one in sheet.people]
    posts, why = postings(by, project=project, crew=crew, people=keys, at=sheet.starts_at)
    if not posts:
        raise Refused("勾选的人都不在这个项目。请联网刷新名单，重新勾选。", "people")
    session = make(sheet, by, project, crew, now, CrewSession.State.CLOSED)
    rows = attend(session, sheet.people, posts, now)
    records = credit(session=session, attendees=rows, posts=posts, now=now, by=by, on_paper=sheet.on_paper)
    whole = {one.person_id: rules.credited_minutes((one.starts_at, one.ends_at), []) for one in records}
    overlapping = tuple(one.person_id for one in records if one.minutes < whole[one.person_id])
    left_out = tuple(LeftOut(key, why[key]) for key in keys if key in why)
    return Received(session, left_out, False, overlapping, _unsigned(session))


def _known(sheet: Sheet, by: Person) -> Received | None:
    session = CrewSession.objects.filter(uuid=sheet.uuid).first()
    if session is None:
        return None
    if session.opened_by_id != by.pk:
        raise Refused("这个编号已经用过，请重新填一份。", "uuid")
    there = set(session.attendees.values_list("person", flat=True))
    gone = tuple(LeftOut(one.person, NOT_HERE) for one in sheet.people if one.person not in there)
    return Received(session, gone, again=True, unsigned=_unsigned(session))


def _unsigned(session: CrewSession) -> tuple[int, ...]:
    """Who is on the list without a record, because there is no name under it yet."""
    rows = session.attendees.filter(signed_at__isnull=True).exclude(person__in=session.records.values("person"))
    return tuple(rows.order_by("pk").values_list("person", flat=True))


def check_times(sheet: Sheet, now: datetime.datetime) -> None:
    ends_at = sheet.ends_at or now
    try:
        rules.check_times(sheet.starts_at, ends_at.astimezone(SHANGHAI), now=now.astimezone(SHANGHAI))
    except BadSheet as bad:
        raise Refused(bad.message, bad.field) from bad


def place(sheet: Sheet, by: Person) -> tuple[Project, Crew | None]:
    """Project and crew of a sheet, if they are for `by`."""
    project = Project.objects.kept_by(by).filter(pk=sheet.project).first()
    if project is None:
        raise Refused("这个项目不归你管。", "project")
    crew = Crew.objects.filter(pk=sheet.crew, project=project).first() if sheet.crew else None
    if sheet.crew and crew is None:
        raise Refused("请选这个项目的班组", "crew")
    check_holder(by, project=project, crew=crew, level=sheet.level)
    return project, crew


def make(
    sheet: Sheet, by: Person, project: Project, crew: Crew | None, now: datetime.datetime, state: str
) -> CrewSession:
    return CrewSession.objects.create(
        uuid=sheet.uuid,
        project=project,
        crew=crew,
        level=sheet.level,
        method=sheet.method,
        topic=sheet.topic,
        content=sheet.content,
        place=sheet.place,
        trainer=by if sheet.trainer_self else None,
        trainer_name=sheet.trainer,
        trainer_post=sheet.trainer_post,
        trainer_signature=sheet.trainer_signature,
        starts_at=sheet.starts_at,
        ends_at=sheet.ends_at,
        plan_item=_planned(sheet, project, crew),
        state=state,
        opened_by=by,
        received_at=now,
        offline=sheet.offline,
        is_sample=project.is_sample,
    )


def _planned(sheet: Sheet, project: Project, crew: Crew | None) -> PlanItem | None:
    """The topic of the plan for that month, when the session bears its name."""
    day = sheet.starts_at.astimezone(SHANGHAI).date()
    rows = PlanItem.objects.filter(plan__project=project, topic=sheet.topic, on__year=day.year, on__month=day.month)
    mine = rows.filter(Q(crew__isnull=True) | Q(crew=crew))
    return min(mine, key=lambda item: (item.crew_id is None, abs((item.on - day).days)), default=None)


def attend(
    session: CrewSession, people: tuple[Present, ...], posts: Mapping[int, Membership], now: datetime.datetime
) -> list[Attendee]:
    rows = [
        Attendee(
            session=session,
            person=posts[one.person].person,
            signature=one.signature,
            signed_at=_signed(one, session, now) if one.signature else None,
            joined_at=one.joined_at,
            result=one.result,
            practical=one.practical,
        )
        for one in people
        if one.person in posts
    ]
    return Attendee.objects.bulk_create(rows)


def _signed(one: Present, session: CrewSession, now: datetime.datetime) -> datetime.datetime:
    """The phone's word, within reason: never before the session, never later than now."""
    return min(now, max(session.starts_at, one.signed_at or session.ends_at or now))
