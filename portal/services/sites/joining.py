"""Registering by a project's code: what was typed waits, sealed, until somebody who keeps that crew decides."""

from __future__ import annotations

import datetime
import json
import secrets
from dataclasses import asdict, dataclass

from django.db import transaction

from ...models import Crew, JoinRequest, Membership, Person, Project
from ...rules import identity, phones
from ...rules.masking import masked_document
from ...rules.roles import Role
from ...rules.roster.cells import read_name, same_name
from .. import limiting
from ..messages import notify
from ..people import find_by_document
from ..refusal import Refused
from ..sealing import fingerprint, seal, unseal
from . import stays
from .people import OtherName, check_day, new_person, staying
from .places import NOT_YOURS

MOST_WAITING = 500
"""For one project: beyond it somebody is playing with the code."""
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 10


@dataclass(frozen=True)
class Typed:
    """What somebody entered about oneself."""

    name: str
    phone: str
    kind: str
    number: str

    @property
    def masked_number(self) -> str:
        return masked_document(self.number)

    @property
    def masked_phone(self) -> str:
        return phones.masked(self.phone)


@transaction.atomic
def renew_code(*, by: Person, project: Project) -> str:
    """A new code for the project's poster; the old one opens nothing any more."""
    if not Project.objects.kept_by(by).filter(pk=project.pk).exists():
        raise Refused(NOT_YOURS)
    project.join_code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    project.save(update_fields=["join_code"])
    return project.join_code


def join_project(*, code: str, today: datetime.date) -> Project | None:
    """The project with this code, while work goes on there."""
    if not 0 < len(code) <= 24:
        return None
    found = Project.objects.filter(join_code=code).first()
    return found if found and (found.ends_on is None or found.ends_on >= today) else None


def ask_to_join(
    *, project: Project, entered: Typed, crew: Crew | None, address: str, now: datetime.datetime, today: datetime.date
) -> JoinRequest:
    """Register. The answer never tells whether the document is known; the same again is the same request."""
    checked = _checked(entered, today)
    here = _here(crew, project)
    limiting.take(action="join", number=checked.phone, address=address, now=now)
    mark = fingerprint("join", str(project.pk), checked.kind, checked.number, checked.phone)
    with transaction.atomic():
        waiting = JoinRequest.objects.waiting().filter(project=project)
        earlier = waiting.filter(fingerprint=mark).first()
        if earlier is not None:
            return earlier
        if waiting.count() >= MOST_WAITING:
            raise Refused("现在等着确认的人太多，请直接找劳务管理员登记。")
        return _wait(project, here, now, today, sealed=seal(json.dumps(asdict(checked))), fingerprint=mark)


@transaction.atomic
def ask_to_join_as(
    *, person: Person, project: Project, crew: Crew | None, now: datetime.datetime, today: datetime.date
) -> JoinRequest:
    """One tap for somebody who is signed in."""
    if staying(person, project, today) is not None:
        raise Refused("你已经在这个项目里了，不用再登记。")
    earlier = JoinRequest.objects.waiting().filter(project=project, person=person).first()
    return earlier or _wait(project, _here(crew, project), now, today, person=person)


def _wait(
    project: Project, crew: Crew | None, now: datetime.datetime, today: datetime.date, **facts: object
) -> JoinRequest:
    request = JoinRequest.objects.create(project=project, crew=crew, made_at=now, is_sample=project.is_sample, **facts)
    managers = Membership.objects.active(on=today).filter(project=project, role=Role.LABOUR_MANAGER)
    for post in managers.select_related("person").order_by("pk")[:10]:
        notify(
            person=post.person,
            kind="join",
            title="有人扫码登记，等你确认",
            body=f"{project.name} 有人扫码登记进场，请核对证件后确认。",
            link=f"/sites/{project.pk}/requests/",
            key=f"join-waiting-{project.pk}-{today}",
            now=now,
        )
    return request


def _here(crew: Crew | None, project: Project) -> Crew | None:
    if crew is not None and crew.project_id != project.pk:
        raise Refused("请选这个项目的班组", "crew")
    return crew


