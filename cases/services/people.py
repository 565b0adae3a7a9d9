"""The people and firms of a case, and its team."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.models import Membership
from portal.rules import phones
from portal.services.messages import notify
from portal.services.people import find_by_document
from portal.services.refusal import Refused
from portal.services.sealing import seal, unseal

from ..models import Case, Party, Settlement, TeamMember
from ..rules import bases as rules
from ..rules.access import SEERS, Action
from . import clocks
from .opening import posts_at
from .trail import guard, note

if TYPE_CHECKING:
    from portal.models import Person


@transaction.atomic
def add_party(
    *,
    case: Case,
    role: str,
    name: str,
    by: Person,
    now: datetime.datetime,
    phone: str = "",
    identity: str = "",
    **facts: Any,
) -> Party:
    """Somebody the case is about. Phone and document number are sealed. Refused beside the field that is wrong."""
    guard(case, by, Action.PARTY)
    if role not in Party.Role.values:
        raise Refused("请选身份", "role")
    if not name.strip():
        raise Refused("写上姓名或名称", "name")
    for field in ("employer", "of"):
        above = facts.get(field)
        if above is not None and above.case_id != case.pk:
            raise Refused("不是这件案子里的", field)
    party = Party.objects.create(
        case=case,
        role=role,
        name=name.strip()[:120],
        sealed_phone=seal(_phone(phone)),
        sealed_identity=seal(identity.strip().upper()),
        is_sample=case.is_sample,
        **facts,
    )
    note(case=case, verb="party", by=by, at=now, party=party.pk, deed="add", role=role)
    return party


def _phone(raw: str) -> str:
    found = phones.normalise(raw)
    if raw.strip() and not found:
        raise Refused("号码不对，请再看一遍；座机要带区号", "phone")
    return found


@transaction.atomic
def put_below(*, party: Party, employer: Party | None, by: Person, now: datetime.datetime) -> Party:
    """Who stands above a party in the chain 建设单位 → 总包 → 分包 → 班组. Refused for a circle."""
    guard(party.case, by, Action.PARTY)
    Case.objects.select_for_update().only("pk").get(pk=party.case_id)  # two at once make no circle
    if employer is not None:
        employer = Party.objects.get(pk=employer.pk)
    above = employer
    while above is not None:
        if above.pk == party.pk:
            raise Refused("上下级绕成了一圈", "employer")
        if above.case_id != party.case_id:
            raise Refused("不是这件案子里的", "employer")
        above = above.employer
    party.employer = employer
    party.save(update_fields=["employer"])
    note(case=party.case, verb="party", by=by, at=now, party=party.pk, deed="chain")
    return party


@transaction.atomic
def tell_bases(*, case: Case, party: Party, by: Person, now: datetime.datetime, **bases: Any) -> Party:
    """What sums are reckoned from, as `rules.bases` asks it and reads it: plain JSON. None leaves what stands."""
    guard(case, by, Action.PARTY)
    row = Party.objects.select_for_update().get(pk=party.pk)
    if row.case_id != case.pk or row.removed_at is not None:
        raise Refused("这个人不在这件案子里", "party")
    if unknown := set(bases) - rules.names():
        raise TypeError(f"no such basis: {', '.join(sorted(unknown))}")
    told = {name: value for name, value in bases.items() if value is not None}
    wrong = rules.out_of_order(row.values | told, on=row.case.incident_on, today=timezone.localtime(now).date())
    if wrong:
        raise Refused(wrong[1], wrong[0])
    if not told:
        raise Refused("至少填一项", next(blank.name for blank in rules.blanks(case.kind)))
    row.values = row.values | told
    row.save(update_fields=["values"])
    note(case=case, verb="party", by=by, at=now, party=row.pk, deed="bases", fields=sorted(told))
    return row


@transaction.atomic
def tie_party(*, case: Case, party: Party, name: str, by: Person, now: datetime.datetime, crew: str = "") -> Party:
    """Say who of the project's register a party is: by the whole name there, and by one thing more: the crew as it is
    written there, or a phone or document number that both have.

    Whoever has left the site is found too. Refused beside the name or the crew when nobody or several are found, and
    when document numbers say that it is somebody else of the same name.
    """
    guard(case, by, Action.PARTY)
    row = Party.objects.select_for_update().get(pk=party.pk)
    if row.case_id != case.pk or row.removed_at or row.role != Party.Role.WORKER:
        raise Refused("不是这件案子里的工人", "party")
    held = Membership.objects.filter(project=case.project, person__name=name.strip()).select_related("person")
    if not held.exists():
        raise Refused("这个项目的花名册上没有这个名字，照花名册上的写", "name")
    people = {post.person_id: post.person for post in held}
    found = {pk for pk, person in people.items() if _same_document(row, person) is not False}
    if not found:
        raise Refused("证件号码不一样，是同名的另一个人", "name")
    if crew.strip():
        found &= set(held.filter(crew__name=crew.strip()).values_list("person", flat=True))
    else:
        found = {pk for pk in found if _agrees(row, people[pk])}
    if len(found) != 1:
        raise Refused(_not_one(len(found), len(people), crew.strip()), "crew")
    before, row.person_id = row.person_id, found.pop()
    row.save(update_fields=["person"])
    note(case=case, verb="party", by=by, at=now, party=row.pk, deed="tie", person=row.person_id, before=before)
    return row


def _agrees(party: Party, person: Person) -> bool:
    """Whether phone or document number say that they are one."""
    phone = unseal(party.sealed_phone)
    return bool(phone and phone == person.phone) or _same_document(party, person) is True


def _same_document(party: Party, person: Person) -> bool | None:
    """None when one of the two numbers is not known."""
    number = unseal(party.sealed_identity)
    if not number or not person.document_hash:
        return None
    found = find_by_document(kind=person.document_kind, number=number)
    return found is not None and found.pk == person.pk


def _not_one(found: int, people: int, crew: str) -> str:
    if found:
        return f"有 {found} 个同名的人都对得上，先登记他的证件号码"
    if crew:
        return "这个班组里没有这个人，班组照花名册上的写"
    return f"有 {people} 个同名的人，写上班组" if people > 1 else "只凭名字可能是另一个人，写上班组"


@transaction.atomic
def remove_party(*, party: Party, why: str, by: Person, now: datetime.datetime) -> Party:
    """Not of this case after all: kept as a row, no longer shown; clocks that run for them alone no longer apply.
    Refused for whoever has a part in a signed settlement."""
    case = Case.objects.select_for_update().get(pk=party.case_id)
    guard(case, by, Action.PARTY)
    row = Party.objects.get(pk=party.pk)
    if row.removed_at:
        raise Refused("已经删去了", "party")
    if not why.strip():
        raise Refused("写明原因", "why")
    signed = Settlement.objects.filter(case=case, signed_on__isnull=False)
    if signed.filter(Q(shares__party=row) | Q(payer=row)).exists():
        raise Refused("在已经签的协议里有份的人不能删去", "party")
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    for clock in case.clocks.running().filter(party=row):
        clocks.drop(clock, f"当事人不在这件案子里：{why.strip()}", by, now)
    note(case=case, verb="party", by=by, at=now, why=why.strip(), party=row.pk, deed="remove")
    return row


@transaction.atomic
def see_personal(*, party: Party, why: str, by: Person, now: datetime.datetime) -> dict[str, str]:
    """Phone and document number in the clear, for a reason that stays on record."""
    guard(party.case, by, Action.PERSONAL)
    if not why.strip():
        raise Refused("写明为什么要看", "why")
    note(case=party.case, verb="personal", by=by, at=now, why=why, party=party.pk)
    return {"phone": unseal(party.sealed_phone), "identity": unseal(party.sealed_identity)}


@transaction.atomic
def join_team(
    *,
    case: Case,
    group: str,
    by: Person,
    now: datetime.datetime,
    person: Person | None = None,
    name: str = "",
    phone: str = "",
    role: str = "",
    deputy: Person | None = None,
) -> TeamMember:
    """Somebody more in a group; one of us is told at once. Someone from outside has a name and a number.

    Refused for whoever has no post on the project, at its client or its platform, and for a role that is none of those
    posts: whoever fills a team gives nobody more than their own posts.
    """
    guard(case, by, Action.TEAM)
    if group not in TeamMember.Group.values:
        raise Refused("请选小组", "group")
    if person is None and not (name.strip() and phone.strip()):
        raise Refused("外单位人员要写姓名和电话", "name")
    role = _role_of(case, person, role, now) if person else ""
    if deputy and not _posts(case, deputy, now):
        raise Refused("这个人不在这个项目、它的客户和平台", "deputy")
    if person and case.team.filter(group=group, person=person, until__isnull=True).exists():
        raise Refused("这个人已经在这个小组里", "person")
    row = TeamMember.objects.create(
        case=case,
        group=group,
        person=person,
        name=name.strip(),
        phone=phone.strip(),
        role=role,
        deputy=deputy,
        since=now,
    )
    note(case=case, verb="team", by=by, at=now, group=group, member=row.pk, deed="join")
    if person:
        title = f"您进了案件小组：{case.number}"
        notify(person=person, kind="incident", title=title, link=case.get_absolute_url(), now=now)
        TeamMember.objects.filter(pk=row.pk).update(told_at=now)
    return row


def _posts(case: Case, person: Person, now: datetime.datetime) -> list[str]:
    """In which roles somebody is posted here and now, those that see a case first."""
    held = posts_at(case.project, on=timezone.localtime(now).date()).filter(person=person, person__is_active=True)
    return sorted(held.values_list("role", flat=True), key=lambda role: (role not in SEERS, role))


def _role_of(case: Case, person: Person, role: str, now: datetime.datetime) -> str:
    """The role named, or the one of the post; Refused when it is none of theirs."""
    held = _posts(case, person, now)
    if not held:
        raise Refused("这个人不在这个项目、它的客户和平台", "person")
    if role and role not in held:
        raise Refused("他在这里没有这个岗位", "role")
    return role or held[0]


@transaction.atomic
def leave_team(*, member: TeamMember, by: Person, now: datetime.datetime) -> TeamMember:
    """From now on this group is no reason to see the case."""
    guard(member.case, by, Action.TEAM)
    row = TeamMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if row.until:
        raise Refused("已经不在这个小组里", "member")
    row.until = now
    row.save(update_fields=["until"])
    note(case=member.case, verb="team", by=by, at=now, group=row.group, member=row.pk, deed="leave")
    return row
