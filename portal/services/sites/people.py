"""Entering, moving, ending and correcting workers, by whoever keeps them."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction

from ...models import Crew, Membership, Person, Project
from ...models.organisations import HANDS
from ...rules import phones
from ...rules.masking import masked_name
from ...rules.roster.cells import read_name, same_name
from ..people import create_person, find_by_document
from ..refusal import Refused
from . import stays
from .places import NOT_YOURS

_FURTHEST = datetime.timedelta(days=366)


class AlreadyKnown(Refused):
    """The document is registered under this very name: ask whether it is the same person, then come again `sure`."""

    def __init__(self, person: Person) -> None:
        super().__init__(f"这个证件已经登记过，姓名是 {person.masked_name}。", "document_number")
        self.masked_name = person.masked_name


class OtherName(Refused):
    """The document is registered under another name, of which only the first character may be said."""

    def __init__(self, person: Person) -> None:
        registered = masked_name(person.name)
        super().__init__(f"这个证件登记的姓名是 {registered}，和你填的不一样。请看着证件再填一遍。", "name")


@transaction.atomic
def add_worker(
    *,
    by: Person,
    crew: Crew,
    name: str,
    document_kind: str,
    document_number: str,
    starts_on: datetime.date,
    now: datetime.datetime,
    today: datetime.date,
    phone: str = "",
    trade: str = "",
    sure: bool = False,
) -> Membership:
    """A worker for a crew one keeps. A known document is the same person, who is asked about first (`sure`).

    Of a person known elsewhere nothing changes: neither name nor number follow what was typed here.
    """
    if not Crew.objects.kept_by(by).filter(pk=crew.pk).exists():
        raise Refused(NOT_YOURS)
    check_day(starts_on, today, "starts_on")
    if not document_number.strip():
        raise Refused("请填证件号码", "document_number")
    stays.hold(crew.project)
    person = find_by_document(kind=document_kind, number=document_number)
    if person is None:
        person = new_person(
            name=name, phone=phone, kind=document_kind, number=document_number, project=crew.project, today=today
        )
    else:
        _same_person(person, name, crew.project, today, sure)
    return stays.enter(
        person=person,
        project=crew.project,
        organisation=crew.organisation,
        crew=crew,
        trade=trade,
        starts_on=starts_on,
        now=now,
    )


def new_person(*, name: str, phone: str, kind: str, number: str, project: Project, today: datetime.date) -> Person:
    """Someone nobody has entered yet; on a sample project a sample."""
    try:
        with transaction.atomic():
            return create_person(
                name=read_name(name),
                today=today,
                phone=phone,
                document_kind=kind,
                document_number=number,
                is_sample=project.is_sample,
            )
    except IntegrityError as error:
        raise Refused("刚刚有人登记了同一个证件，请再试一次。", "document_number") from error


def _same_person(person: Person, name: str, project: Project, today: datetime.date, sure: bool) -> None:
    if not same_name(person.name, name):
        raise OtherName(person)
    there = staying(person, project, today)
    if there is not None:
        where = there.crew.name if there.crew else "这个项目"
        raise Refused(f"{person.masked_name} 已经在{where}里，不用再加；换班组请在他的页面里换。", "document_number")
    if not sure:
        raise AlreadyKnown(person)


def staying(person: Person, project: Project, today: datetime.date) -> Membership | None:
    """The stay of a hand on this project that is not over yet."""
    held = Membership.objects.at_work().staying(on=today).filter(person=person, project=project)
    return held.select_related("crew").order_by("-pk").first()


@transaction.atomic
def move_worker(
    *,
    by: Person,
    membership: Membership,
    crew: Crew,
    on: datetime.date,
    now: datetime.datetime,
    today: datetime.date,
    trade: str = "",
) -> Membership:
    """To another crew, maybe of another project; one must keep both."""
    row = _kept(by, membership)
    if not Crew.objects.kept_by(by).filter(pk=crew.pk).exists():
        raise Refused(NOT_YOURS, "crew")
    if row.crew_id == crew.pk:
        raise Refused("他现在就在这个班组", "crew")
    stays.hold(crew.project)
    _not_over(row, today)
    if on > today:
        raise Refused("换班组的日期不能晚于今天", "on")
    if row.project_id != crew.project_id and staying(row.person, crew.project, today):
        raise Refused("他在那个项目已经有班组了", "crew")
    return stays.move(membership=row, crew=crew, on=on, trade=trade, now=now)


@transaction.atomic
def end_work(
    *, by: Person, membership: Membership, last_day: datetime.date, now: datetime.datetime, today: datetime.date
) -> Membership:
    """The last day may be to come; a stay that is over stays as it is."""
    row = _kept(by, membership)
    _not_over(row, today)
    check_day(last_day, today, "last_day")
    return stays.end(membership=row, last_day=last_day, now=now)


@transaction.atomic
def correct_worker(*, by: Person, person: Person, name: str, phone: str | None = None) -> Person:
    """Put name or number right (None leaves it), of someone whom nobody but this keeper has."""
    if not is_ours(by=by, person=person):
        raise Refused("这个人在别处也有登记，姓名和手机号要由平台管理员改。")
    name = read_name(name)
    if not name:
        raise Refused("请填姓名", "name")
    number = person.phone if phone is None else phones.normalise(phone)
    if phone and phone.strip() and not number:
        raise Refused("手机号不对：11 位，1 开头；座机要带区号", "phone")
    person.name, person.phone = name, number
    person.save(update_fields=["name", "phone"])
    return person


def is_ours(*, by: Person, person: Person) -> bool:
    """Every posting this person ever had is of a hand, and kept by `by`: a number is a way to sign in."""
    if person.is_staff or person.is_superuser:
        return False
    every = Membership.objects.filter(person=person)
    kept = set(every.kept_by(by).values_list("pk", flat=True))
    rows = list(every.values_list("pk", "role"))
    return bool(rows) and all(pk in kept and role in HANDS for pk, role in rows)


def _kept(by: Person, membership: Membership) -> Membership:
    """The row, locked, when `by` keeps it and it is a hand's. Managers are not moved about."""
    rows = Membership.objects.at_work().kept_by(by).filter(pk=membership.pk)
    row = rows.select_for_update(of=("self",)).select_related("crew", "person", "project", "organisation").first()
    if row is None:
        raise Refused(NOT_YOURS)
    if row.person_id == by.pk and not by.is_superuser:
        raise Refused("自己的登记要请别人来改。")
    return row


def _not_over(row: Membership, today: datetime.date) -> None:
    if row.is_void or (row.ends_on and row.ends_on < today):
        raise Refused(f"他已经退场了（最后一天 {row.ends_on}）。回来的话，请重新加人。")


def check_day(day: datetime.date, today: datetime.date, field: str) -> None:
    """Within reason: not before 1990, not more than a year ahead."""
    if day.year < 1990 or day > today + _FURTHEST:
        raise Refused("这个日期不对，请核对年份", field)
