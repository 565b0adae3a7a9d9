"""Opening projects and crews."""

from __future__ import annotations

import pytest

from portal.models import Membership, Organisation, Project
from portal.rules.roles import Role
from portal.services import sites
from portal.services.refusal import Refused

from .conftest import TODAY

pytestmark = pytest.mark.django_db


def opened(by, client, name="新项目"):
    return sites.create_project(by=by, client=client, name=name, today=TODAY)


def test_who_opens_a_project_is_posted_there(handler, client_company):
    project = opened(handler, client_company)
    post = Membership.objects.get(project=project)
    assert (post.person, post.role, post.starts_on) == (handler, Role.LABOUR_MANAGER, TODAY)
    assert project in Project.objects.wholly_kept_by(handler)


def test_who_sees_it_anyway_is_not_posted(make_person, post, platform, client_company):
    admin = make_person("平台管理员")
    post(admin, Role.ADMINISTRATOR, organisation=platform)
    project = opened(admin, client_company)
    assert not Membership.objects.filter(project=project).exists()
    assert project in Project.objects.wholly_kept_by(admin)


def test_not_for_another_client_and_not_twice(handler, other_company, client_company, project):
    with pytest.raises(Refused):
        opened(handler, other_company)
    with pytest.raises(Refused) as twice:
        opened(handler, client_company, project.name)
    assert twice.value.field == "name"
    with pytest.raises(Refused):
        opened(handler, client_company, " ")


@pytest.mark.parametrize("role", [Role.CREW_LEADER, Role.WORKER, Role.EXECUTIVE])
def test_other_roles_open_none(role, make_person, post, project, crew):
    person = make_person("某人")
    post(person, role, project=project, crew=crew)
    with pytest.raises(Refused):
        opened(person, project.client)


def test_a_firms_head_opens_none(make_person, post, project, firm):
    head = make_person("分包负责人")
    post(head, Role.SUBCONTRACTOR_HEAD, organisation=firm, project=project)
    assert not Organisation.objects.kept_by(head).exists()
    with pytest.raises(Refused):
        opened(head, project.client)


def test_a_crew_of_the_client_or_of_its_firms(handler, project, firm):
    assert sites.create_crew(by=handler, project=project, name="一班", organisation=firm).organisation == firm
    assert sites.create_crew(by=handler, project=project, name="一班", organisation=project.client).pk
    with pytest.raises(Refused):
        sites.create_crew(by=handler, project=project, name="一班", organisation=firm)
    with pytest.raises(Refused) as unsaid:
        sites.create_crew(by=handler, project=project, name="二班")
    assert unsaid.value.field == "organisation"


def test_a_new_firm_is_made_for_this_client_alone(handler, project, other_company):
    rival = Organisation.objects.create(name="众和劳务", kind="subcontractor", parent=other_company)
    crew = sites.create_crew(by=handler, project=project, name="一班", firm="众和劳务")
    assert crew.organisation != rival
    assert crew.organisation.parent == project.client
    assert (
        sites.create_crew(by=handler, project=project, name="二班", firm="众和劳务").organisation == crew.organisation
    )


def test_a_crew_of_another_clients_firm_is_refused(handler, project, other_company):
    rival = Organisation.objects.create(name="众和劳务", kind="subcontractor", parent=other_company)
    with pytest.raises(Refused):
        sites.create_crew(by=handler, project=project, name="一班", organisation=rival)


def test_a_firms_head_makes_crews_of_the_own_firm(make_person, post, project, crew, firm):
    head = make_person("分包负责人")
    post(head, Role.SUBCONTRACTOR_HEAD, organisation=firm, project=project)
    assert sites.create_crew(by=head, project=project, name="一班").organisation == firm
    with pytest.raises(Refused):
        sites.create_crew(by=head, project=project, name="二班", organisation=project.client)
    with pytest.raises(Refused):
        sites.create_crew(by=head, project=project, name="三班", firm="别家")


def test_outsiders_and_crew_leaders_make_none(make_person, post, outsider, project, crew):
    leader = make_person("班长")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    for by in (outsider, leader):
        with pytest.raises(Refused):
            sites.create_crew(by=by, project=project, name="一班", organisation=project.client)
