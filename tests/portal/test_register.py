"""The register: who sees which record."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.models import Organisation, PersonRecord
from portal.rules.roles import Role

DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def worker(make_person, post, project, crew):
    person = make_person("工人")
    post(person, Role.WORKER, project=project, crew=crew)
    return person


@pytest.fixture
def record(worker):
    def make(**fields):
        return PersonRecord.objects.create(person=worker, kind="wage", title="三月工资", **fields)

    return make


def seen(user):
    return set(PersonRecord.objects.visible_to(user))


@pytest.mark.covers("X-01")
def test_it_is_seen_by_oneself_and_by_the_project(record, worker, handler, colleague, outsider, project):
    row = record(project=project)
    assert seen(worker) == seen(handler) == seen(colleague) == {row}
    assert seen(outsider) == seen(AnonymousUser()) == set()


@pytest.mark.covers("N9")
def test_wages_are_for_oneself_and_not_for_those_beside_one(record, worker, make_person, post, project, crew):
    """保障农民工工资支付条例第15条第3款: the slip is the worker's; 个人信息保护法第25条: nobody publishes it."""
    row = record(project=project)
    beside = make_person("工友")
    post(beside, Role.WORKER, project=project, crew=crew)
    assert seen(worker) == {row}
    assert seen(beside) == seen(AnonymousUser()) == set()


def test_who_works_for_two_clients_shows_each_its_own(record, worker, post, handler, outsider, project, other_project):
    post(worker, Role.WORKER, project=other_project)
    here, there, anywhere = record(project=project), record(project=other_project), record()
    assert seen(handler) == {here, anywhere}
    assert seen(outsider) == {there, anywhere}
    assert seen(worker) == {here, there, anywhere}


def test_a_worker_elsewhere_sees_no_records_there(record, worker, post, handler, other_project):
    """The handler manages one project and is a plain worker on another."""
    post(worker, Role.WORKER, project=other_project)
    post(handler, Role.WORKER, project=other_project)
    record(project=other_project)
    assert seen(handler) == set()


def test_a_crew_leader_sees_the_crew(record, make_person, post, project, crew):
    leader, stranger = make_person("班长"), make_person("别人")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    post(stranger, Role.WORKER, project=project)
    row = record(project=project)
    PersonRecord.objects.create(person=stranger, kind="training", title="教育", project=project)
    assert seen(leader) == {row}


def test_the_head_office_sees_all_its_projects(record, make_person, post, project, other_project, other_company):
    chief, rival = make_person("负责人"), make_person("对家")
    post(chief, Role.EXECUTIVE, organisation=project.client)
    post(rival, Role.EXECUTIVE, organisation=other_company)
    rows = {record(project=project), record(organisation=project.client)}
    assert seen(chief) == rows
    assert seen(rival) == set()


def test_a_record_of_another_firm_stays_with_that_firm(record, worker, make_person, post, project, handler):
    firm = Organisation.objects.create(name="分包一", kind="subcontractor")
    second = Organisation.objects.create(name="分包二", kind="subcontractor")
    heads = [make_person("一"), make_person("二")]
    post(heads[0], Role.SUBCONTRACTOR_HEAD, organisation=firm)
    post(heads[1], Role.SUBCONTRACTOR_HEAD, organisation=second)
    for employer in (firm, second):
        post(worker, Role.WORKER, organisation=employer, project=project)
    first, other = record(project=project, organisation=firm), record(project=project, organisation=second)
    assert seen(heads[0]) == {first}
    assert seen(heads[1]) == {other}
    assert seen(handler) == {first, other}


def test_the_platform_sees_every_client_it_serves(record, make_person, post, platform, project):
    admin = make_person("平台")
    post(admin, Role.ADMINISTRATOR, organisation=platform)
    rows = {record(project=project), record(organisation=project.client), record()}
    assert seen(admin) == rows


def test_dates_and_status_decide_what_is_valid(record):
    valid = record(starts_on=DAY, ends_on=DAY)
    record(starts_on=DAY, status="unverified")
    record(starts_on=DAY, status="revoked")
    rows = PersonRecord.objects.of_kind("wage")
    assert list(rows.valid(on=DAY)) == [valid]
    assert rows.covering(on=DAY).count() == 3
    assert not rows.valid(on=DAY + datetime.timedelta(days=1)).exists()
    assert not rows.covering(on=DAY - datetime.timedelta(days=1)).exists()
    assert not PersonRecord.objects.of_kind("training", "entry").exists()
