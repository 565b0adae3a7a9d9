"""Every address of people on site, asked by every kind of person."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal import clock
from portal.models import Crew, JoinRequest, Organisation, Project
from portal.rules.roles import Role

pytestmark = pytest.mark.django_db

OBJECTS = ["site", "new_crew", "loose_people", "site_qr", "join_requests"]
PERSONS = ["site_person", "move_worker", "end_work", "correct_worker"]
ALL = ["sites", "new_site", *OBJECTS, "site_crew", "add_worker", *PERSONS, "decide_join"]


@pytest.fixture
def places(project, crew, make_person, post):
    """Address by name, all of one project."""
    held = post(make_person("工人"), Role.WORKER, project=project, crew=crew, starts_on=clock.today())
    asked = JoinRequest.objects.create(project=project, crew=crew, person=make_person("想进场"))
    keys = {name: [project.pk] for name in OBJECTS} | {name: [held.pk] for name in PERSONS}
    keys |= {"site_crew": [crew.pk], "add_worker": [crew.pk], "decide_join": [asked.pk]}
    return {name: reverse(name, args=keys.get(name, [])) for name in ALL}


@pytest.fixture
def who(make_person, post, project, other_project, crew, platform):
    firm = Organisation.objects.create(name="分包", kind="subcontractor", parent=project.client)
    firm_crew = Crew.objects.create(project=project, organisation=firm, name="分包班")
    second = Crew.objects.create(project=project, organisation=project.client, name="钢筋班")

    def make(role, **where):
        person = make_person(role)
        post(person, role, **where)
        return person

    return {
        "labour manager": make(Role.LABOUR_MANAGER, project=project),
        "safety manager": make(Role.SAFETY_MANAGER, project=project),
        "project manager": make(Role.PROJECT_MANAGER, project=project),
        "administrator": make(Role.ADMINISTRATOR, organisation=platform),
        "superuser": make_person("超级", is_superuser=True),
        "crew leader": make(Role.CREW_LEADER, project=project, crew=crew),
        "leader of another crew": make(Role.CREW_LEADER, project=project, crew=second),
        "firm's head": make(Role.SUBCONTRACTOR_HEAD, organisation=firm, project=project, crew=firm_crew),
        "worker": make(Role.WORKER, project=project, crew=crew),
        "executive": make(Role.EXECUTIVE, organisation=project.client),
        "finance": make(Role.FINANCE, project=project),
        "expert": make(Role.EXPERT, project=project),
        "editor": make(Role.EDITOR, organisation=platform),
        "outsider": make(Role.PROJECT_MANAGER, project=other_project),
        "leaver": make(Role.LABOUR_MANAGER, project=project, ends_on=clock.today() - clock.today().resolution),
        "nobody": make_person("没有岗位"),
    }


EVERYTHING = set(ALL)
OWN_CREW = {"sites", "site", "site_qr", "join_requests", "site_crew", "add_worker", *PERSONS, "decide_join"}
OPENS = {
    "labour manager": EVERYTHING,
    "safety manager": EVERYTHING,
    "project manager": EVERYTHING,
    "administrator": EVERYTHING,
    "superuser": EVERYTHING,
    "crew leader": OWN_CREW,
    "leader of another crew": {"sites", "site", "site_qr", "join_requests"},
    "firm's head": {"sites", "site", "new_crew", "site_qr", "join_requests"},
    "outsider": {"sites", "new_site"},
}


@pytest.mark.parametrize("name", ALL)
def test_who_may_open_it(name, places, who, signed_in):
    for kind, person in who.items():
        client = signed_in(person)
        answer = client.post(places[name]) if name == "decide_join" else client.get(places[name])
        wanted = 200 if name in OPENS.get(kind, set()) else 404
        assert answer.status_code == wanted, f"{kind}: {answer.status_code}"


@pytest.mark.parametrize("name", ALL)
def test_a_stranger_is_sent_to_sign_in(name, places):
    answer = Client().post(places[name])
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["move_worker", "end_work", "correct_worker", "add_worker", "site_qr", "site_person"])
def test_writing_is_refused_to_the_same_people(name, places, who, signed_in):
    for kind in ("outsider", "worker", "executive", "leader of another crew", "firm's head", "nobody"):
        if name not in OPENS.get(kind, set()):
            assert signed_in(who[kind]).post(places[name], {}).status_code == 404, kind


def test_pages_of_people_are_never_kept(places, who, signed_in):
    client = signed_in(who["labour manager"])
    for name in set(ALL) - {"decide_join"}:
        assert "no-store" in client.get(places[name])["Cache-Control"], name


def test_only_the_own_crew_is_listed_to_its_leader(places, who, signed_in, project):
    page = signed_in(who["crew leader"]).get(places["site"]).content.decode()
    assert "木工班" in page
    assert "钢筋班" not in page
    assert "分包班" not in page
    assert Project.objects.filter(name__in=["甲项目", "乙项目"]).count() == 2
