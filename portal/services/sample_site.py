"""The hands of the sample project: crews and workers in different states, entered as everybody is.

They have no documents: a number that may be real could be somebody's.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from ..models import Crew, Membership, Organisation, Person, Project
from ..rules.roles import Role
from ..rules.roster import Contract
from . import sites
from .people import create_person
from .sites import stays

BEFORE = "滨江花园一期"
"""The earlier project of the same client, from where one of them comes."""

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Hand:
    """`days` ago the person came; `left` days ago was the last day; `contract` None: nothing is known of it."""

    name: str
    crew: str
    days: int
    contract: bool | None = True
    role: Role = Role.WORKER
    left: int | None = None
    site: str = ""


CREWS = (("木工班", "木工"), ("钢筋班", "钢筋工"), ("架子班", "架子工"))
HANDS = (
    Hand("许班长", "钢筋班", 60, role=Role.CREW_LEADER),
    Hand("陈师傅", "木工班", 0, contract=None),
    Hand("卫师傅", "木工班", 6, contract=False),
    Hand("蒋师傅", "钢筋班", 50),
    Hand("沈师傅", "钢筋班", 5),
    Hand("韩师傅", "架子班", 50),
    Hand("杨师傅", "架子班", 50),
    Hand("朱师傅", "架子班", 50),
    Hand("秦师傅", "钢筋班", 80, left=10),
    Hand("尤师傅", "木工班", 200, site=BEFORE),
)
MOVED = "尤师傅"
"""Came from the earlier project yesterday."""
OFFICER_BEFORE = "吕安全"
WAITING = "金师傅"


def load_site(*, project: Project, mark: str, now: datetime.datetime) -> None:
    """Make who is missing. Whoever is there already is left as he is."""
    today = now.date()
    labour = Organisation.objects.get(name=f"{mark}顺达劳务分包", is_sample=True)
    crews = {name: _crew(project, mark + name, trade, labour) for name, trade in CREWS}
    before = _before(project, mark, today)
    _officer(before, mark, today)
    for hand in HANDS:
        if Person.objects.filter(name=mark + hand.name, is_sample=True).exists():
            continue
        crew = _crew(before, crews[hand.crew].name, crews[hand.crew].trade, labour) if hand.site else crews[hand.crew]
        held = _enter(hand, crew, mark, now)
        if hand.name == MOVED:
            stays.move(membership=held, crew=crews[hand.crew], on=today - _DAY, now=now)
    _let_wait(project, crews["木工班"], mark, now)


def _crew(project: Project, name: str, trade: str, firm: Organisation) -> Crew:
    facts = {"organisation": firm, "trade": trade}
    return Crew.objects.get_or_create(project=project, name=name, is_sample=True, defaults=facts)[0]


def _before(project: Project, mark: str, today: datetime.date) -> Project:
    facts = {"region": project.region, "general_contractor": project.client.name, "starts_on": today - 400 * _DAY}
    found, _ = Project.objects.get_or_create(client=project.client, name=mark + BEFORE, is_sample=True, defaults=facts)
    return found


def _officer(project: Project, mark: str, today: datetime.date) -> None:
    """Nobody signs in as this one."""
    if Person.objects.filter(name=mark + OFFICER_BEFORE, is_sample=True).exists():
        return
    Membership.objects.create(
        person=create_person(name=mark + OFFICER_BEFORE, today=today, is_sample=True),
        organisation=project.client,
        project=project,
        role=Role.SAFETY_MANAGER,
        starts_on=today - 400 * _DAY,
        is_sample=True,
    )


def _enter(hand: Hand, crew: Crew, mark: str, now: datetime.datetime) -> Membership:
    since = now.date() - hand.days * _DAY
    held = stays.enter(
        person=create_person(name=mark + hand.name, today=now.date(), is_sample=True),
        project=crew.project,
        organisation=crew.organisation,
        crew=crew,
        role=hand.role,
        starts_on=since,
        ends_on=None if hand.left is None else now.date() - hand.left * _DAY,
        now=now,
    )
    if hand.contract is not None:
        contract = Contract(True, since, f"{mark}{held.pk}") if hand.contract else Contract(False)
        stays.keep_contract(membership=held, contract=contract, now=now, new=True)
    return held


def _let_wait(project: Project, crew: Crew, mark: str, now: datetime.datetime) -> None:
    """Somebody has scanned the poster and waits to be let in."""
    if Person.objects.filter(name=mark + WAITING, is_sample=True).exists():
        return
    manager = Membership.objects.get(project=project, role=Role.LABOUR_MANAGER, is_sample=True).person
    sites.renew_code(by=manager, project=project)
    person = create_person(name=mark + WAITING, today=now.date(), is_sample=True)
    sites.ask_to_join_as(person=person, project=project, crew=crew, now=now, today=now.date())
