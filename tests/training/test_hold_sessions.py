"""The pages of sessions: a form without JavaScript, the phone's JSON, the QR, the end, corrections."""

from __future__ import annotations

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal import clock
from portal.models import Attachment
from portal.rules.roles import Role
from tests.portal.files import picture
from tests.training.site import a_sheet
from training.models import CrewSession, TrainingRecord

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
NEW, PHONE = "/sessions/new/", "/sessions/phone/"


def wall(moment) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}"


def form(crew, people, **change):
    """What the form sends; an empty `ends_at` is a session that goes on."""
    now = clock.now()
    return {
        "uuid": "5f2c6f50-8d2c-4f2a-9e1c-0a4b8f9d1c11",
        "project": crew.project_id,
        "crew": crew.pk,
        "level": "crew",
        "method": "lecture",
        "topic": "高处作业",
        "trainer": "张班长",
        "starts_at": wall(now - 2 * HOUR),
        "ends_at": wall(now - HOUR),
        "people": [one.pk for one in people],
        "result_all": "passed",
        "on_paper": "1",
        **change,
    }


@pytest.mark.covers("T-02", "T-03")
def test_a_foreman_ticks_the_crew_and_it_is_on_file(signed_in, leader, crew, workers):
    client = signed_in(leader)
    page = client.get(f"{NEW}?where={crew.project_id}-{crew.pk}&all=1").content.decode()
    assert all(one.name in page for one in workers)
    assert page.count("checked") == 1 + len(workers)
    answer = client.post(NEW, form(crew, workers, **{f"result_{workers[0].pk}": "failed"}), follow=True)
    assert answer.redirect_chain
    assert "3 人记入档案" in answer.content.decode()
    assert sorted(TrainingRecord.objects.values_list("result", flat=True)) == ["failed", "passed", "passed"]
    client.post(NEW, form(crew, workers))
    assert CrewSession.objects.count() == 1


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(signed_in, leader, crew, workers):
    page = signed_in(leader).post(NEW, form(crew, workers, ends_at=wall(clock.now() + HOUR))).content.decode()
    assert "没有保存" in page
    assert "还没有到" in page
    assert 'value="高处作业"' in page
    assert page.count(" checked>") >= len(workers)
    assert not CrewSession.objects.exists()


def test_a_crew_comes_before_its_project_and_a_leader_talks_before_the_shift(signed_in, leader, handler, crew):
    page = signed_in(leader).get(NEW).content.decode()
    assert f">{crew.name} · {crew.project.name}</option>" in page
    assert '<option value="pre_shift" selected>' in page
    assert '<option value="lecture" selected>' in signed_in(handler).get(NEW).content.decode()


def test_every_fault_stands_beside_its_field_at_once(signed_in, leader, crew):
    now = clock.now()
    sent = form(crew, [], topic=" ", trainer="", starts_at=wall(now), ends_at=wall(now - HOUR))
    page = signed_in(leader).post(NEW, sent).content.decode()
    for name, words in (("topic", "请写讲了什么"), ("trainer", "请写谁讲的"), ("ends_at", "结束时间要晚于开始时间。")):
        assert f'aria-invalid="true" aria-describedby="{name}-why"' in page
        assert f'<p class="why" id="{name}-why" role="alert" data-blame>{words}</p>' in page
        assert f'<a href="#{name}">{words}</a>' in page
    assert 'aria-describedby="people-why"' in page
    assert ">请勾选参加的人</p>" in page


def test_a_foreman_has_one_crew_and_sees_it_at_once(signed_in, leader, workers):
    assert workers[0].name in signed_in(leader).get(NEW).content.decode()


@pytest.mark.parametrize("path", [NEW, "/sessions/1/"])
def test_not_for_workers_and_strangers(signed_in, worker, client, path):
    assert signed_in(worker).get(path).status_code == 404
    assert client.get(path).status_code == 302


