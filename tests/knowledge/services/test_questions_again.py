"""The same form at the same moment, danger in a later word, merging back, forgetting: nothing twice, all heard."""

import datetime

import pytest
from django.core.files.base import ContentFile

from knowledge.hotline_reading import as_asker
from knowledge.models import Question, QuestionEntry, QuestionNotice
from knowledge.rules import hotline
from knowledge.services import question_desk, question_notices
from knowledge.services.questions import Given, ask_question, say_more
from portal.models import Attachment, Message, Person, SignInEvent
from portal.rules.roles import Role
from portal.services.refusal import Refused
from tests.knowledge.factories import make_regulation, make_version
from tests.portal.files import picture

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DANGER = "又有人从架子上摔下来了，昏迷"


@pytest.fixture
def seat(make_person, post, platform) -> Person:
    person = make_person("坐席甲", username="seat", phone="+8613800000010")
    post(person, Role.HOTLINE, organisation=platform)
    return person


class Meanwhile(list):
    """Files of a form; while they are counted, the same form comes in a second time and is kept."""

    def __init__(self, deed, files):
        super().__init__(files)
        self.deed = deed

    def __len__(self) -> int:
        deed, self.deed = self.deed, None
        if deed:
            deed()
        return super().__len__()


def ask(text="老板三个月没发工资", nonce="n1", **more) -> Question:
    return ask_question(given=Given(text=text, **more), nonce=nonce, address="10.0.0.1", now=NOW)[0]


def say(question, text, nonce="f1", at=NOW + HOUR, files=(), kind="follow_up") -> QuestionEntry:
    return say_more(question=question, text=text, kind=kind, nonce=nonce, address="10.0.0.1", now=at, files=files)


def photo():
    return ("a.jpg", ContentFile(picture()))


def urgent() -> int:
    return Message.objects.filter(kind="hotline_urgent").count()


def test_a_form_tapped_twice_at_once_is_one_question(db):
    first = []
    files = Meanwhile(lambda: first.append(ask(files=[photo()])), [photo()])
    assert [ask(files=files)] == first
    assert (Question.objects.count(), Attachment.objects.count()) == (1, 1)
    assert SignInEvent.objects.filter(action="ask").count() == 2  # one try, by its number and its address


def test_a_further_word_tapped_twice_at_once_is_one(db, seat):
    question = ask()
    first = []
    files = Meanwhile(lambda: first.append(say(question, "总包也不给", files=[photo()])), [photo()])
    assert [say(question, "总包也不给", files=files)] == first
    assert (QuestionEntry.objects.count(), Attachment.objects.count()) == (1, 1)


def test_an_answer_sent_twice_is_one_and_may_be_given_again_later(db, seat):
    question = ask(phone="13800138000", by_sms=True)
    for _ in range(2):
        question_desk.answer(question=question, text="先找总包要。", by=seat, now=NOW)
    assert (QuestionEntry.objects.count(), QuestionNotice.objects.count()) == (1, 1)
    say(question, "再说一遍？")
    question_desk.answer(question=question, text="先找总包要。", by=seat, now=NOW + 2 * HOUR)
    assert QuestionNotice.objects.count() == 2


def test_danger_in_a_word_after_the_answer_is_heard_again(db, seat):
    question = ask(text="有人从架子上摔下来了，昏迷")
    question_desk.answer(question=question, text="先打 120。", by=seat, now=NOW)
    assert urgent() == 1
    say(question, DANGER)
    assert urgent() == 2


def test_danger_is_heard_where_the_desk_had_lowered_the_question(db, seat):
    question = ask(text="有人从架子上摔下来了，昏迷")
    question_desk.turn(question=question, level=hotline.NORMAL, by=seat, now=NOW)
    say(question, DANGER)
    assert urgent() == 2


def test_danger_brings_a_question_out_of_the_spam(db, seat):
    question = ask(text="代开发票 加微信 abc")
    assert question.state == Question.State.SPAM
    say(question, "工资还没发")
    question.refresh_from_db()
    assert question.state == Question.State.SPAM
    say(question, DANGER, nonce="f2")
    question.refresh_from_db()
    assert (question.state, question.urgency, urgent()) == (Question.State.NEW, hotline.NOW, 1)


def test_what_sounds_more_urgent_now_is_due_as_if_it_had_come_in_so(db, seat):
    question = ask()
    say(question, DANGER)
    question.refresh_from_db()
    due = hotline.limits(hotline.NOW, NOW + HOUR)
    assert (question.first_due_at, question.close_due_at) == (due.first, due.close)


