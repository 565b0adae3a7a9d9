"""The desk's pages: the queue, every deed, what is written down, and who is turned away."""

import datetime

import pytest

from knowledge.models import Question, QuestionMove, QuestionNotice
from knowledge.services import question_desk
from knowledge.services.questions import Given, ask_question
from portal import clock
from portal.rules.roles import Role


@pytest.fixture
def seat(make_person, post, platform):
    person = make_person("坐席甲", username="seat", phone="+8613800000010")
    post(person, Role.HOTLINE, organisation=platform)
    return person


@pytest.fixture
def second_seat(make_person, post, platform):
    person = make_person("坐席乙", username="seat2", phone="+8613800000011")
    post(person, Role.HOTLINE, organisation=platform)
    return person


def ask(text="老板三个月没发工资", nonce="n1", **more) -> Question:
    given = Given(text=text, **more)
    return ask_question(given=given, nonce=nonce, address=f"10.0.0.{len(nonce)}", now=clock.now())[0]


@pytest.fixture
def page(signed_in, seat):
    client = signed_in(seat)

    def send(question, deed, **fields):
        return client.post(f"/desk/hotline/{question.pk}/", {"deed": deed} | fields, follow=True)

    return send


@pytest.mark.parametrize(
    "address",
    [
        "/desk/hotline/",
        "/desk/hotline/numbers/",
        "/desk/hotline/notices/",
        "/desk/hotline/answered/",
        "/desk/hotline/1/",
    ],
)
def test_nobody_else_learns_of_the_desk(db, client, signed_in, handler, address):
    assert client.get(address).status_code == 302
    assert signed_in(handler).get(address).status_code == 404


def test_the_most_urgent_stands_first_in_few_queries(db, signed_in, seat, django_assert_max_num_queries):
    for n in range(12):
        ask(text=f"第{n}个：工资没发", nonce="x" * (n + 1))
    ask(text="有人要跳楼", nonce="urgent")
    client = signed_in(seat)
    with django_assert_max_num_queries(12):
        html = client.get("/desk/hotline/").content.decode()
    assert html.index("有人要跳楼") < html.index("工资没发")


def test_a_question_is_worked_through(db, page, seat, second_seat, project):
    question = ask(phone="13800138000", by_sms=True, may_share=True)
    later = clock.now() + datetime.timedelta(hours=3)
    for deed, fields, state in [
        ("take", {}, "assigned"),
        ("note", {"note": "打过电话"}, "assigned"),
        ("promise", {"at": f"{later:%Y-%m-%dT%H:%M}"}, "assigned"),
        ("turn", {"level": "1"}, "assigned"),
        ("file", {"project": str(project.pk)}, "assigned"),
        ("share", {"masked": "一名工人说工资没发。"}, "assigned"),
        ("answer", {"text": "先找总包要。"}, "answered"),
        ("assign", {"to": str(second_seat.pk)}, "answered"),
        ("close", {"why": ""}, "closed"),
        ("reopen", {"why": "又来电话"}, "assigned"),
        ("spam", {}, "spam"),
        ("not_spam", {}, "assigned"),
    ]:
        assert page(question, deed, **fields).status_code == 200
        question.refresh_from_db()
        assert question.state == state, deed
    assert question.owner == second_seat
    assert QuestionNotice.objects.count() == 1
    verbs = set(question.moves.values_list("verb", flat=True))
    assert {"take", "promise", "turn", "file", "mask", "answer", "assign", "close", "reopen", "spam", "look"} <= verbs


def test_what_is_refused_stands_beside_its_field(db, page):
    question = ask()
    for deed, fields, said in [
        ("answer", {"text": "打 13912345678"}, "个人号码"),
        ("close", {"why": ""}, "还没有写答复"),
        ("merge", {"into": "999999"}, "没有这个号"),
        ("promise", {"at": "2020-01-01T10:00"}, "已经过了"),
        ("share", {"masked": "x"}, "没有同意"),
        ("assign", {"to": ""}, "请选人"),
    ]:
        assert said in page(question, deed, **fields).content.decode(), deed
    question.refresh_from_db()
    assert question.state == "new"


def test_a_number_is_shown_once_and_written_down(db, page, seat, signed_in):
    question = ask(phone="13800138000")
    assert "13800138000" not in signed_in(seat).get(f"/desk/hotline/{question.pk}/").content.decode()
    assert "+8613800138000" in page(question, "contact").content.decode()
    assert QuestionMove.objects.filter(verb="look_contact", by=seat).count() == 1


def test_a_client_reads_the_masked_words_alone(db, signed_in, seat, handler, outsider, project):
    question = ask(text="我是木工班老王，工资没发", phone="13800138000", may_share=True, project=project)
    question_desk.share_masked(question=question, text="一名工人说工资没发。", by=seat, now=clock.now())
    html = signed_in(handler).get("/desk/hotline/shared/").content.decode()
    assert "一名工人说工资没发" in html
    assert "老王" not in html
    assert "一名工人" not in signed_in(outsider).get("/desk/hotline/shared/").content.decode()


def test_numbers_count_what_is_real(db, signed_in, seat, project):
    for n in range(4):
        ask(text=f"第{n}个：工资没发", nonce="x" * (n + 1), project=project)
    ask(text="代开发票 加微信 abc", nonce="spam-spam")
    html = signed_in(seat).get("/desk/hotline/numbers/").content.decode()
    assert "<b>4</b><span>来问" in html
    assert "甲项目：这一周 4 个" in html


def test_a_troubled_notice_is_sent_again_by_hand(db, signed_in, seat):
    question = ask(phone="13800138000", by_sms=True)
    question_desk.answer(question=question, text="先找总包。", by=seat, now=clock.now())
    QuestionNotice.objects.update(state="failed")
    client = signed_in(seat)
    assert "1 条答复通知" in client.get("/desk/hotline/").content.decode()
    client.post("/desk/hotline/notices/", {"notice": QuestionNotice.objects.get().pk})
    assert QuestionNotice.objects.get().state == "queued"


@pytest.mark.parametrize("asked", ["", "abc", "-1", "9" * 30])
def test_a_notice_that_is_none_is_not_there(client, seat, asked):
    client.force_login(seat)
    assert client.post("/desk/hotline/notices/", {"notice": asked}).status_code == 404
