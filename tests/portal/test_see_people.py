"""Who sees whom."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser

from portal import clock
from portal.models import Crew, Membership, Organisation, Person, Project
from portal.rules.roles import Role

YESTERDAY = datetime.timedelta(days=1)


def test_colleagues_see_each_other(handler, colleague):
    assert colleague in Person.objects.visible_to(handler)
    assert handler in Person.objects.visible_to(colleague)


def test_an_outsider_sees_only_oneself(handler, colleague, outsider):
    assert list(Person.objects.visible_to(outsider)) == [outsider]
    assert outsider not in Person.objects.visible_to(handler)


def test_nobody_sees_nothing(handler):
    assert not Person.objects.visible_to(AnonymousUser()).exists()
    assert not Membership.objects.visible_to(AnonymousUser()).exists()
    assert not Organisation.objects.visible_to(AnonymousUser()).exists()


def test_a_disabled_person_sees_nothing(handler, colleague):
    handler.is_active = False
    assert not Person.objects.visible_to(handler).exists()


def test_a_worker_sees_oneself_and_the_own_project(make_person, post, project, other_project, crew, handler):
    worker = make_person("工人")
    post(worker, Role.WORKER, project=project, crew=crew)
    assert list(Person.objects.visible_to(worker)) == [worker]
    assert list(Project.objects.visible_to(worker)) == [project]
    assert list(Crew.objects.visible_to(worker)) == [crew]


def test_a_crew_leader_sees_the_crew_only(make_person, post, project, crew, handler):
    leader, mate, other = make_person("班长"), make_person("组员"), make_person("别组")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    post(mate, Role.WORKER, project=project, crew=crew)
    second = Crew.objects.create(project=project, organisation=project.client, name="钢筋班")
    post(other, Role.WORKER, project=project, crew=second)
    assert set(Person.objects.visible_to(leader)) == {leader, mate}


def test_platform_staff_see_every_client_they_serve(make_person, post, platform, handler, outsider):
    admin = make_person("平台管理员")
    post(admin, Role.ADMINISTRATOR, organisation=platform)
    assert {handler, outsider} <= set(Person.objects.visible_to(admin))
    assert Project.objects.visible_to(admin).count() == 2


def test_platform_staff_do_not_see_clients_of_another_platform(make_person, post, handler):
    rival = Organisation.objects.create(name="另一平台", kind="platform")
    admin = make_person("另一平台管理员")
    post(admin, Role.ADMINISTRATOR, organisation=rival)
    assert list(Person.objects.visible_to(admin)) == [admin]
    assert not Project.objects.visible_to(admin).exists()


def test_a_platform_post_on_one_project_sees_that_project_only(make_person, post, platform, project, handler, outsider):
    resident = make_person("驻场")
    post(resident, Role.LABOUR_MANAGER, organisation=platform, project=project)
    assert set(Person.objects.visible_to(resident)) == {resident, handler}


def test_an_ended_post_sees_nothing_more(make_person, post, project, handler):
    leaver = make_person("离职者")
    post(leaver, Role.PROJECT_MANAGER, project=project, ends_on=clock.today() - YESTERDAY)
    assert list(Person.objects.visible_to(leaver)) == [leaver]
    assert leaver in Person.objects.visible_to(handler)


def test_a_subcontractor_head_sees_the_own_people_on_every_client(make_person, post, project, other_project, handler):
    firm = Organisation.objects.create(name="分包", kind="subcontractor", parent=project.client)
    head, here, there = make_person("分包负责人"), make_person("甲工人"), make_person("乙工人")
    post(head, Role.SUBCONTRACTOR_HEAD, organisation=firm)
    post(here, Role.WORKER, organisation=firm, project=project)
    post(there, Role.WORKER, organisation=firm, project=other_project)
    assert set(Person.objects.visible_to(head)) == {head, here, there}


def test_a_client_does_not_see_its_subcontractor_working_for_another(make_person, post, project, other_project):
    firm = Organisation.objects.create(name="分包", kind="subcontractor", parent=project.client)
    boss, there = make_person("甲负责人"), make_person("乙工人")
    post(boss, Role.EXECUTIVE, organisation=project.client)
    post(there, Role.WORKER, organisation=firm, project=other_project)
    assert there not in Person.objects.visible_to(boss)


def test_memberships_at_another_client_stay_hidden(make_person, post, project, other_project, handler):
    worker = make_person("两边干")
    here = post(worker, Role.WORKER, project=project)
    there = post(worker, Role.WORKER, project=other_project)
    seen = Membership.objects.visible_to(handler)
    assert here in seen
    assert there not in seen


def test_a_superuser_sees_everything(make_person, handler, outsider):
    root = make_person("超级", is_superuser=True)
    assert {handler, outsider} <= set(Person.objects.visible_to(root))
    assert Membership.objects.visible_to(root).count() == 2


def test_the_scope_costs_one_query(handler, django_assert_num_queries):
    with django_assert_num_queries(3):
        list(Person.objects.visible_to(handler))
        list(Project.objects.visible_to(handler))
