"""See duties: one's own, those one looks after, nobody else's."""

import datetime

import pytest

from portal.models import Membership
from portal.rules.roles import Role
from portal.services.sites import stays
from tests.training.conftest import ZONE
from tests.training.papers import seven_kinds
from training import duties
from training.models import LevelPage, Paper, ProgrammePage, TrainingRule
from training.rules.requirements import State
from training.views.learn import cards_of

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


def test_the_reason_carries_the_article(signed_in, worker, rules):
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


def test_the_page_asks_the_database_little(signed_in, worker, rules, django_assert_max_num_queries, trained, project):
    trained(worker, "project", project=project)
    client = signed_in(worker)
    with django_assert_max_num_queries(17):
        client.get("/learn/")


@pytest.fixture
def owed_paper(new_site_rule):
    """What `new_site_rule` asks for as well."""
    new_site_rule.paper = seven_kinds(code="owed")
    new_site_rule.save()
    return new_site_rule.paper


def test_an_exam_that_is_owed_is_one_tap_away(signed_in, worker, owed_paper):
    assert 'href="/exams/owed/start/"' in signed_in(worker).get("/learn/").content.decode()


def test_the_list_of_exams_begins_with_what_is_owed(signed_in, worker, owed_paper):
    seven_kinds(code="aaa")
    page = signed_in(worker).get("/exams/")
    assert [offer.paper.code for offer in page.context["offers"]] == ["owed", "aaa"]
    assert page.content.decode().count("该考") == 1


def test_papers_for_managers_stand_apart_for_those_who_manage_nobody(signed_in, worker, leader, lessons):
    level = lessons["height"].get_parent()
    ProgrammePage.objects.update(audience=ProgrammePage.Audience.MANAGER)
    paper = seven_kinds(code="bosses")
    Paper.objects.filter(pk=paper.pk).update(programme_level=level.pk)
    page = signed_in(worker).get("/exams/")
    assert [offer.paper.code for offer in page.context["others"]] == ["bosses"]
    assert "其他考试" in page.content.decode()
    assert [offer.paper.code for offer in signed_in(leader).get("/exams/").context["offers"]] == ["bosses"]


def test_what_a_manager_owes_by_a_rule_is_not_set_apart(signed_in, worker, owed_paper, lessons):
    ProgrammePage.objects.update(audience=ProgrammePage.Audience.MANAGER)
    Paper.objects.filter(pk=owed_paper.pk).update(programme_level=lessons["height"].get_parent().pk)
    assert signed_in(worker).get("/exams/").context["others"] == []


@pytest.fixture
def crew_rule(db):
    return TrainingRule.objects.create(
        code="crew", title="班组级", event="new_site", level="crew", on_site=True, why="当面教。", basis_status="own"
    )


def test_lessons_of_the_crew_can_be_read_before_somebody_teaches_it(worker, crew_rule, lessons):
    (card,) = cards_of(duties.items_of(worker, TODAY), TODAY, worker)
    level = LevelPage.objects.get(level="crew")
    assert card.steps[0].words.startswith(f"学“{level.title}”")
    assert card.steps[0].url
    assert [step.words for step in card.steps[1:]] == ["由班组长或安全员当面教，到场签名"]


def test_who_holds_sessions_is_led_to_one(leader, crew_rule):
    (card,) = cards_of(duties.items_of(leader, TODAY), TODAY, leader)
    assert [step.url for step in card.steps] == ["", "/sessions/new/"]


def test_a_crew_leader_still_waits_for_what_the_safety_officer_holds(leader, client_head, new_site_rule):
    (card,) = cards_of(duties.items_of(leader, TODAY), TODAY, leader)
    assert [step.words for step in card.steps] == ["等安全员安排这次教育，到场签名"]


def test_it_says_that_the_exam_alone_is_missing(signed_in, worker, owed_paper, trained, project):
    TrainingRule.objects.update(minutes=60)
    trained(worker, "project", project=project, minutes=90)
    assert "只差考试。" in signed_in(worker).get("/learn/").content.decode()
