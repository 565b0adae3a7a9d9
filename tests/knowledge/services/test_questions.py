"""Asking, tracking, asking further; floods and spam; the desk's verbs; who may read what."""

import datetime

import pytest
from django.core.files.base import ContentFile

from knowledge.models import Question, QuestionEntry, QuestionMove, QuestionNotice
from knowledge.models.hotline import OnlyAdded
from knowledge.rules import hotline
from knowledge.services import question_desk, question_notices
from knowledge.services.questions import Given, ask_question, find_question, say_more
from portal.models import Attachment, Message, Person
from portal.rules.roles import Role
from portal.services.attachments import may_read
from portal.services.limiting import TooOften
from portal.services.people import reseal_documents
from portal.services.refusal import Refused
from portal.sms import MemorySms
from tests.portal.files import picture

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture
def seat(make_person, post, platform) -> Person:
    person = make_person("坐席甲", username="seat", phone="+8613800000010")
    post(person, Role.HOTLINE, organisation=platform)
    return person


@pytest.fixture
def second_seat(make_person, post, platform) -> Person:
    person = make_person("坐席乙", username="seat2", phone="+8613800000011")
    post(person, Role.HOTLINE, organisation=platform)
    return person


def ask(text="老板三个月没发工资", nonce="n1", address="10.0.0.1", now=NOW, **more) -> tuple[Question, str]:
    return ask_question(given=Given(text=text, **more), nonce=nonce, address=address, now=now)


def test_a_question_is_found_by_its_code_alone(db):
    question, code = ask()
    assert code not in repr(Question.objects.values().get())
    found = find_question(code=hotline.shown_code(code).lower(), address="10.0.0.9", now=NOW)
    assert found == question
    with pytest.raises(Refused) as refused:
        find_question(code="ABCD-2345", address="10.0.0.9", now=NOW)
    assert refused.value.field == "code"


def test_the_same_form_twice_is_one_question(db):
    assert ask() == ask()
    assert Question.objects.count() == 1


def test_codes_cannot_be_tried_out(db):
    for _ in range(60):
        with pytest.raises(Refused):
            find_question(code="ABCD-2345", address="10.0.0.9", now=NOW)
    with pytest.raises(TooOften):
        find_question(code="ABCD-2345", address="10.0.0.9", now=NOW)


