"""Letters become questions, replies find their question, forged ones do not, and nothing is lost."""

import datetime
from email.message import EmailMessage

import pytest
from django.core import mail

from knowledge.models import Question, QuestionEntry
from knowledge.services import question_desk, question_notices
from knowledge.services.hotline_mail import receive_letter
from portal.models import Attachment
from portal.rules.letters import read_letter
from portal.rules.roles import Role
from tests.portal.files import archive, picture

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)


@pytest.fixture
def seat(make_person, post, platform):
    person = make_person("坐席甲", username="seat", phone="+8613800000010")
    post(person, Role.HOTLINE, organisation=platform)
    return person


def letter(message_id="<a@x>", text="三个月没发工资", sender="worker@x.cn", subject="问工资", references=(), files=()):
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = sender, subject, message_id
    if references:
        made["References"] = " ".join(references)
    made.set_content(text)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return receive_letter(letter=read_letter(made.as_bytes()), now=NOW)


def test_the_answer_goes_back_in_the_thread_and_the_reply_finds_it(db, seat, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    question = letter()
    assert (question.way, question.text) == ("mail", "问工资\n\n三个月没发工资")
    question_desk.answer(question=question, text="先找总包。", by=seat, now=NOW)
    assert question_notices.sweep(now=NOW) == {"sent": 1}
    [sent] = mail.outbox
    assert sent.to == ["worker@x.cn"]
    assert sent.extra_headers["In-Reply-To"] == "<a@x>"
    reply = letter(
        "<b@x>",
        "总包也不给\n\n在 2026年11月28日，明白 写道：\n> 先找总包。",
        references=[sent.extra_headers["Message-ID"]],
    )
    assert isinstance(reply, QuestionEntry)
    assert (reply.question, reply.text) == (question, "总包也不给")


def test_the_same_letter_twice_is_one(db):
    assert letter() == letter()
    assert Question.objects.count() == 1


def test_a_forged_reference_opens_its_own_question(db):
    question = letter()
    for number, reference in enumerate([f"<hotline-{question.pk}-1@localhost>", "<a@x>"]):
        other = letter(f"<c{number}@x>", "给我看看", sender="somebody@else.cn", references=[reference])
        assert isinstance(other, Question)
        assert other != question
    assert not question.entries.exists()


def test_what_cannot_be_kept_is_named(db):
    files = [("a.jpg", picture()), ("bomb.zip", archive("x")), ("b.jpg", b"not a picture"), ("empty.png", b"")]
    question = letter(files=files)
    assert Attachment.objects.count() == 1
    for name in ("bomb.zip", "b.jpg", "empty.png"):
        assert f"附件“{name}”没有收下" in question.text


def test_an_empty_letter_and_a_very_long_one_are_kept(db):
    assert "信里没有文字" in letter(subject="", text="").text
    assert len(letter("<long@x>", "长" * 1_000_000).text) <= 100_300


def test_a_flood_goes_to_the_spam_and_is_not_lost(db):
    states = [letter(f"<{n}@x>", f"第{n}封").state for n in range(14)]
    assert states.count("spam") == 4
    assert Question.objects.count() == 14