def test_a_later_word_never_puts_a_limit_off(db, seat):
    question = ask(text="有人从架子上摔下来了，昏迷")
    before = question.first_due_at
    say(question, DANGER)
    question.refresh_from_db()
    assert question.first_due_at == before


def test_merging_back_leaves_no_question_merged_into_itself(db, seat):
    first, second = ask(), ask(text="木工班没发工资", nonce="n2")
    question_desk.merge(question=first, into=second, by=seat, now=NOW)
    say(first, "还没发")
    question_desk.merge(question=second, into=first, by=seat, now=NOW + 2 * HOUR)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.merged_into, second.merged_into) == (second, first)


def test_a_forgotten_question_is_not_listed_empty_for_the_client(db, seat, handler, project):
    question = ask(may_share=True, project=project)
    question_desk.share_masked(question=question, text="一名工人说三个月没发工资。", by=seat, now=NOW)
    question_desk.close(question=question, by=seat, now=NOW, why="电话里答复了")
    assert Question.objects.shared_with(handler).exists()
    assert question_notices.forget_old(now=NOW + datetime.timedelta(days=740)) == 1
    assert not Question.objects.shared_with(handler).exists()


def days(count: int) -> datetime.datetime:
    return NOW + datetime.timedelta(days=count)


def test_an_answered_question_in_which_nothing_moves_is_closed_and_then_forgotten(db, seat):
    question = ask()
    question_desk.answer(question=question, text="先找总包要。", by=seat, now=NOW)
    say(question, "", kind="thanks", at=days(30))
    question_desk.look(question=question, by=seat, now=days(119))  # looking is no movement
    assert question_notices.close_quiet(now=days(119)) == 0
    assert question_notices.close_quiet(now=days(121)) == 1
    question.refresh_from_db()
    assert (question.state, question.closed_at) == ("closed", days(121))
    assert question.moves.filter(verb="close", by=None, why="90 天没有动静").count() == 1
    assert question_notices.close_quiet(now=days(122)) == 0
    assert question_notices.forget_old(now=days(740)) == 1
    question.refresh_from_db()
    with pytest.raises(Refused, match="保存期满"):
        say(question, "还没给", at=days(741))


def test_a_question_nobody_answered_waits_two_years_and_goes(db):
    question = ask()
    assert question_notices.close_quiet(now=days(700)) == 0
    assert question_notices.forget_old(now=days(740)) == 0
    assert question_notices.close_quiet(now=days(740)) == 1
    assert question_notices.forget_old(now=days(740)) == 1
    question.refresh_from_db()
    assert (question.text, question.state, question.answered_at) == ("", "closed", None)


def test_words_still_exchanged_after_two_years_are_kept_until_they_rest(db, seat):
    question = ask()
    question_desk.answer(question=question, text="先找总包要。", by=seat, now=NOW)
    say(question, "还没给", at=days(725))
    for day in (740, 810):
        assert question_notices.close_quiet(now=days(day)) + question_notices.forget_old(now=days(day)) == 0
    assert question_notices.close_quiet(now=days(816)) == 1
    assert question_notices.forget_old(now=days(816)) == 1


def test_an_answer_after_midnight_names_the_law_of_the_new_day(db, seat):
    """00:30 in Shanghai is still the day before in UTC, where the database counts."""
    law = make_regulation(title="半夜测试条例")
    make_version(law, datetime.date(2020, 1, 1), {"1": "旧的第一条。"})
    make_version(law, datetime.date(2027, 1, 1), {"1": "新的第一条。", "2": "只有新法有第二条。"})
    question = ask()
    night = datetime.datetime(2026, 12, 31, 16, 30, tzinfo=datetime.UTC)
    question_desk.answer(question=question, text="看《半夜测试条例》第二条。", by=seat, now=night)
    [(_, runs)] = as_asker(Question.objects.get(), datetime.date(2027, 1, 1))["entries"]
    assert [words for words, url in runs if url] == ["第二条"]


def test_a_question_is_given_only_to_somebody_on_the_desk(db, seat, handler):
    question = ask()
    with pytest.raises(Refused) as refused:
        question_desk.assign(question=question, to=handler, by=seat, now=NOW)
    assert refused.value.field == "to"
    question.refresh_from_db()
    assert question.owner is None


def test_a_masked_text_without_consent_is_for_nobody(db, seat, handler, project):
    """Should consent ever be taken back: what was masked before is not read any more."""
    question = ask(may_share=True, project=project)
    question_desk.share_masked(question=question, text="一名工人说三个月没发工资。", by=seat, now=NOW)
    Question.objects.update(may_share=False)
    assert not Question.objects.shared_with(handler).exists()
