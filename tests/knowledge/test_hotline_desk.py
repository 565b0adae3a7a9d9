"""The desk's pages: the queue, every deed, what is written down, and who is turned away."""

import datetime
import zoneinfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from knowledge.hotline_reading import templates
from knowledge.models import Question, QuestionMove, QuestionNotice
from knowledge.services import question_desk
from knowledge.services.answered import draft_from
from knowledge.services.questions import Given, ask_question
from knowledge.views import desk
from portal import clock
from portal.rules.roles import Role
from tests.knowledge.factories import make_regulation, make_version


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


@pytest.mark.covers("H-02")
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


def test_the_asker_reads_the_hour_that_was_promised(db, page, client):
    """Also when it lies after the limit of the answer, as long as it lies before that of closing."""
    given = Given(text="老板三个月没发工资")
    question, code = ask_question(given=given, nonce="promised", address="10.0.0.8", now=clock.now())
    at = clock.now().astimezone(zoneinfo.ZoneInfo("Asia/Shanghai")) + datetime.timedelta(days=4)
    html = page(question, "promise", at=f"{at:%Y-%m-%dT%H:%M}").content.decode()
    hour = f"{at.month}月{at.day}日 {at:%H:%M}"
    assert f"答应提问的人：{hour} 前" in html
    assert f"答应你 {hour} 前答复" in client.post("/hotline/track/", {"code": code}).content.decode()


def test_a_published_answer_begins_with_the_articles_it_names(db, page):
    make_version(make_regulation(), datetime.date(2020, 1, 1), {"1": "先付清。", "2": "再算账。"})
    question = ask()
    page(question, "answer", text="看《脚手架测试条例》第一条、第二条，还是第一条。")
    draft = draft_from(Question.objects.get(pk=question.pk))
    assert draft["cites"] == "脚手架测试条例第一条\n脚手架测试条例第二条"


def test_an_opening_is_read_whole_without_javascript(db, page):
    html = page(ask(), "take").content.decode()
    shown = html.split("常用的开头")[1].split("<form")[0]
    assert all(shown.count(escape(row["text"])) == 2 for row in templates())


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


def test_a_question_is_found_by_its_number(db, signed_in, seat):
    question, client = ask(), signed_in(seat)
    assert client.get("/desk/hotline/", {"number": f" {question.pk} "}).url == f"/desk/hotline/{question.pk}/"
    for typed in ("999999", "第一号", "9" * 40, "-1"):
        assert "没有这个号" in client.get("/desk/hotline/", {"number": typed}, follow=True).content.decode()


@pytest.mark.parametrize("queue", desk.QUEUES)
def test_no_page_of_the_queue_sorts_or_counts_all_there_are(db, monkeypatch, signed_in, seat, queue):
    """However many there are, an index holds them in the order of the page, and only those turned to are counted."""
    monkeypatch.setattr(desk, "MOST", 3)
    monkeypatch.setattr(desk, "ON_A_PAGE", 1)
    Question.objects.bulk_create(
        Question(
            code_hash=f"{state} {n}", text="工资", text_hash="", state=state, owner=seat,
            received_at=at, first_due_at=at, close_due_at=at, keep_until=at.date(),
        )
        for n, at in enumerate(clock.now() - datetime.timedelta(hours=n) for n in range(5))
        for state in Question.State.values
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        html = signed_in(seat).get("/desk/hotline/", {"queue": queue, "page": 3}).content.decode()
    assert "第 3 / 3 页" in html
    assert "这里只翻得到前 3 个" in html
    read = [one["sql"] for one in asked if "ORDER BY" in one["sql"] and "knowledge_question" in one["sql"]]
    assert read
    with connection.cursor() as cursor:
        for sql in read if connection.vendor == "sqlite" and queue != "mine" else ():
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            assert "TEMP B-TREE" not in str(cursor.fetchall()), sql
    counted = [one["sql"] for one in asked if "COUNT(" in one["sql"] and 'knowledge_question"' in one["sql"]]
    assert all("to_do" in sql or "LIMIT 3" in sql for sql in counted), counted
