"""Make, agree and change the plan of safety education."""

import datetime

import pytest

from portal.models import Project
from portal.rules.roles import Role
from portal.services.refusal import Refused
from training.models import CrewSession, EducationPlan
from training.services import plans
from training.services.sessions import void_session

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 10, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


@pytest.fixture
def item(handler, project):
    return added(handler, project)


def added(by, project, **changed):
    fields = {"year": 2026, "month": 11, "topic": "高处作业", "on": datetime.date(2026, 11, 20), "method": "case"}
    return plans.add_item(by=by, project=project, now=NOW, **(fields | changed))


def test_the_first_item_makes_the_plan(item, project, handler):
    plan = EducationPlan.objects.get(project=project)
    assert (plan.year, plan.month, plan.made_by, list(plan.items.all())) == (2026, 11, handler, [item])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"topic": " "}, "topic"),
        ({"on": datetime.date(2026, 12, 1)}, "on"),
        ({"on": datetime.date(2026, 10, 31)}, "on"),
    ],
)
def test_a_wrong_item_is_refused_beside_its_field(handler, project, wrong, field):
    with pytest.raises(Refused) as refused:
        added(handler, project, **wrong)
    assert refused.value.field == field


def test_who_does_not_plan_there_is_refused(outsider, worker, project):
    for person in (outsider, worker):
        with pytest.raises(Refused):
            added(person, project)


@pytest.mark.covers("T-03")
def test_the_clients_person_agrees(item, colleague, client_head):
    for person in (colleague, client_head):
        assert plans.agree(by=person, plan=item.plan, now=NOW).agreed_by == person


def test_the_labour_manager_does_not_agree_for_the_client(item, handler):
    with pytest.raises(Refused):
        plans.agree(by=handler, plan=item.plan, now=NOW)


def test_the_manager_of_one_site_does_not_agree_for_another(item, project, make_person, post):
    other = Project.objects.create(client=project.client, name="二号工地")
    manager = make_person("钱经理")
    post(manager, Role.PROJECT_MANAGER, organisation=project.client, project=other)
    post(manager, Role.LABOUR_MANAGER, project=project)
    with pytest.raises(Refused):
        plans.agree(by=manager, plan=item.plan, now=NOW)


def test_a_change_asks_for_agreement_again(item, colleague, handler, project):
    plans.agree(by=colleague, plan=item.plan, now=NOW)
    added(handler, project, topic="用电")
    item.plan.refresh_from_db()
    assert item.plan.agreed_at is None


def test_what_was_held_stays(item, handler, project):
    CrewSession.objects.create(
        project=project, level="project", method="case", topic="高处", trainer_name="孙", starts_at=NOW,
        plan_item=item, opened_by=handler, received_at=NOW,
    )  # fmt: skip
    with pytest.raises(Refused):
        plans.remove_item(by=handler, item=item, now=NOW)


def test_what_was_not_held_can_go(item, handler):
    plans.remove_item(by=handler, item=item, now=NOW)
    assert not EducationPlan.objects.get().items.exists()


def test_an_accident_is_not_in_the_future(handler, project):
    with pytest.raises(Refused) as refused:
        plans.add_event(
            by=handler, project=project, kind="accident", title="触电", on=datetime.date(2026, 11, 11), now=NOW
        )
    assert refused.value.field == "on"


@pytest.mark.parametrize("year", [1, 2016, 9999])
def test_an_event_of_another_age_is_refused(handler, project, year):
    with pytest.raises(Refused) as refused:
        plans.add_event(
            by=handler, project=project, kind="new_technique", title="爬架", on=datetime.date(year, 1, 1), now=NOW
        )
    assert refused.value.field == "on"


def test_a_session_that_came_to_nothing_is_not_held(signed_in, handler, item, project, worker):
    session = CrewSession.objects.create(
        project=project, level="project", method="case", topic="高处", trainer_name="孙", starts_at=NOW,
        plan_item=item, opened_by=handler, received_at=NOW, state=CrewSession.State.OPEN,
    )  # fmt: skip
    session.attendees.create(person=worker, signed_at=NOW)
    address = f"/learn/plans/{project.pk}/2026/11/"
    assert [row["name"] for row in signed_in(handler).get(address).context["rows"]] == ["办了"]
    void_session(session=session, by=handler)
    assert [row["name"] for row in signed_in(handler).get(address).context["rows"]] != ["办了"]


def test_the_page_names_who_may_agree(item, signed_in, handler, colleague, client_head, project):
    path = f"/learn/plans/{project.pk}/2026/11/"
    page = signed_in(handler).get(path).content.decode()
    assert f"请{project.client}的" in page
    assert "项目经理" in page
    assert "企业负责人" in page
    assert "代表" not in page
    page = signed_in(client_head).get(path).content.decode()
    assert "你可以确认" in page
    assert f"我代表{project.client}确认" in page
    assert {post.person for post in plans.who_may_agree(project, NOW.date())} == {colleague, client_head}
