"""See the matrix of a project: everyone on site, what is missing, filters, export."""

import datetime
import io

import openpyxl
import pytest

from portal.models import Crew
from portal.rules.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(make_person, post, project, crew, new_site_rule, trained):
    """Twelve carpenters, three of them trained, and two steel fixers."""
    steel = Crew.objects.create(project=project, organisation=project.client, name="钢筋班", trade="钢筋工")
    for number in range(14):
        person = make_person(f"工人{number:02}")
        where = {"crew": crew if number < 12 else steel, "starts_on": datetime.date(2026, 11, 1)}
        post(person, Role.WORKER, project=project, **where)
        if number < 3:
            trained(person, "project", project=project)
    return project


def address(project):
    return f"/learn/matrix/{project.pk}/"


def test_it_counts_the_whole_project(signed_in, handler, site):
    context = signed_in(handler).get(address(site)).context
    assert (len(context["matrix"].rows), context["matrix"].blocked) == (14, 11)
    assert [(name, tally.percent) for _, name, tally in context["columns"]] == [("项目级", 21)]


def test_it_filters_by_crew_trade_state_and_name(signed_in, handler, site):
    client = signed_in(handler)
    shown = [
        client.get(address(site), wanted).context["shown"]
        for wanted in ({"crew": "钢筋班"}, {"trade": "钢筋工"}, {"state": "done"}, {"name": "工人13"}, {"crew": "没有"})
    ]
    assert shown == [2, 2, 3, 1, 0]


def test_a_crew_leader_sees_the_own_crew_alone(signed_in, make_person, post, site, crew):
    leader = make_person("赵班长")
    post(leader, Role.CREW_LEADER, project=site, crew=crew)
    rows = signed_in(leader).get(address(site)).context["matrix"].rows
    assert {row.worker.crew for row in rows} == {"木工班"}
    assert len(rows) == 13


def test_a_worker_sees_only_oneself(signed_in, worker, site):
    assert [r.worker.id for r in signed_in(worker).get(address(site)).context["matrix"].rows] == [worker.pk]


def test_an_outsider_gets_nothing(signed_in, outsider, site):
    client = signed_in(outsider)
    assert client.get(address(site)).status_code == 404
    assert client.get(address(site) + "export/").status_code == 404


def test_it_asks_the_database_little(signed_in, handler, site, django_assert_max_num_queries):
    client = signed_in(handler)
    with django_assert_max_num_queries(12):
        client.get(address(site))


def test_the_export_holds_what_the_filters_show(signed_in, handler, site):
    answer = signed_in(handler).get(address(site) + "export/", {"crew": "钢筋班"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][:5] == ("姓名", "班组", "工种", "能否上岗", "项目级")
    assert [row[0] for row in rows[1:]] == ["工人12", "工人13"]
    assert rows[1][4] == "已超期 2026-11-01"


def test_a_name_is_never_read_as_a_formula(signed_in, handler, site, make_person, post, crew):
    person = make_person("=1+1")
    post(person, Role.WORKER, project=site, crew=crew)
    answer = signed_in(handler).get(address(site) + "export/", {"name": "1+1"})
    cell = openpyxl.load_workbook(io.BytesIO(answer.content)).active["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