def opened(client, crew, workers) -> CrewSession:
    now = clock.now()
    data = form(crew, workers[:2], starts_at=wall(now - HOUR), ends_at="")
    assert client.post(NEW, data).status_code == 302
    return CrewSession.objects.get()


def test_a_session_goes_on_is_signed_by_its_code_and_ends(signed_in, leader, crew, workers, outsider):
    client = signed_in(leader)
    session = opened(client, crew, workers)
    page = client.get(f"/sessions/{session.pk}/").content.decode()
    assert "<svg" in page
    assert session.sign_code in page
    sign = f"/sessions/sign/{session.sign_code}/"
    assert "没有登记在这个项目" in signed_in(outsider).post(sign).content.decode()
    phone = signed_in(workers[2])
    assert phone.post(sign, {"signature": "[[[1,2],[30,40]]]"}).status_code == 302
    assert "已签名" in phone.get(sign).content.decode()
    there = [one.pk for one in workers[1:]]
    client.post(
        f"/sessions/{session.pk}/close/",
        {"people": there, "ends_at": wall(clock.now()), "result_all": "passed", "on_paper": "1"},
    )
    assert set(TrainingRecord.objects.values_list("person", "result")) == {(pk, "passed") for pk in there}
    assert "纸上签名" in client.get(f"/sessions/{session.pk}/").content.decode()


def test_without_the_tick_who_did_not_sign_waits_and_signs(signed_in, leader, crew, workers):
    client = signed_in(leader)
    page = client.post(NEW, form(crew, workers, on_paper=""), follow=True).content.decode()
    assert "已保存，0 人记入档案" in page
    assert "3 人没有签名，先不记学时" in page
    assert page.count("待签名 · 0 分钟") == 3
    session = CrewSession.objects.get()
    sign = f"/sessions/sign/{session.sign_code}/"
    own = signed_in(workers[0])
    assert sign in own.get(f"/sessions/{session.pk}/").content.decode()
    own.post(sign)
    assert list(TrainingRecord.objects.values_list("person", flat=True)) == [workers[0].pk]
    assert sign not in own.get(f"/sessions/{session.pk}/").content.decode()
    assert client.get(f"/sessions/{session.pk}/").content.decode().count("待签名 · 0 分钟") == 2
    add = {"person": workers[1].pk, "reason": "纸上签了", "result": "none", "practical": "none"}
    client.post(f"/sessions/{session.pk}/add/", add)
    assert TrainingRecord.objects.count() == 2


def test_a_broken_signature_is_told(signed_in, leader, crew, workers):
    session = opened(signed_in(leader), crew, workers)
    page = signed_in(workers[0]).post(f"/sessions/sign/{session.sign_code}/", {"signature": "{"}).content.decode()
    assert "请再签一次" in page


def test_a_session_that_came_to_nothing(signed_in, leader, crew, workers):
    client = signed_in(leader)
    session = opened(client, crew, workers)
    assert "没有开成" in client.post(f"/sessions/{session.pk}/void/", follow=True).content.decode()
    assert session.topic not in client.get("/sessions/").content.decode()


def test_a_phone_gets_names_and_crews_alone(signed_in, leader, crew, workers, handler):
    facts = signed_in(leader).get(PHONE).json()
    (site,) = facts["sites"]
    assert site["crews"] == [[crew.pk, crew.name]]
    assert sorted(row[1] for row in site["people"]) == [one.name for one in workers]
    assert "company" not in dict(site["levels"])
    assert handler.phone not in json.dumps(facts)
    assert "company" in dict(signed_in(handler).get(PHONE).json()["sites"][0]["levels"])


