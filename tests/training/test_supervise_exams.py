"""监考: one phone that goes round."""

from __future__ import annotations

import uuid

import pytest

from portal.rules.roles import Role
from tests.conftest import PASSWORD
from tests.training.papers import item_of, seven_kinds
from training.models import AnswerEvent, Attempt, AttemptItem
from training.sitting import answers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def workers(make_person, post, project, crew):
    people = [make_person(name) for name in ("李师傅", "王师傅")]
    for person in people:
        post(person, Role.WORKER, project=project, crew=crew)
        person.set_unusable_password()
        person.save()
    people[0].set_pin("402719")
    people[0].save()
    return people


@pytest.fixture
def paper():
    return seven_kinds(supervised=True)


@pytest.fixture
def phone(signed_in, handler, workers, paper, project):
    """The officer's phone after the officer has made it a room."""
    client = signed_in(handler)
    made = client.post(
        "/exams/supervise/", {"project": project.pk, "paper": "seven", "people": [person.pk for person in workers]}
    )
    assert made.url == "/exams/room/"
    return client


def sit(phone, number, **secret):
    return phone.post(f"/exams/room/{number}/", secret)


def test_making_a_room_signs_the_officer_out(phone):
    assert phone.get("/me/").status_code == 302
    shown = phone.get("/exams/room/").content.decode()
    assert "李师傅" in shown
    assert "没开始" in shown


def test_one_sits_down_with_the_own_pin(phone, workers, handler, project):
    assert "你是 李师傅 吗" in phone.get("/exams/room/1/").content.decode()
    answer = sit(phone, 1, own="402719")
    attempt = Attempt.objects.get()
    assert answer.url == f"/exams/a/{attempt.code}/1/"
    assert (attempt.person, attempt.supervisor, attempt.mode) == (workers[0], handler, "supervised")
    assert attempt.project == project
    assert "这是 <b>李师傅</b> 的卷" in phone.get(answer.url).content.decode()


def test_the_supervisor_vouches_for_who_has_no_pin(phone, workers):
    assert sit(phone, 2, vouching=PASSWORD).status_code == 302
    assert Attempt.objects.get().person == workers[1]


@pytest.mark.parametrize("secret", [{}, {"own": "000000"}, {"vouching": "000000"}, {"own": PASSWORD}])
def test_without_a_secret_nobody_sits_down(phone, secret):
    answer = sit(phone, 1, **secret)
    assert answer.status_code == 200
    assert not Attempt.objects.exists()


def test_trying_secrets_is_counted(phone):
    for _ in range(30):
        answer = sit(phone, 1, own="000000")
    assert "试得太多了" in answer.content.decode()


def test_the_phone_shows_one_paper_at_a_time(phone, workers):
    sit(phone, 1, own="402719")
    first = Attempt.objects.get()
    phone.post(f"/exams/a/{first.code}/1/", {"a": ["1"]})
    assert sit(phone, 2, vouching=PASSWORD).url == "/exams/room/"
    phone.post("/exams/room/leave/")
    assert [phone.get(f"/exams/a/{first.code}/{part}").status_code for part in ("", "1/", "paper/", "result/")] == [
        404
    ] * 4
    sit(phone, 2, vouching=PASSWORD)
    second = Attempt.objects.latest("pk")
    assert phone.get(f"/exams/a/{second.code}/1/").status_code == 200
    assert phone.get(f"/exams/a/{first.code}/1/").status_code == 404
    body = {
        "answers": [
            {"uuid": "8c2f9b7e-0000-4000-8000-000000000001", "item": item_of(first, "single").pk, "answer": ["1"]}
        ]
    }
    assert phone.post(f"/exams/a/{first.code}/answers", body, content_type="application/json").status_code == 404
    assert AnswerEvent.objects.count() == 1


def test_sitting_down_again_goes_on_with_the_same_paper(phone):
    sit(phone, 1, own="402719")
    phone.post("/exams/room/leave/")
    assert "正在考" in phone.get("/exams/room/").content.decode()
    sit(phone, 1, own="402719")
    assert Attempt.objects.count() == 1


def test_after_handing_in_the_result_is_shown_until_the_phone_goes_back(phone):
    sit(phone, 1, own="402719")
    attempt = Attempt.objects.get()
    phone.post(f"/exams/a/{attempt.code}/")
    shown = phone.get(f"/exams/a/{attempt.code}/result/").content.decode()
    assert "把手机交回" in shown
    phone.post("/exams/room/leave/")
    assert phone.get(f"/exams/a/{attempt.code}/result/").status_code == 404
    assert "已收卷" in phone.get("/exams/room/").content.decode()