def test_who_asked_is_sealed_and_apart(db):
    question, _ = ask(phone="138 0013 8000", by_sms=True)
    assert "13800138000" not in repr(Question.objects.values().get())
    assert "13800138000" not in question.contact.phone_sealed


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": "  \u200b "}, "text"),
        ({"text": "长" * 4001}, "text"),
        ({"phone": "1380013800"}, "phone"),
        ({"by_sms": True}, "phone"),
        ({"files": [("a.jpg", ContentFile(b"PK\x03\x04 no picture"))]}, "photos"),
        ({"files": [("a.jpg", ContentFile(b"\xff\xd8\xff" + b"0" * 11_000_000))]}, "photos"),
        ({"files": [("a.jpg", ContentFile(b"x"))] * 7}, "photos"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_is_kept(db, more, field):
    with pytest.raises(Refused) as refused:
        ask(**({"text": "老板没发工资"} | more))
    assert refused.value.field == field
    assert not Question.objects.exists()
    assert not Attachment.objects.exists()


def test_a_number_asks_three_times_an_hour(db):
    for n in range(3):
        ask(text=f"第{n}个问题", nonce=f"n{n}", phone="13800138000", address=f"10.0.0.{n}")
    with pytest.raises(TooOften):
        ask(text="又一个", nonce="n9", phone="13800138000", address="10.0.0.9")
    assert ask(text="又一个", nonce="n9", phone="13800138000", now=NOW + datetime.timedelta(hours=2))


def test_an_address_floods_no_further_than_its_limit(db):
    for n in range(10):
        ask(text=f"第{n}个问题", nonce=f"n{n}")
    with pytest.raises(TooOften):
        ask(text="又一个", nonce="n11")
    assert Question.objects.count() == 10


def test_spam_is_kept_apart_and_tells_nobody(db, seat):
    trapped, _ = ask(text="有人要跳楼", trap="http://x")
    advert, _ = ask(text="代开发票 加微信 abc", nonce="n2")
    assert {trapped.state, advert.state} == {Question.State.SPAM}
    assert not Message.objects.exists()


def test_the_same_words_again_and_again_are_spam(db):
    states = [ask(nonce=f"n{n}", address=f"10.0.0.{n}")[0].state for n in range(4)]
    assert states == ["new", "new", "new", "spam"]


def test_danger_alerts_everybody_on_the_desk_once(db, seat, second_seat, handler):
    question, _ = ask(text="有人从架子上摔下来了，昏迷")
    assert question.urgency == hotline.NOW
    told = Message.objects.filter(kind="hotline_urgent")
    assert {message.person for message in told} == {seat, second_seat}
    assert all("摔下来" not in message.title + message.body for message in told)


def test_contacts_follow_a_new_key(db, seat, settings):
    question, _ = ask(phone="13800138000")
    settings.IDENTITY_KEYS = ["a-new-key", *settings.IDENTITY_KEYS]
    assert reseal_documents() == 1
    settings.IDENTITY_KEYS = ["a-new-key"]
    question = Question.objects.get()
    assert question_desk.open_contact(question=question, by=seat, now=NOW)[0] == "+8613800138000"


def test_answer_follow_up_thanks(db, seat):
    question, _ = ask(phone="13800138000", by_sms=True)
    question_desk.take_over(question=question, by=seat, now=NOW)
    question_desk.answer(question=question, text="先找总包要。《保障农民工工资支付条例》第30条。", by=seat, now=LATER)
    question.refresh_from_db()
    assert (question.state, question.owner, question.answered_at) == ("answered", seat, LATER)
    for _ in range(2):
        say_more(question=question, text="总包也不给", kind="follow_up", nonce="f1", address="1.1.1.1", now=LATER)
    question.refresh_from_db()
    assert question.state == "assigned"
    assert Message.objects.filter(person=seat, kind="hotline").count() == 1
    say_more(question=question, text="", kind="thanks", nonce="f2", address="1.1.1.1", now=LATER)
    assert list(question.entries.values_list("kind", flat=True)) == ["answer", "follow_up", "thanks"]


def test_entries_and_moves_are_only_added(db, seat):
    question, _ = ask()
    note = question_desk.add_note(question=question, text="已打电话", by=seat, now=NOW)
    for deed in (note.save, note.delete, QuestionMove.objects.all().delete, QuestionEntry.objects.all().delete):
        with pytest.raises(OnlyAdded):
            deed()


def test_the_sms_says_only_that_there_is_an_answer(db, seat, settings):
    settings.SMS_BACKEND = "portal.sms.MemorySms"
    MemorySms.texts.clear()
    question, _ = ask(phone="13800138000", by_sms=True)
    question_desk.answer(question=question, text="先找总包要工资。", by=seat, now=NOW)
    assert question_notices.sweep(now=LATER) == {"sent": 1}
    assert question_notices.sweep(now=LATER) == {}
    [(number, text)] = MemorySms.texts
    assert number == "+8613800138000"
    assert "总包" not in text


def test_a_notice_whose_sender_died_is_sent_again_only_by_hand(db, seat, settings):
    settings.SMS_BACKEND = "portal.sms.MemorySms"
    question, _ = ask(phone="13800138000", by_sms=True)
    question_desk.answer(question=question, text="先找总包要工资。", by=seat, now=NOW)
    QuestionNotice.objects.update(state="sending", leased_until=NOW)
    assert question_notices.sweep(now=LATER) == {"unsure": 1}
    assert question_notices.sweep(now=LATER) == {}
    question_notices.retry(notice=QuestionNotice.objects.get(), by=seat, now=LATER)
    assert question_notices.sweep(now=LATER) == {"sent": 1}


def test_an_answer_names_no_number(db, seat):
    question, _ = ask()
    with pytest.raises(Refused) as refused:
        question_desk.answer(question=question, text="打 13912345678 找他", by=seat, now=NOW)
    assert refused.value.field == "text"
    question_desk.answer(question=question, text="打 12333 问人社局。", by=seat, now=NOW)


def test_merging_shows_the_answer_to_both_and_keeps_their_words_apart(db, seat):
    first, _ = ask(text="木工班没发工资", phone="13800138001", by_sms=True)
    second, code = ask(text="我们木工班工资没发", nonce="n2", phone="13800138002", by_sms=True)
    question_desk.merge(question=second, into=first, by=seat, now=NOW)
    question_desk.answer(question=first, text="先找总包。", by=seat, now=NOW)
    assert find_question(code=code, address="1.1.1.1", now=NOW).merged_into == first
    assert set(QuestionNotice.objects.values_list("question", flat=True)) == {first.pk, second.pk}


def test_closing_without_an_answer_needs_a_reason(db, seat):
    question, _ = ask()
    with pytest.raises(Refused) as refused:
        question_desk.close(question=question, by=seat, now=NOW)
    assert refused.value.field == "why"
    question_desk.close(question=question, by=seat, now=NOW, why="电话里答复了")
    with pytest.raises(Refused):
        question_desk.take_over(question=question, by=seat, now=NOW)
    question_desk.reopen(question=question, by=seat, now=LATER, why="又来电话")
    question.refresh_from_db()
    assert question.state == "new" or question.owner == seat


def test_a_promise_lies_between_now_and_the_limit(db, seat):
    question, _ = ask()
    for at in (NOW, question.close_due_at + datetime.timedelta(hours=1)):
        with pytest.raises(Refused):
            question_desk.promise(question=question, at=at, by=seat, now=NOW)
    question_desk.promise(question=question, at=LATER, by=seat, now=NOW)
    question.refresh_from_db()
    assert question.due_at == LATER


@pytest.mark.parametrize("verb", ["take_over", "mark_spam", "close"])
def test_only_the_desk_does_anything(db, handler, make_person, post, client_company, verb):
    question, _ = ask()
    agent_of_client = make_person("客户的坐席", username="cs")
    post(agent_of_client, Role.HOTLINE, organisation=client_company)
    for person in (handler, agent_of_client):
        with pytest.raises(Refused):
            getattr(question_desk, verb)(question=question, by=person, now=NOW)
    assert not Question.objects.visible_to(handler).exists()
    assert not Question.objects.visible_to(agent_of_client).exists()


def test_clients_read_only_what_was_agreed_and_masked(db, seat, handler, outsider, project, crew, make_person, post):
    leader = make_person("班组长", username="leader")
    post(leader, Role.CREW_LEADER, project=project, crew=crew)
    agreed, _ = ask(may_share=True, project=project)
    refused, _ = ask(text="别告诉老板", nonce="n2", project=project)
    assert not Question.objects.shared_with(handler).exists()
    question_desk.share_masked(question=agreed, text="一名工人说三个月没发工资。", by=seat, now=NOW)
    with pytest.raises(Refused):
        question_desk.share_masked(question=refused, text="没有同意", by=seat, now=NOW)
    assert list(Question.objects.shared_with(handler)) == [agreed]
    for person in (outsider, leader):
        assert not Question.objects.shared_with(person).exists()


def test_a_masked_text_names_nobody(db, seat, project):
    question, _ = ask(may_share=True, project=project)
    with pytest.raises(Refused) as refused:
        question_desk.share_masked(question=question, text="电话 13912345678 的人说没发工资", by=seat, now=NOW)
    assert refused.value.field == "masked"


def test_photos_are_for_the_desk_after_a_look(db, seat, handler, project):
    question, _ = ask(may_share=True, project=project, files=[("a.jpg", ContentFile(picture(located=True)))])
    photo = Attachment.objects.get()
    assert not may_read(photo, seat)
    question_desk.look(question=question, by=seat, now=datetime.datetime.now(tz=datetime.UTC))
    assert may_read(photo, seat)
    assert not may_read(photo, handler)
    assert question.moves.filter(verb="look", by=seat).count() == 1


def test_every_opening_of_a_number_is_written_down(db, seat):
    question, _ = ask(phone="13800138000")
    assert question_desk.open_contact(question=question, by=seat, now=NOW) == ("+8613800138000", "")
    assert question.moves.filter(verb="look_contact", by=seat).count() == 1


def test_after_two_years_the_words_go_and_the_count_stays(db, seat, django_capture_on_commit_callbacks):
    question, _ = ask(phone="13800138000", files=[("a.jpg", ContentFile(picture()))])
    question_desk.close(question=question, by=seat, now=NOW, why="电话里答复了")
    assert question_notices.forget_old(now=NOW + datetime.timedelta(days=700)) == 0
    assert question_notices.forget_old(now=NOW + datetime.timedelta(days=740)) == 1
    question = Question.objects.get()
    assert question.text == ""
    assert not hasattr(question, "contact")
    assert not Attachment.objects.exists()
