"""Changing crews, leaving, putting right."""

from __future__ import annotations

import pytest

from portal.models import Crew, Membership, PersonRecord, Project
from portal.rules.roles import Role
from portal.services import sites
from portal.services.refusal import Refused

from .conftest import DAY, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def move(handler, second_crew):
    def make(membership, **facts):
        facts = {"by": handler, "crew": second_crew, "on": TODAY, "now": NOW, "today": TODAY} | facts
        return sites.move_worker(membership=membership, **facts)

    return make


@pytest.fixture
def end(handler):
    def make(membership, last_day=TODAY, **facts):
        facts = {"by": handler, "now": NOW, "today": TODAY} | facts
        return sites.end_work(membership=membership, last_day=last_day, **facts)

    return make


def test_moving_ends_the_day_before_and_deletes_nothing(add, move, second_crew):
    old = add()
    new = move(old)
    old.refresh_from_db()
    assert old.ends_on == TODAY - DAY
    assert (new.crew, new.starts_on, new.ends_on, new.own_trade) == (second_crew, TODAY, None, "钢筋工")
    lines = PersonRecord.objects.of_kind("entry").order_by("pk")
    assert [(line.starts_on, line.ends_on) for line in lines] == [(old.starts_on, TODAY - DAY), (TODAY, None)]


def test_moving_on_the_first_day_keeps_the_mistake_as_void(add, move):
    old = add(starts_on=TODAY)
    move(old)
    old.refresh_from_db()
    assert old.is_void
    assert old not in Membership.objects.active(on=TODAY)
    assert PersonRecord.objects.get(source_id=old.pk).status == "revoked"


def test_moving_to_another_project_one_keeps(add, move, handler, project):
    second = sites.create_project(by=handler, client=project.client, name="二项目", today=TODAY)
    crew = sites.create_crew(by=handler, project=second, name="木工班", organisation=project.client)
    assert move(add(), crew=crew).project == second


def test_not_to_a_crew_one_does_not_keep(add, move, other_crew, make_person, post, project, crew):
    held = add()
    leader = make_person("班长")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    for facts in ({"crew": other_crew}, {"by": leader}):
        with pytest.raises(Refused):
            move(held, **facts)


@pytest.mark.parametrize("by", ["outsider", "other"])
def test_not_by_others(add, move, end, outsider, other_crew, make_person, by):
    held = add()
    who = outsider if by == "outsider" else make_person("路人")
    for act in (lambda: move(held, by=who), lambda: end(held, by=who)):
        with pytest.raises(Refused):
            act()
    held.refresh_from_db()
    assert held.ends_on is None


def test_days_that_cannot_be_are_refused(add, move, end, crew):
    held = add()
    for act in (
        lambda: move(held, on=TODAY + DAY),
        lambda: move(held, on=held.starts_on - DAY),
        lambda: move(held, crew=crew),
        lambda: end(held, held.starts_on - DAY),
        lambda: end(held, TODAY + 500 * DAY),
    ):
        with pytest.raises(Refused):
            act()


def test_who_left_is_kept(add, end):
    held = end(add(), TODAY - DAY)
    assert held.ends_on == TODAY - DAY
    assert PersonRecord.objects.get(source_id=held.pk).ends_on == TODAY - DAY
    with pytest.raises(Refused, match="已经退场"):
        end(held, TODAY)


def test_a_last_day_to_come_may_be_changed(add, end):
    held = end(add(), TODAY + DAY)
    assert end(held, TODAY + 2 * DAY).ends_on == TODAY + 2 * DAY


def test_managers_are_not_moved_nor_oneself(make_person, post, move, end, handler, project, crew):
    manager = post(make_person("安全员"), Role.SAFETY_MANAGER, project=project)
    leader = make_person("班长")
    own = post(leader, Role.CREW_LEADER, project=project, crew=crew)
    for act in (lambda: move(manager), lambda: end(manager), lambda: end(own, by=leader)):
        with pytest.raises(Refused):
            act()


def test_a_crew_leader_stays_one(make_person, post, move, project, crew):
    own = post(make_person("班长"), Role.CREW_LEADER, project=project, crew=crew)
    assert move(own).role == Role.CREW_LEADER


def test_name_and_number_of_our_own_are_put_right(add, handler):
    person = add().person
    sites.correct_worker(by=handler, person=person, name=" 王 建帼", phone="139 0013 9000")
    person.refresh_from_db()
    assert (person.name, person.phone) == ("王建帼", "+8613900139000")
    with pytest.raises(Refused):
        sites.correct_worker(by=handler, person=person, name="", phone="")
    with pytest.raises(Refused):
        sites.correct_worker(by=handler, person=person, name="王", phone="12")


def test_people_others_have_too_are_not_put_right(add, handler, outsider, other_crew, project):
    person = add().person
    add(by=outsider, crew=other_crew, sure=True)
    with pytest.raises(Refused):
        sites.correct_worker(by=handler, person=person, name="李四", phone="13900139000")
    person.refresh_from_db()
    assert person.name == "王建国"
    assert Project.objects.wholly_kept_by(handler).count() == Crew.objects.kept_by(handler).count() == 1


def test_managers_are_not_put_right(handler, colleague):
    assert not sites.is_ours(by=handler, person=colleague)
    assert not sites.is_ours(by=handler, person=handler)
