"""Who enters, moves and ends whom on a site."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.models import Crew, JoinRequest, Membership, Organisation, Project, RosterImport
from portal.rules.roles import Role

KEEPERS = [Role.LABOUR_MANAGER, Role.SAFETY_MANAGER, Role.PROJECT_MANAGER, Role.ADMINISTRATOR]
OTHERS = [Role.WORKER, Role.FINANCE, Role.LEGAL, Role.EXECUTIVE, Role.EXPERT, Role.SOCIAL_INSURANCE, Role.HOTLINE]


@pytest.fixture
def worker(make_person, post, project, crew):
    person = make_person("工人")
    return post(person, Role.WORKER, project=project, crew=crew)


@pytest.mark.parametrize("role", KEEPERS)
def test_managers_keep_everyone_on_their_project(role, make_person, post, project, crew, worker, other_project):
    person = make_person("管理")
    own = post(person, role, project=project)
    assert list(Project.objects.kept_by(person)) == list(Project.objects.wholly_kept_by(person)) == [project]
    assert list(Crew.objects.kept_by(person)) == [crew]
    assert set(Membership.objects.kept_by(person)) == {own, worker}


@pytest.mark.parametrize("role", OTHERS)
def test_others_keep_nobody_whatever_they_see(role, make_person, post, project, crew, worker):
    person = make_person("别的角色")
    post(person, role, project=project, crew=crew)
    assert not Project.objects.kept_by(person).exists()
    assert not Crew.objects.kept_by(person).exists()
    assert not Membership.objects.kept_by(person).exists()


def test_a_crew_leader_keeps_the_own_crew(make_person, post, project, crew, worker):
    leader = make_person("班长")
    own = post(leader, Role.CREW_LEADER, project=project, crew=crew)
    second = Crew.objects.create(project=project, organisation=project.client, name="钢筋班")
    elsewhere = post(make_person("别组"), Role.WORKER, project=project, crew=second)
    assert list(Crew.objects.kept_by(leader)) == [crew]
    assert set(Membership.objects.kept_by(leader)) == {own, worker}
    assert elsewhere not in Membership.objects.kept_by(leader)
    assert not Project.objects.wholly_kept_by(leader).exists()


def test_a_subcontractor_head_keeps_the_own_firm(make_person, post, project, crew, worker):
    firm = Organisation.objects.create(name="分包", kind="subcontractor", parent=project.client)
    own_crew = Crew.objects.create(project=project, organisation=firm, name="分包班")
    head = make_person("分包负责人")
    own = post(head, Role.SUBCONTRACTOR_HEAD, organisation=firm, project=project)
    hand = post(make_person("分包工人"), Role.WORKER, organisation=firm, project=project, crew=own_crew)
    assert list(Crew.objects.kept_by(head)) == [own_crew]
    assert set(Membership.objects.kept_by(head)) == {own, hand}
    assert list(Project.objects.kept_by(head)) == [project]
    assert not Project.objects.wholly_kept_by(head).exists()


def test_nobody_and_outsiders_keep_nothing_here(outsider, handler, worker, project):
    for user in (AnonymousUser(), worker.person):
        assert not Project.objects.kept_by(user).exists()
        assert not Membership.objects.kept_by(user).exists()
    assert project not in Project.objects.kept_by(outsider)
    assert worker not in Membership.objects.kept_by(outsider)


def test_only_workers_and_crew_leaders_count_as_hands(worker, handler):
    assert list(Membership.objects.at_work()) == [worker]


def test_requests_are_seen_by_whoever_may_confirm_them(make_person, post, project, crew, handler, outsider):
    leader = make_person("班长")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    for_crew = JoinRequest.objects.create(project=project, crew=crew)
    for_project = JoinRequest.objects.create(project=project)
    assert set(JoinRequest.objects.visible_to(handler)) == {for_crew, for_project}
    assert set(JoinRequest.objects.visible_to(leader)) == {for_crew}
    assert not JoinRequest.objects.visible_to(outsider).exists()
    assert not JoinRequest.objects.visible_to(AnonymousUser()).exists()


def test_a_file_is_seen_by_whoever_sent_it(handler, colleague, project, make_person):
    sent = RosterImport.objects.create(project=project, by=handler, name="花名册.xlsx", today="2026-03-01")
    assert list(RosterImport.objects.visible_to(handler)) == [sent]
    assert not RosterImport.objects.visible_to(colleague).exists()
    assert not RosterImport.objects.visible_to(AnonymousUser()).exists()
    assert list(RosterImport.objects.visible_to(make_person("超级", is_superuser=True))) == [sent]
