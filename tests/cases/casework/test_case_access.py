"""Who sees and does what in a case: every address × every role × organisation × state, by a table of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from cases.models import Case, CaseMove
from cases.urls import urlpatterns
from cases.views.deeds import DEEDS
from portal import clock
from portal.models import Organisation, Person
from portal.rules.roles import Role
from tests.cases.casework.behind import SECRETS, Planted
from tests.cases.casework.doors import (
    BY_POST,
    DOORS,
    GRID,
    OF_CASE,
    OF_CLOCK,
    OPEN_TO_ALL,
    Door,
    headers_of,
    opens,
)

pytestmark = pytest.mark.django_db
STAGES = {"open": 1, "paused": 3, "closed": 6, "merged": 2}
ALL = [door for doors in DOORS.values() for door in doors]
INSIDERS = [role for role in GRID if opens(role, "see", "open")]
Enter = Callable[[Person], Client]


@pytest.fixture
def insider(make_person, post, project, planted) -> Callable[[str], Person]:
    """Somebody in this role: by a post in the project, or in the team of both cases without any post."""

    def make(role: str) -> Person:
        person = make_person(f"内部{role}", username="insider")
        if role in BY_POST:
            post(person, Role(role), project=project)
        for case in (planted.dispute, planted.fall) if role not in BY_POST else ():
            case.team.create(group="O-03", person=person, role=role, since=clock.now())
        return person

    return make


def knock(client: Client, planted: Planted, door: Door, number: str = ""):
    """The answer; what it did is undone."""
    with transaction.atomic():
        ask = getattr(client, door.method)
        more = {"headers": door.headers} if door.headers else {}
        answer = ask(planted.address(door, number), door.data if door.method != "get" else None, **more)
        transaction.set_rollback(True)
    return answer


def expected(door: Door, role: str, state: str) -> int:
    if door.action == "both":
        if not opens(role, "advice", state):
            return 404
        return 200 if opens(role, "document", state) else 403
    if door.name == "mend_record" and "#advice" in door.args:
        return 200 if opens(role, "advice", state) else 404
    return door.may if door.action != "nobody" and opens(role, door.action, state) else door.no


def once_each(role: str) -> list[Door]:
    """For the states after the first: of each address one door for each action, by what is sent there where something
    is. What everybody sees is tried by the one who may least."""
    first: dict[tuple[str, str], Door] = {}
    for door in ALL:
        if door.action != "see" or role == "crew_leader":
            known = first.setdefault((door.name, door.action), door)
            if known.method == "get" != door.method:
                first[door.name, door.action] = door
    return list(first.values())


def test_every_address_and_every_deed_stands_in_the_table() -> None:
    assert {one.name for one in urlpatterns} == DOORS.keys() | OPEN_TO_ALL
    assert {code for code, deed in DEEDS.items() if not deed.of_clock} == OF_CASE.keys()
    assert {code for code, deed in DEEDS.items() if deed.of_clock} == OF_CLOCK.keys()
    assert set(GRID) == set(Role)
    assert set(STAGES) == set(Case.State)


@pytest.mark.parametrize("role", INSIDERS)
def test_an_insider_does_what_the_role_may_in_this_state(role, insider, planted, signed_in) -> None:
    client = signed_in(insider(role))
    for state, stage in STAGES.items():
        planted.put(state, stage)
        for door in ALL if state == "open" else once_each(role):
            if door.may == 0:
                continue
            answer = knock(client, planted, door)
            assert answer.status_code == expected(door, role, state), (state, str(door))
            assert "no-store" in answer.get("Cache-Control", "") or answer.status_code == 404, str(door)


def _told(answer) -> str:
    return answer.getvalue().decode("utf-8", "replace") if answer.status_code != 304 else ""


@pytest.fixture
def outside(make_person, post, platform, client_company, other_company, project, other_project, planted, settings):
    """outside(who) → somebody who has nothing to do with these cases, although nearly."""
    elsewhere = project.__class__.objects.create(client=client_company, name="甲的另一项目")
    contractor = Organisation.objects.create(name="丙劳务", kind=Organisation.Kind.SUBCONTRACTOR, parent=client_company)

    def make(who: str) -> Person:
        kind, _, role = who.partition(": ")
        person = make_person("局外人")
        if kind == "other project of the client":
            post(person, Role(role), project=elsewhere)
        elif kind == "another client":
            post(person, Role(role), project=other_project)
        elif kind == "same project":
            post(person, Role(role), project=project)
        elif kind == "platform":
            post(person, Role(role), organisation=platform)
        elif kind == "contractor":
            post(person, Role(role), project=project, organisation=contractor)
        elif kind == "post ended":
            row = post(person, Role(role), project=project, starts_on=clock.today().replace(year=2020))
            type(row).objects.filter(pk=row.pk).update(ends_on=clock.today().replace(year=2021))
        if kind in ("post ended", "left the team", "in the team without a right"):
            until = clock.now() if kind == "left the team" else None
            planted.dispute.team.create(group="O-03", person=person, role=role, since=clock.now(), until=until)
        return person

    return make


WHOLLY = (
    "no post at all", "other project of the client: project_manager", "another client: project_manager",
    "left the team: legal",
)  # fmt: skip
"""They try every door."""
OTHERS = (
    "post ended: labour_manager",
    "post ended: crew_leader",
    *(f"{where}: {role}" for where in ("other project of the client", "another client", "contractor") for role in Role),
    *(f"{where}: {role}" for where in ("same project", "platform") for role in Role if role not in BY_POST),
    *(f"in the team without a right: {role}" for role in ("", "worker", "hotline", "editor", "reviewer")),
)


@pytest.mark.parametrize("who", WHOLLY)
def test_an_outsider_is_told_that_there_is_no_such_case(who, outside, planted, signed_in, caplog) -> None:
    """The same answer as for a number that does not exist, word by word and header by header; and a line of it."""
    client = signed_in(outside(who))
    absent = "DIS-2020-09999"
    for door in ALL:
        before = CaseMove.objects.count()
        caplog.clear()
        address, nowhere = planted.address(door), planted.address(door, absent)
        ask = getattr(client, door.method)
        given = {"data": door.data} if door.method == "post" else {}
        hidden, none = (ask(one, **given, headers=door.headers or None) for one in (address, nowhere))
        assert (hidden.status_code, none.status_code) == (404, 404), str(door)
        assert _told(hidden).replace(address, "") == _told(none).replace(nowhere, ""), str(door)
        assert headers_of(hidden) == headers_of(none), str(door)
        lines = [one.getMessage() for one in caplog.records if one.name == "cases.views.case"]
        assert len(lines) == 2, str(door)
        assert not any(secret in line for secret in SECRETS for line in lines)
        moves = CaseMove.objects.order_by("pk")[before:]
        assert [(one.case_id, one.verb) for one in moves] == [
            (getattr(planted, door.of).pk, "denied"),
            (None, "denied"),
        ]


def test_nobody_near_has_a_right(planted, outside) -> None:
    """By the two questions that all pages ask."""
    for who in OTHERS:
        person = outside(who)
        assert not Case.objects.visible_to(person).exists(), who
        assert not planted.dispute.roles_of(person), who


@pytest.mark.parametrize("who", WHOLLY)
def test_an_outsider_finds_nothing_by_searching_and_each_search_is_kept(who, planted, outside, signed_in) -> None:
    person = outside(who)
    number = planted.dispute.number
    for asked in ("", "?state=all&q=密况", f"?state=all&q={number}", "?by=stage&state=all"):
        told = signed_in(person).get(f"/cases/{asked}").content.decode()
        told = told.replace('value="密况"', "")
        assert not [one for one in (f"/cases/{number}/", "密况", *SECRETS) if one in told], asked
    searches = CaseMove.objects.filter(case=None, verb="search", by=person)
    assert [row.data["found"] for row in searches] == [0, 0, 0]


def test_strangers_are_asked_to_sign_in_whatever_the_number(planted) -> None:
    for door in ALL:
        for number in ("", "DIS-2020-09999"):
            address = planted.address(door, number)
            answer = getattr(Client(), door.method)(address)
            assert answer.status_code in (302, 405), str(door)
            assert answer["Location"].startswith("/accounts/login/?next="), str(door)
        assert "密" not in _told(answer)
