"""See duties: one's own, those one looks after, nobody else's."""

import datetime

import pytest

from portal.models import Membership
from portal.rules.roles import Role
from portal.services.sites import stays
from tests.training.conftest import ZONE
from training import duties
from training.rules.requirements import State

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 25)


def test_a_stranger_sees_what_can_be_learnt(client):
    page = client.get("/learn/")
    assert page.status_code == 200
    assert "登录后能看到你该学什么" in page.content.decode()


def test_a_worker_sees_what_is_due_by_when_and_why(signed_in, worker, new_site_rule):
    page = signed_in(worker).get("/learn/").content.decode()
    assert "学完才能上岗" in page
    assert "新工地先学。" in page
    assert "2026年11月1日到这个工地" in page
    assert "法律有规定" in page


def test_the_reason_carries_the_article(signed_in, worker, catalogue):
    from training.services.content_rules import load_rules

    load_rules()
    page = signed_in(worker).get("/learn/").content.decode()
    assert "/law/jsgcaqtl/37/" in page
    assert "待核实" in page


def test_what_is_trained_is_done(signed_in, worker, new_site_rule, trained, project):
    trained(worker, "project", project=project)
    page = signed_in(worker).get("/learn/").content.decode()
    assert "该学的都学完了" in page
    assert "能不能进场，还要看合同" in page


def test_a_transfer_to_another_site_owes_the_training_at_once(worker, new_site_rule, trained, project, client_company):
    trained(worker, "project", project=project)
    assert [item.state for item in duties.items_of(worker, TODAY)] == [State.DONE]
    Membership.objects.filter(person=worker).update(ends_on=TODAY - datetime.timedelta(days=1))
    other = client_company.projects.create(name="甲项目二期")
    Membership.objects.create(
        person=worker, organisation=client_company, project=other, role=Role.WORKER, starts_on=TODAY
    )
    assert [(i.project, i.state, i.blocks) for i in duties.items_of(worker, TODAY)] == [(other.pk, State.OPEN, True)]


def test_a_move_on_the_first_day_does_not_pay_what_is_owed(worker, new_site_rule, project, crew):
    other = project.crews.create(name="钢筋二班", organisation=crew.organisation)
    post = worker.memberships.get()
    now = datetime.datetime.combine(post.starts_on, datetime.time(9), tzinfo=ZONE)
    moved = stays.move(membership=post, crew=other, on=post.starts_on, now=now)
    assert [item.blocks for item in duties.items_of(worker, post.starts_on)] == [True]
    third = project.crews.create(name="钢筋三班", organisation=crew.organisation)
    day = post.starts_on + datetime.timedelta(days=3)
    stays.move(membership=moved, crew=third, on=day, now=now)
    assert [(item.blocks, item.due_on) for item in duties.items_of(worker, day)] == [(True, post.starts_on)]


def test_who_looks_after_the_project_sees_the_same_page(signed_in, handler, worker, new_site_rule):
    assert "王师傅：应学" in signed_in(handler).get(f"/learn/people/{worker.pk}/").content.decode()


def test_another_clients_places_stay_out_of_sight(signed_in, handler, worker, post, other_project, new_site_rule):
    post(worker, Role.WORKER, project=other_project, starts_on=datetime.date(2026, 11, 2))
    assert other_project.name in signed_in(worker).get("/learn/").content.decode()
    page = signed_in(handler).get(f"/learn/people/{worker.pk}/")
    assert other_project.name not in page.content.decode()
    assert len(page.context["todo"]) == len(page.context["posts"]) == 1


def test_an_outsider_sees_nothing(signed_in, outsider, worker, new_site_rule):
    assert signed_in(outsider).get(f"/learn/people/{worker.pk}/").status_code == 404


def test_the_page_asks_the_database_little(
    signed_in, worker, catalogue, django_assert_max_num_queries, trained, project
):
    from training.services.content_rules import load_rules

    load_rules()
    trained(worker, "project", project=project)
    client = signed_in(worker)
    with django_assert_max_num_queries(17):
        client.get("/learn/")