def test_a_phone_sends_a_session_twice(signed_in, leader, crew, workers):
    client, now = signed_in(leader), clock.now()
    sheet = a_sheet(crew, workers, starts_at=(now - 2 * HOUR).isoformat(), ends_at=(now - HOUR).isoformat())
    answers = [client.post(PHONE, sheet, content_type="application/json").json() for _ in range(2)]
    assert [one["state"] for one in answers] == ["saved", "again"]
    assert TrainingRecord.objects.count() == 3
    late = a_sheet(crew, workers, starts_at=now.isoformat(), ends_at=(now + HOUR).isoformat())
    refused = client.post(PHONE, late, content_type="application/json").json()
    assert (refused["state"], refused["field"]) == ("refused", "ends_at")


def test_a_phone_that_is_signed_out_is_told(client, signed_in, leader):
    assert client.get(PHONE).status_code == 401
    assert client.post(PHONE, {}, content_type="application/json").status_code == 401
    assert signed_in(leader).post(PHONE, "{", content_type="application/json").status_code == 400


def test_a_picture_follows_its_session_and_is_for_those_who_see_it(signed_in, leader, crew, workers, outsider):
    client, now = signed_in(leader), clock.now()
    sheet = a_sheet(crew, workers, starts_at=(now - 2 * HOUR).isoformat(), ends_at=(now - HOUR).isoformat())
    address = f"{PHONE}{sheet['uuid']}/photo/"
    assert client.post(address, {"photo": SimpleUploadedFile("a.jpg", picture())}).status_code == 404
    client.post(PHONE, sheet, content_type="application/json")
    for _ in range(2):
        sent = SimpleUploadedFile("a.jpg", picture(located=True))
        assert client.post(address, {"photo": sent}).json() == {"state": "saved"}
    kept = Attachment.objects.get()
    file = f"/files/{kept.key}/"
    assert b"SecretCamera" not in b"".join(signed_in(workers[0]).get(file).streaming_content)
    assert signed_in(outsider).get(file).status_code == 404


def test_what_was_wrong_is_put_right_by_an_officer(signed_in, leader, handler, crew, workers):
    signed_in(leader).post(NEW, form(crew, workers[:2]))
    session = CrewSession.objects.get()
    page = f"/sessions/{session.pk}/people/{workers[0].pk}/"
    assert signed_in(leader).get(page).status_code == 404
    client = signed_in(handler)
    assert "请写明原因" in client.post(page, {"what": "absent"}).content.decode()
    assert "几点来的" in client.post(page, {"what": "late", "reason": "晚"}).content.decode()
    client.post(page, {"what": "absent", "reason": "没来"})
    assert "更正：没来" in client.get(f"/sessions/{session.pk}/").content.decode()
    assert client.get(page).status_code == 200
    add = {"person": workers[2].pk, "reason": "漏勾", "result": "none", "practical": "none"}
    client.post(f"/sessions/{session.pk}/add/", add)
    assert set(TrainingRecord.objects.standing().values_list("person", flat=True)) == {w.pk for w in workers[1:]}


def test_a_worker_sees_only_oneself_at_a_session(signed_in, leader, crew, workers):
    signed_in(leader).post(NEW, form(crew, workers))
    page = signed_in(workers[0]).get(f"/sessions/{CrewSession.objects.get().pk}/").content.decode()
    assert workers[0].name in page
    assert workers[1].name not in page
    assert "更正" not in page


def test_lists_ask_the_database_seldom(
    signed_in, leader, handler, crew, workers, make_person, post, django_assert_max_num_queries
):
    for n in range(12):
        post(make_person(f"多{n}"), Role.WORKER, project=crew.project, crew=crew)
    client = signed_in(leader)
    for _ in range(4):
        now = clock.now()
        sheet = a_sheet(crew, workers, starts_at=(now - 2 * HOUR).isoformat(), ends_at=(now - HOUR).isoformat())
        client.post(PHONE, sheet, content_type="application/json")
    officer = signed_in(handler)
    for path in ("/sessions/", NEW, PHONE, f"/sessions/{CrewSession.objects.first().pk}/"):
        with django_assert_max_num_queries(20 if path[-2].isdigit() else 16):
            assert officer.get(path).status_code == 200
