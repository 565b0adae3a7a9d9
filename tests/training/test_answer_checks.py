"""Answer the checks of a lesson by forms alone: marked at once, kept once, told only afterwards."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from portal.models import SignInEvent
from portal.shared_phone import account_key
from training.lesson_checks import places_of
from training.models import LessonDone, PracticeAnswer, Question, TrainingRecord

pytestmark = pytest.mark.django_db
RIGHT = {"q.1": ["b"], "q.2": ["a", "c"]}


def place_of(code, *keys):
    shown = places_of(Question.objects.get(code=code).current)
    return [str(shown.index(key) + 1) for key in keys]


def address(lesson, code):
    return f"/learn/lessons/{lesson.pk}/checks/{code}/"


@pytest.fixture
def learner(signed_in, worker):
    return signed_in(worker)


def test_a_right_answer_is_told_at_its_place_and_finishes_the_lesson(learner, worker, lessons):
    answer = learner.post(address(lessons["height"], "q.1"), {"a": place_of("q.1", "b"), "uuid": str(uuid.uuid4())})
    assert (answer.status_code, answer.url) == (302, f"{lessons['height'].get_url()}#check-1")
    page = learner.get(lessons["height"].get_url()).content.decode()
    for words in ("答对了", "这样做才稳当", "这一课学完了", "答对过"):
        assert words in page
    assert LessonDone.objects.filter(person=worker, lesson=lessons["height"]).count() == 1


def test_a_wrong_answer_is_explained_with_the_law_and_may_be_given_again(learner, worker, lessons, catalogue):
    from training.services.bank import link_bases

    link_bases(versions=[Question.objects.get(code="q.1").current])
    learner.post(address(lessons["height"], "q.1"), {"a": place_of("q.1", "a")})
    page = learner.get(lessons["height"].get_url()).content.decode()
    for words in ("<strong>不对</strong>", "正确的是", "做法b", "/law/jsgcaqtl/37/", "再答一次", "还差 1 道练习"):
        assert words in page
    assert not LessonDone.objects.exists()
    learner.post(address(lessons["height"], "q.1"), {"a": place_of("q.1", "b")})
    assert "这一课学完了" in learner.get(lessons["height"].get_url()).content.decode()
    assert PracticeAnswer.objects.filter(person=worker).count() == 2


def test_answering_again_begins_with_nothing_ticked(learner, lessons):
    learner.post(address(lessons["height"], "q.1"), {"a": place_of("q.1", "a")})
    url = lessons["height"].get_url()
    told = learner.get(url).content.decode()
    section = told[told.index('id="check-1"') : told.index("</section>", told.index('id="check-1"'))]
    assert section.index("正确的是") < section.index("再答一次")
    assert f'href="{url}?again=q.1#check-1"' in section
    anew = learner.get(f"{url}?again=q.1").content.decode()
    assert " checked" not in anew
    assert "autofocus" in anew
    assert "正确的是" not in anew


def test_a_stranger_answers_again_on_the_page_as_it_was(client, lessons):
    told = client.post(address(lessons["height"], "q.1"), {"a": place_of("q.1", "a")}).content.decode()
    assert f'href="{lessons["height"].get_url()}#check-1">再答一次' in told


def test_the_last_lesson_of_a_level_writes_its_record(learner, worker, lessons):
    learner.post(address(lessons["height"], "q.1"), {"a": place_of("q.1", "b")})
    learner.post(address(lessons["power"], "q.2"), {"a": place_of("q.2", "a", "c")})
    assert not TrainingRecord.objects.exists()
    learner.post(address(lessons["power"], "q.3"), {"a": "1.5"})
    assert TrainingRecord.objects.get().level == "company"


def test_the_same_form_sent_twice_counts_once(learner, worker, lessons):
    form = {"a": place_of("q.1", "a"), "uuid": str(uuid.uuid4())}
    for _ in range(3):
        assert learner.post(address(lessons["height"], "q.1"), form).status_code == 302
    assert PracticeAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "form", "words"),
    [
        ("q.1", {}, "先选一个答案"),
        ("q.1", {"a": "9"}, "没有这个选项"),
        ("q.3", {"a": "一米半左右吧"}, "数"),
    ],
)
def test_what_is_no_answer_is_said_beside_the_question_and_nothing_is_kept(learner, lessons, code, form, words):
    lesson = lessons["height"] if code == "q.1" else lessons["power"]
    answer = learner.post(address(lesson, code), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert re.search(words, page)
    assert 'role="alert"' in page
    assert form.get("a") != "一米半左右吧" or 'value="一米半左右吧"' in page
    assert not PracticeAnswer.objects.exists()


def test_strangers_practise_without_a_trace(client, lessons):
    answer = client.post(address(lessons["height"], "q.1"), {"a": place_of("q.1", "a")})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<strong>不对</strong>" in page
    assert "做法b" in page
    assert "现在学，不记在你名下" in page
    assert (PracticeAnswer.objects.count(), LessonDone.objects.count()) == (0, 0)
    assert "正确的是" not in client.get(lessons["height"].get_url()).content.decode()


def test_a_stranger_needs_no_token_and_who_is_signed_in_does(worker, lessons):
    form = {"a": place_of("q.1", "b")}
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(lessons["height"], "q.1"), form).status_code == 200
    strict.force_login(worker)
    assert strict.post(address(lessons["height"], "q.1"), form).status_code == 403
    assert not PracticeAnswer.objects.exists()


def test_guessing_is_slowed_down(learner, client, lessons):
    form = {"a": place_of("q.1", "a")}
    codes = [learner.post(address(lessons["height"], "q.1"), form).status_code for _ in range(31)]
    assert codes == [302] * 30 + [429]
    assert "试得太多了" in learner.post(address(lessons["height"], "q.1"), form).content.decode()
    assert client.post(address(lessons["height"], "q.1"), form).status_code == 200
    assert SignInEvent.objects.filter(action="practice").count() == 62


def test_a_question_of_another_lesson_is_not_answered_here(learner, lessons):
    assert learner.post(address(lessons["height"], "q.2"), {"a": ["1"]}).status_code == 404
    assert learner.post(address(lessons["height"], "nope"), {"a": ["1"]}).status_code == 404


def test_the_script_gets_the_verdict_and_the_foot(learner, lessons):
    form = {"a": place_of("q.1", "b"), "uuid": str(uuid.uuid4())}
    answer = learner.post(address(lessons["height"], "q.1"), form, headers={"accept": "application/json"})
    facts = answer.json()
    assert (facts["right"], facts["kept"], facts["done"]) == (True, True, True)
    assert "答对了" in facts["check"]
    assert "这一课学完了" in facts["foot"]
    again = learner.post(address(lessons["height"], "q.1"), {}, headers={"accept": "application/json"})
    assert again.status_code == 422
    assert again.json()["message"] == "先选一个答案。"
    assert "这样做才稳当" not in again.json()["check"]


def test_an_answer_of_somebody_else_is_not_taken(learner, client, make_person, lessons):
    other = account_key(make_person())
    form = {"a": place_of("q.1", "b"), "uuid": str(uuid.uuid4()), "account": other}
    for who in (learner, client):
        assert who.post(address(lessons["height"], "q.1"), form).status_code == 409
    assert not PracticeAnswer.objects.exists()


def test_a_lesson_without_checks_is_read(learner, worker, lessons):
    assert learner.post(f"/learn/lessons/{lessons['height'].pk}/done/").status_code == 422
    page = lessons["height"]
    page.body = [(block.block_type, block.value) for block in page.body if block.block_type != "check"]
    page.save_revision().publish()
    assert "我读完了" in learner.get(page.get_url()).content.decode()
    assert learner.post(f"/learn/lessons/{page.pk}/done/").url == f"{page.get_url()}#foot"
    assert LessonDone.objects.get().person == worker
    assert "这一课学完了" in learner.get(page.get_url()).content.decode()
