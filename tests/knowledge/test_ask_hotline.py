"""The hotline for everyone: numbers, asking in two steps without JavaScript, the code, and bad input."""

import re
from importlib import import_module

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from knowledge.models import HotlineNumber, Question, QuestionEntry
from knowledge.services import question_desk
from portal import clock
from portal.models import Attachment
from portal.rules.roles import Role
from tests.portal.files import picture

views = import_module("knowledge.views.hotline")


@pytest.fixture(autouse=True)
def slow_hands(monkeypatch):
    """Nobody in these tests waits three seconds."""
    monkeypatch.setattr(views, "_FASTEST", 0)


@pytest.fixture
def seat(make_person, post, platform):
    person = make_person("坐席甲", username="seat", phone="+8613800000010")
    post(person, Role.HOTLINE, organisation=platform)
    return person


def token_of(html: str) -> str:
    return re.findall(r'name="token" value="([^"]+)"', html)[0]


def sent(client: Client, text="老板三个月没发工资", **more):
    page = client.get("/hotline/ask/").content.decode()
    fields = {"text": text, "step": "send", "agreed": "on", "token": token_of(page)} | more
    return client.post("/hotline/ask/", fields)


def code_of(answer) -> str:
    return re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", answer.content.decode())[0]


def test_the_page_is_light_and_kept_for_everybody(db, client):
    answer = client.get("/hotline/", headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert len(answer.content) < 40_000
    assert not answer.cookies
    html = answer.content.decode()
    assert "tel:120" in html
    assert "受<b>本平台</b>委托" in html


def test_editors_numbers_are_shown(db, client):
    HotlineNumber.objects.create(number="120", name="急救", for_what="伤了", hours="全天", urgent=True)
    HotlineNumber.objects.create(number="0755-12333", name="深圳人社", for_what="欠薪", hours="工作日", region="深圳")
    html = client.get("/hotline/").content.decode()
    assert "深圳人社" in html


def test_the_old_address_leads_there(db, client):
    assert client.get("/ask/").headers["Location"] == "/hotline/"


def test_two_steps_without_javascript(db, client):
    page = client.get("/hotline/ask/").content.decode()
    second = client.post("/hotline/ask/", {"text": "老板没发工资", "step": "look", "token": token_of(page)})
    html = second.content.decode()
    assert "老板没发工资</textarea>" in html
    done = client.post(
        "/hotline/ask/",
        {
            "text": "老板没发工资",
            "step": "send",
            "agreed": "on",
            "token": token_of(html),
            "photos": SimpleUploadedFile("a.jpg", picture()),
        },
    )
    assert "查询码" in done.content.decode()
    assert Question.objects.get().text == "老板没发工资"
    assert Attachment.objects.get().owner == Question.objects.get()


def test_sending_twice_shows_the_same_code(db, client):
    page = client.get("/hotline/ask/").content.decode()
    fields = {"text": "老板没发工资", "step": "send", "agreed": "on", "token": token_of(page)}
    first, second = client.post("/hotline/ask/", fields), client.post("/hotline/ask/", fields)
    assert code_of(first) == code_of(second)
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": " "}, "请写发生了什么"),
        ({"text": "长" * 5000}, "太长了"),
        ({"agreed": ""}, "再勾上"),
        ({"phone": "1380013800"}, "手机号是 11 位"),
        ({"token": "garbage"}, "再点一次提交"),
        ({"photos": SimpleUploadedFile("x.jpg", b"\x00\x00\x00\x18ftypmp42" + b"0" * 100)}, "这个文件是视频"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_stays(db, client, more, said):
    answer = sent(client, **({"site": "滨江二期"} | more))
    html = answer.content.decode()
    assert said in html
    assert 'value="滨江二期"' in html
    assert not Question.objects.exists()


def test_all_that_is_wrong_is_said_at_once(db, client):
    html = sent(client, agreed="", phone="123", by_sms="on").content.decode()
    assert "再勾上" in html
    assert "手机号是 11 位" in html


def test_a_million_characters_get_an_answer(db, client):
    answer = sent(client, text="长" * 1_000_000)
    assert answer.status_code == 413
    page = answer.content.decode()
    assert "<h1>填得太多了</h1>" in page
    assert "只留要紧的" in page
    assert "data-back" in page
    assert "长长" not in page


def test_markup_and_turning_signs_are_words(db, client, seat):
    answer = sent(client, text="<script>alert(1)</script>\u202e没发工资")
    html = client.post("/hotline/track/", {"code": code_of(answer)}).content.decode()
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html


def test_a_robot_is_not_told(db, client):
    assert code_of(sent(client, website="http://x"))
    assert Question.objects.get().state == "spam"


def test_too_fast_is_asked_again(db, client, monkeypatch):
    monkeypatch.setattr(views, "_FASTEST", 3)
    assert "太快" in sent(client).content.decode()
    assert not Question.objects.exists()


def test_answer_follow_up_and_thanks_by_the_code(db, client, seat):
    code = code_of(sent(client))
    question = Question.objects.get()
    question_desk.answer(question=question, text="先找总包。", by=seat, now=clock.now())
    question_desk.add_note(question=question, text="只给坐席看的话", by=seat, now=clock.now())
    html = client.post("/hotline/track/", {"code": code.lower()}).content.decode()
    assert "先找总包" in html
    assert "只给坐席看的话" not in html
    assert "坐席甲" not in html
    fields = {"code": code, "step": "follow_up", "text": "总包也不给", "token": token_of(html)}
    html = client.post("/hotline/track/", fields).content.decode()
    assert "收到了" in html
    assert 'value="thanks"' in html
    thanked = {"code": code, "step": "thanks", "text": "", "token": token_of(html)}
    assert 'value="thanks"' not in client.post("/hotline/track/", thanked).content.decode()
    assert list(QuestionEntry.objects.values_list("kind", flat=True)) == ["answer", "note", "follow_up", "thanks"]


def test_a_wrong_code_is_said_beside_its_field(db, client):
    assert "没有这个查询码" in client.post("/hotline/track/", {"code": "ABCD-2345"}).content.decode()
    assert "8 位字母和数字" in client.post("/hotline/track/", {"code": "1"}).content.decode()


def test_a_site_is_tied_by_its_poster(db, client, project):
    project.join_code = "poster"
    project.save()
    page = client.get("/hotline/ask/?at=poster").content.decode()
    assert 'name="at" value="poster"' in page
    sent(client, at="poster")
    assert Question.objects.get().project == project


def test_strangers_forms_need_their_token(db):
    assert Client(enforce_csrf_checks=True).post("/hotline/ask/", {"text": "x"}).status_code == 403


def test_what_is_near_is_posted(db, client, settings):
    settings.NEAREST = "tests.knowledge.near_for_tests.near"
    html = client.post("/hotline/nearest/", {"text": "没发工资"}).content.decode()
    assert "没发工资：先找总包" in html
    assert client.get("/hotline/nearest/").status_code == 405


def test_who_looks_too_often_for_what_is_near_is_put_off_and_may_still_ask(db, client, settings):
    settings.NEAREST = "tests.knowledge.near_for_tests.near"
    for _ in range(60):
        assert client.post("/hotline/nearest/", {"text": "没发工资"}).status_code == 200
    late = client.post("/hotline/nearest/", {"text": "没发工资"})
    assert late.status_code == 429
    assert "问题照样可以提交" in late.content.decode()
    assert client.post("/hotline/nearest/", {"text": "没发工资"}, REMOTE_ADDR="10.9.8.7").status_code == 200
    assert "提交，拿查询码" in client.post("/hotline/ask/", {"text": "没发工资", "step": "look"}).content.decode()