def test_the_officers_own_session_never_sees_the_paper(phone, signed_in, handler):
    sit(phone, 1, own="402719")
    code = Attempt.objects.get().code
    desk = signed_in(handler)
    assert {desk.get(f"/exams/a/{code}/{part}").status_code for part in ("", "1/", "paper/", "result/")} == {404}
    assert desk.post(f"/exams/a/{code}/answers", {"answers": []}, content_type="application/json").status_code == 404


def test_closing_the_room_ends_it(phone):
    sit(phone, 1, own="402719")
    phone.post("/exams/room/close/")
    assert phone.get("/exams/room/").url.startswith("/exams/a/")
    phone.post("/exams/room/leave/")
    phone.post("/exams/room/close/")
    assert phone.get("/exams/room/").url == "/exams/supervise/"


def test_who_may_supervise_whom(signed_in, handler, outsider, workers, paper, project, make_person, post, crew):
    assert signed_in(workers[0]).get("/exams/supervise/").status_code == 404
    assert "李师傅" not in signed_in(outsider).get(f"/exams/supervise/?project={project.pk}").content.decode()
    stranger = make_person("别班的")
    post(stranger, Role.WORKER, project=project)
    leader = make_person("班组长")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    shown = signed_in(leader).get("/exams/supervise/").content.decode()
    assert "李师傅" in shown
    assert "别班的" not in shown
    refused = signed_in(leader).post(
        "/exams/supervise/", {"project": project.pk, "paper": "seven", "people": [stranger.pk]}
    )
    assert "请选在场的人" in refused.content.decode()


@pytest.fixture
def seated(phone, workers):
    """A paper with one answer of the seat, its phone handed back."""
    sit(phone, 1, own="402719")
    attempt = Attempt.objects.get()
    phone.post(f"/exams/a/{attempt.code}/1/", {"a": ["1"]})
    phone.post("/exams/room/leave/")
    return attempt


def batch_of(attempt, answer):
    entry = {"uuid": str(uuid.uuid4()), "item": item_of(attempt, "single").pk, "answer": answer}
    return {"device": "own", "answers": [entry]}


def test_the_own_phone_shows_no_question_of_a_paper_in_the_room(signed_in, workers, seated):
    own = signed_in(workers[0])
    stems = list(AttemptItem.objects.filter(attempt=seated).values_list("version__stem", flat=True))
    for part in ("", "1/", "paper/"):
        answer = own.get(f"/exams/a/{seated.code}/{part}")
        page = answer.content.decode()
        assert (answer.status_code, "这张卷在考场考" in page) == (200, True), part
        assert not [stem for stem in stems if stem in page]
        assert f'href="/exams/a/{seated.code}/' not in page
    for page in ("/exams/", "/exams/seven/start/"):
        shown = own.get(page).content.decode()
        assert "在考场考" in shown
        assert f'href="/exams/a/{seated.code}/' not in shown
    assert "这张卷在考场考" in own.post(f"/exams/a/{seated.code}/").content.decode()
    seated.refresh_from_db()
    assert seated.state == Attempt.State.OPEN


def test_answers_from_the_own_phone_wait_for_an_officer(signed_in, handler, phone, workers, seated):
    own = signed_in(workers[0])
    before = answers_of(seated)
    address = f"/exams/a/{seated.code}/answers"
    (ack,) = own.post(address, batch_of(seated, ["2"]), content_type="application/json").json()["acks"]
    assert (ack["state"], ack["standing"]) == ("saved", "undecided")
    assert "这张卷在考场考" in own.post(f"/exams/a/{seated.code}/2/", {"a": ["1"]}).content.decode()
    assert [event.standing for event in AnswerEvent.objects.order_by("pk")] == ["on_time", "undecided", "undecided"]
    assert answers_of(seated) == before
    desk = signed_in(handler)
    assert "李师傅" in desk.get("/exams/late/").content.decode()
    desk.post(f"/exams/late/{seated.code}/", {"accepted": "yes", "reason": "交回以前答的"})
    assert not seated.results.exists()
    assert answers_of(seated) != before


def test_the_seat_goes_on_and_its_answers_count(phone, seated):
    sit(phone, 1, own="402719")
    address = f"/exams/a/{seated.code}/answers"
    (ack,) = phone.post(address, batch_of(seated, ["2"]), content_type="application/json").json()["acks"]
    assert ack["standing"] == "on_time"
    phone.post(f"/exams/a/{seated.code}/")
    seated.refresh_from_db()
    assert seated.state == Attempt.State.SUBMITTED