def _checked(entered: Typed, today: datetime.date) -> Typed:
    name, phone = read_name(entered.name)[:60], phones.normalise(entered.phone)
    if not name:
        raise Refused("请填姓名", "name")
    if not phones.is_mobile(phone):
        raise Refused("手机号不对：11 位数字，1 开头", "phone")
    wrong = identity.problem(entered.kind, entered.number, today=today)
    if wrong:
        raise Refused(wrong, "document_number")
    return Typed(name, phone, entered.kind, identity.normalise(entered.kind, entered.number))


def typed(request: JoinRequest) -> Typed | None:
    """What was entered, for the eyes of whoever decides; None when a person who is signed in asked, or it is gone."""
    return Typed(**json.loads(unseal(request.sealed))) if request.sealed else None


@transaction.atomic
def confirm_request(
    *,
    by: Person,
    request: JoinRequest,
    crew: Crew,
    starts_on: datetime.date,
    now: datetime.datetime,
    today: datetime.date,
) -> Membership:
    """The person is on site from that day, in the register, and is told. `by` has looked at the document."""
    row = _waiting(by, request)
    if not Crew.objects.kept_by(by).filter(pk=crew.pk, project=row.project_id).exists():
        raise Refused("请选一个归你管的班组", "crew")
    check_day(starts_on, today, "starts_on")
    stays.hold(row.project)
    person = row.person or _person(row, today)
    if person.pk == by.pk and not by.is_superuser:
        raise Refused("自己的登记要请别人来确认。")
    if staying(person, row.project, today) is not None:
        raise Refused(f"{person.masked_name} 已经在这个项目里了。")
    membership = stays.enter(
        person=person,
        project=row.project,
        organisation=crew.organisation,
        crew=crew,
        starts_on=starts_on,
        now=now,
    )
    _decide(row, JoinRequest.State.CONFIRMED, by, now, person=person, membership=membership)
    notify(
        person=person,
        kind="join",
        title="进场登记通过了",
        body=f"项目：{row.project.name}；班组：{crew.name}；从 {starts_on} 起。",
        link="/me/",
        key=f"join-{row.pk}",
        now=now,
    )
    return membership


def _person(row: JoinRequest, today: datetime.date) -> Person:
    entered = typed(row)
    if entered is None:
        raise Refused("登记的内容已经不在了，请本人重新扫码。")
    known = find_by_document(kind=entered.kind, number=entered.number)
    if known is None:
        return new_person(
            name=entered.name,
            phone=entered.phone,
            kind=entered.kind,
            number=entered.number,
            project=row.project,
            today=today,
        )
    if not same_name(known.name, entered.name):
        raise OtherName(known)
    return known


@transaction.atomic
def decline_request(*, by: Person, request: JoinRequest, now: datetime.datetime) -> JoinRequest:
    """Not let in. What was typed is forgotten."""
    row = _waiting(by, request)
    _decide(row, JoinRequest.State.DECLINED, by, now)
    if row.person:
        notify(
            person=row.person,
            kind="join",
            title="进场登记没有通过",
            body=f"项目：{row.project.name}。有疑问请找项目的劳务管理员。",
            link="/me/",
            key=f"join-{row.pk}",
            now=now,
        )
    return row


def _waiting(by: Person, request: JoinRequest) -> JoinRequest:
    rows = JoinRequest.objects.visible_to(by).filter(pk=request.pk)
    row = rows.select_for_update(of=("self",)).select_related("project", "person").first()
    if row is None:
        raise Refused(NOT_YOURS)
    if row.state != JoinRequest.State.WAITING:
        raise Refused(f"这个登记已经处理过了：{row.get_state_display()}。")
    return row


def _decide(row: JoinRequest, state: str, by: Person | None, now: datetime.datetime, **facts: object) -> None:
    row.state, row.decided_by, row.decided_at, row.sealed, row.fingerprint = state, by, now, "", ""
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()


@transaction.atomic
def expire_requests(*, now: datetime.datetime) -> int:
    """What nobody decided within a week is closed, and what was typed forgotten; the number of rows."""
    stale = JoinRequest.objects.stale(now=now)
    return stale.update(state=JoinRequest.State.EXPIRED, decided_at=now, sealed="", fingerprint="")
