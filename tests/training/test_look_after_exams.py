"""Pages of those who look after people."""

from __future__ import annotations

import datetime

import pytest

from portal import clock
from portal.models import Membership
from portal.rules.roles import Role
from tests.training.papers import RIGHT, answer, at, begin, seven_kinds
from training.models import Attempt, ExtraTime
from training.services.attempts import submit_attempt
from training.services.results import newest_result

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_worker(make_person, post, project, crew):
    def make(name):
        person = make_person(name)
        post(person, Role.WORKER, project=project, crew=crew)
        return person

    return make


@pytest.fixture
def late(make_worker):
    worker = make_worker("王师傅")
    attempt = begin(worker, seven_kinds())
    submit_attempt(attempt=attempt, by=worker, now=at(40))
    answer(attempt, "single", RIGHT["single"], 30, 100)
    return attempt


def test_late_answers_are_listed_and_decided(signed_in, handler, late):
    desk = signed_in(handler)
    assert "王师傅" in desk.get("/exams/late/").content.decode()
    shown = desk.get(f"/exams/late/{late.code}/").content.decode()
    assert "做法" not in shown
    assert desk.post(f"/exams/late/{late.code}/", {"accepted": "yes", "reason": ""}).status_code == 200
    assert newest_result(late).number == 1
    assert desk.post(f"/exams/late/{late.code}/", {"accepted": "yes", "reason": "没有信号"}).url == "/exams/late/"
    assert newest_result(late).right == 1
    assert "没有等待认定的答案" in desk.get("/exams/late/").content.decode()


def test_the_worker_sees_what_waits_and_what_was_decided(signed_in, handler, late):
    phone = signed_in(late.person)
    address = f"/exams/a/{late.code}/result/"
    assert "1 个答案待认定" in phone.get(address).content.decode()
    signed_in(handler).post(f"/exams/late/{late.code}/", {"accepted": "no", "reason": "当时有网"})
    assert "认定无效：当时有网" in phone.get(address).content.decode()


def test_strangers_find_nothing(signed_in, late, outsider, make_person, post, project, crew, client):
    leader = make_person("班组长")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    pages = [f"/exams/late/{late.code}/", f"/exams/attempts/{late.code}/void/", f"/exams/extra-time/{late.person_id}/"]
    for person in (outsider, leader, late.person):
        assert {signed_in(person).get(page).status_code for page in pages} == {404}
    for page in (*pages, "/exams/late/", "/exams/attempts/", "/exams/supervise/"):
        assert client.get(page).status_code == 302
        assert signed_in(late.person).get(page).status_code == 404
    assert "王师傅" not in signed_in(outsider).get("/exams/attempts/").content.decode()
    assert "王师傅" in signed_in(leader).get("/exams/attempts/").content.decode()


def test_a_paper_is_made_void(signed_in, handler, late):
    desk = signed_in(handler)
    desk.post(f"/exams/attempts/{late.code}/void/", {"reason": "手机坏了"})
    late.refresh_from_db()
    assert late.state == Attempt.State.VOID
    assert "这次答卷作废" in signed_in(late.person).get(f"/exams/a/{late.code}/result/").content.decode()


def test_more_time_is_given(signed_in, handler, late):
    desk = signed_in(handler)
    page = f"/exams/extra-time/{late.person_id}/"
    assert "请填分钟数" in desk.post(page, {"minutes": "x", "reason": "识字慢"}).content.decode()
    assert desk.post(page, {"minutes": "20", "reason": "识字慢"}).url == "/exams/attempts/"
    assert ExtraTime.objects.get().paper is None
    assert "65 分钟" in signed_in(late.person).get("/exams/").content.decode()


def test_the_list_filters_and_asks_a_fixed_number_of_queries(
    signed_in, handler, make_worker, project, django_assert_max_num_queries
):
    paper = seven_kinds()
    for number in range(12):
        attempt = begin(make_worker(f"工人{number}"), paper, clock.now())
        if number % 2:
            submit_attempt(attempt=attempt, by=attempt.person, now=clock.now())
    desk = signed_in(handler)
    desk.get("/exams/attempts/")
    with django_assert_max_num_queries(12):
        shown = desk.get(f"/exams/attempts/?project={project.pk}&state=open").content.decode()
    assert shown.count("<h2>工人") == 6
    with django_assert_max_num_queries(12):
        assert desk.get("/exams/late/").status_code == 200


def test_who_left_is_still_listed_but_gets_no_time(signed_in, handler, late):
    yesterday = clock.today() - datetime.timedelta(days=1)
    desk, page = signed_in(handler), f"/exams/extra-time/{late.person_id}/"
    assert page in desk.get("/exams/attempts/").content.decode()
    Membership.objects.filter(person=late.person).update(starts_on=yesterday, ends_on=yesterday)
    shown = desk.get("/exams/attempts/").content.decode()
    assert "王师傅" in shown
    assert page not in shown
    assert desk.get(page).status_code == 404
    assert desk.get(f"/exams/attempts/{late.code}/void/").status_code == 200
