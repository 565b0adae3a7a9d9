"""Registering by a project's code."""

from __future__ import annotations

import pytest

from portal.models import JoinRequest, Membership, Message, Person, PersonRecord
from portal.rules.roles import Role
from portal.services import sites
from portal.services.limiting import TooOften
from portal.services.refusal import Refused
from portal.services.sites import Typed

from .conftest import DAY, NOW, TODAY, number

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(project, crew):
    def make(n=0, name="王建国", phone="13800138000", **facts):
        facts = {"project": project, "crew": crew, "address": "10.0.0.1", "now": NOW, "today": TODAY} | facts
        return sites.ask_to_join(entered=Typed(name, phone, "resident_id", number(n)), **facts)

    return make


@pytest.fixture
def confirm(handler, crew):
    def make(request, **facts):
        facts = {"by": handler, "crew": crew, "starts_on": TODAY, "now": NOW, "today": TODAY} | facts
        return sites.confirm_request(request=request, **facts)

    return make


def test_a_code_opens_its_project_until_it_is_renewed(handler, outsider, project):
    first = sites.renew_code(by=handler, project=project)
    assert sites.join_project(code=first, today=TODAY) == project
    second = sites.renew_code(by=handler, project=project)
    assert second != first
    assert sites.join_project(code=first, today=TODAY) is None
    assert sites.join_project(code="", today=TODAY) is None
    with pytest.raises(Refused):
        sites.renew_code(by=outsider, project=project)


def test_a_finished_project_takes_nobody(handler, project):
    code = sites.renew_code(by=handler, project=project)
    project.ends_on = TODAY - DAY
    project.save()
    assert sites.join_project(code=code, today=TODAY) is None


def test_what_was_typed_is_sealed_and_nobody_is_entered(ask):
    request = ask()
    assert number() not in request.sealed + request.fingerprint
    assert sites.typed(request) == Typed("王建国", "+8613800138000", "resident_id", number())
    assert not Person.objects.filter(name="王建国").exists()


def test_the_same_again_is_the_same_request(ask):
    assert ask() == ask()
    assert ask(phone="13900139000") != ask()
    assert JoinRequest.objects.count() == 2


def test_a_known_document_is_answered_like_any_other(ask, add):
    add()
    assert ask().state == ask(1).state == "waiting"


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        (Typed("", "13800138000", "resident_id", number()), "name"),
        (Typed("王", "123", "resident_id", number()), "phone"),
        (Typed("王", "0755-12345678", "resident_id", number()), "phone"),
        (Typed("王", "13800138000", "resident_id", "1"), "document_number"),
        (Typed("王", "13800138000", "", ""), "document_number"),
    ],
)
def test_what_is_wrong_is_refused(project, entered, field):
    with pytest.raises(Refused) as refused:
        sites.ask_to_join(project=project, crew=None, entered=entered, address="x", now=NOW, today=TODAY)
    assert refused.value.field == field
    assert not JoinRequest.objects.exists()


def test_a_crew_of_another_project_is_refused(ask, other_crew):
    with pytest.raises(Refused):
        ask(crew=other_crew)


def test_it_is_limited(ask):
    for n in range(6):
        ask(n)
    with pytest.raises(TooOften):
        ask(7)
    assert JoinRequest.objects.count() == 6


def test_the_labour_manager_is_told_once_a_day(ask, handler, colleague):
    ask(0)
    ask(1)
    assert [m.person for m in Message.objects.all()] == [handler]
    assert "王" not in Message.objects.get().title + Message.objects.get().body


def test_confirming_makes_person_membership_record_and_message(ask, confirm, crew):
    request = ask()
    held = confirm(request)
    request.refresh_from_db()
    assert (held.crew, held.starts_on, held.role) == (crew, TODAY, Role.WORKER)
    assert (held.person.name, held.person.phone) == ("王建国", "+8613800138000")
    assert (request.state, request.sealed, request.person, request.membership) == ("confirmed", "", held.person, held)
    assert PersonRecord.objects.get(person=held.person).kind == "entry"
    assert Message.objects.get(person=held.person).title == "进场登记通过了"


def test_confirming_twice_is_refused(ask, confirm):
    request = ask()
    confirm(request)
    with pytest.raises(Refused, match="处理过"):
        confirm(request)
    assert Membership.objects.at_work().count() == 1


def test_a_known_person_is_joined_and_keeps_the_number(ask, confirm, add, outsider, other_crew):
    known = add(by=outsider, crew=other_crew, phone="13900139000").person
    held = confirm(ask())
    assert held.person == known
    assert held.person.phone == "+8613900139000"


def test_a_known_document_under_another_name_is_not_confirmed(ask, confirm, add, outsider, other_crew):
    add(by=outsider, crew=other_crew)
    request = ask(name="李四")
    with pytest.raises(Refused, match=r"王\*\*"):
        confirm(request)
    request.refresh_from_db()
    assert request.state == "waiting"


def test_who_may_decide(ask, confirm, make_person, post, project, crew, second_crew, outsider):
    leader, other = make_person("班长"), make_person("别班长")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    post(other, Role.CREW_LEADER, project=project, crew=second_crew)
    request = ask()
    for by in (outsider, other):
        with pytest.raises(Refused):
            confirm(request, by=by)
        with pytest.raises(Refused):
            sites.decline_request(by=by, request=request, now=NOW)
    with pytest.raises(Refused):
        confirm(request, by=leader, crew=second_crew)
    assert confirm(request, by=leader).crew == crew


def test_declining_forgets_what_was_typed(ask, handler):
    request = sites.decline_request(by=handler, request=ask(), now=NOW)
    assert (request.state, request.sealed, request.fingerprint) == ("declined", "", "")
    assert sites.typed(request) is None


def test_one_tap_for_someone_signed_in(make_person, project, crew, handler, confirm):
    worker = make_person("李四")
    facts = {"person": worker, "project": project, "crew": crew, "now": NOW, "today": TODAY}
    request = sites.ask_to_join_as(**facts)
    assert sites.ask_to_join_as(**facts) == request
    assert confirm(request).person == worker
    with pytest.raises(Refused, match="已经在这个项目"):
        sites.ask_to_join_as(**facts)


def test_nobody_confirms_oneself(handler, project, crew, confirm):
    request = sites.ask_to_join_as(person=handler, project=project, crew=crew, now=NOW, today=TODAY)
    with pytest.raises(Refused):
        confirm(request)


def test_declining_tells_someone_signed_in(make_person, project, handler):
    worker = make_person("李四")
    request = sites.ask_to_join_as(person=worker, project=project, crew=None, now=NOW, today=TODAY)
    sites.decline_request(by=handler, request=request, now=NOW)
    assert Message.objects.get(person=worker).title == "进场登记没有通过"


def test_what_nobody_decides_expires(ask):
    request = ask()
    assert sites.expire_requests(now=NOW + 6 * DAY) == 0
    assert sites.expire_requests(now=NOW + 8 * DAY) == 1
    request.refresh_from_db()
    assert (request.state, request.sealed) == ("expired", "")
