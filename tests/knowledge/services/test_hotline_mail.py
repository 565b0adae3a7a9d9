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


@pytest.mark.covers("H-01")
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


def test_a_long_reply_is_kept_whole(db):
    question = letter()
    reply = letter("<b@x>", "长" * 30_000, references=["<a@x>"], files=[("b.jpg", b"not a picture")])
    assert isinstance(reply, QuestionEntry)
    assert reply.question == question
    assert reply.text.startswith("长" * 30_000)
    assert "附件“b.jpg”没有收下" in reply.text


def test_what_was_cut_off_is_said(db):
    assert "后面的没有收下" in letter(text="长" * 1_000_000).text


def test_a_broken_charset_and_letters_within_letters_lose_nothing(db):
    inner = EmailMessage()
    inner["Subject"] = "工友转来的"
    inner.set_content("里面的话")
    inner.add_attachment(picture(), maintype="image", subtype="jpeg", filename="<script>alert(1)</script>.jpg")
    middle = EmailMessage()
    middle["Subject"] = "再转"
    middle.set_content("中间的话")
    middle.add_attachment(inner)
    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Message-ID"] = "worker@x.cn", "占位", "<deep@x>"
    outer.set_content("占位正文")
    outer.add_attachment(middle)
    outer.add_attachment(archive("x"), maintype="application", subtype="zip", filename="bomb.zip")
    subject = "Subject: 占位".encode()
    raw = outer.as_bytes().replace(subject, subject)
    broken = raw.replace(b'charset="utf-8"', b'charset="x-no-such"', 1).replace(b"=?utf-8?b?", b"=?gb2312?b?", 1)
    question = receive_letter(letter=read_letter(broken), now=NOW)
    for words in ("占位正文", "中间的话", "里面的话", "附件“bomb.zip”没有收下"):
        assert words in question.text
    kept = Attachment.objects.get()
    assert kept.owner == question
    assert "<" not in kept.name


def test_turning_signs_and_markup_are_words(db, seat, signed_in):
    question = letter(subject="<b>\u202e工资", text="<script>alert(1)</script>\u200b没发")
    page = signed_in(seat).get(f"/desk/hotline/{question.pk}/").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "\u200b" not in page


def test_a_reply_to_what_is_forgotten_is_a_new_question(db):
    question = letter()
    Question.objects.filter(pk=question.pk).update(forgotten_at=NOW, mail_thread="<a@x>", state="closed")
    assert isinstance(letter("<b@x>", "又没发", references=["<a@x>"]), Question)
