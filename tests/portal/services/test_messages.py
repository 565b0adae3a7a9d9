"""Tell somebody something: once, on the right channels, until it has gone out or visibly failed."""

from __future__ import annotations

import datetime
import logging
from typing import ClassVar

import pytest
from django.db import transaction

from portal import clock
from portal.models import Delivery, Message
from portal.services import messages, sending
from portal.services.refusal import Refused
from portal.sms import MemorySms, NotSent

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


class BrokenSms(MemorySms):
    """A gateway that says no, or breaks with the number in its words."""

    error: ClassVar[Exception] = NotSent("gateway answered 500")

    def send_text(self, phone, text):
        raise type(self).error


class SlowSms(MemorySms):
    """While it sends, another sweep runs five minutes later."""

    def send_text(self, phone, text):
        messages.sweep(now=clock.now() + 5 * MINUTE)
        assert state() == "unsure"
        super().send_text(phone, text)


@pytest.fixture(autouse=True)
def _nothing_sent():
    MemorySms.texts.clear()
    BrokenSms.error = NotSent("gateway answered 500")


@pytest.fixture
def now():
    return clock.now()


def tell(person, now, **more):
    facts = {"kind": "training_due", "title": "安全培训 3 天后到期", "key": "due:1", "channels": ["sms"]} | more
    return messages.notify(person=person, now=now, **facts)


def state(channel="sms"):
    return Delivery.objects.get(channel=channel).state


def test_it_stands_in_the_inbox_at_once(handler, now):
    tell(handler, now, channels=None)
    assert state("inbox") == "sent"
    assert Delivery.objects.count() == 1


def test_the_same_key_tells_once(handler, colleague, now):
    first = tell(handler, now)
    again = tell(handler, now + MINUTE, title="改过的", channels=["sms", "email"])
    assert again.pk == first.pk
    assert again.title == "安全培训 3 天后到期"
    assert Delivery.objects.count() == 2
    assert tell(colleague, now).pk != first.pk


def test_without_a_key_every_telling_counts(handler, now):
    tell(handler, now, key="")
    tell(handler, now, key="")
    assert Message.objects.count() == 2


def test_what_is_rolled_back_is_not_told(handler, now):
    with transaction.atomic():
        tell(handler, now)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_kinds_have_their_channels(handler, now, settings):
    settings.MESSAGE_CHANNELS = {"training_due": ["sms"]}
    tell(handler, now, channels=None)
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"inbox", "sms"}


@pytest.mark.parametrize(
    ("fields", "channel", "why"),
    [
        ({}, "email", "没有邮箱"),
        ({}, "sms", "没有手机号"),
        ({"phone": "+862087654321"}, "sms", "没有手机号"),
        ({"phone": "+8613800138000", "is_sample": True}, "sms", "示例"),
        ({"phone": "+8613800138000", "is_active": False}, "sms", "停用"),
    ],
)
def test_who_cannot_be_reached_is_skipped_and_it_says_why(make_person, now, fields, channel, why):
    tell(make_person("某人", **fields), now, channels=[channel])
    row = Delivery.objects.get(channel=channel)
    assert row.state == "skipped"
    assert why in row.error
    assert messages.sweep(now=now) == {}


@pytest.mark.parametrize(
    ("channel", "setting", "value"),
    [
        ("sms", "SMS_BACKEND", "portal.sms.NoSms"),
        ("email", "EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend"),
    ],
)
def test_a_site_without_a_gateway_skips(make_person, now, settings, channel, setting, value):
    setattr(settings, setting, value)
    tell(make_person("某人", phone="+8613800138000", email="a@example.com"), now, channels=[channel])
    assert state(channel) == "skipped"


@pytest.mark.parametrize("link", ["https://example.com/", "//example.com/", "me/"])
def test_a_link_leads_nowhere_else(handler, now, link):
    with pytest.raises(ValueError, match="link"):
        tell(handler, now, link=link)


def test_an_sms_carries_the_title_alone(handler, now):
    tell(handler, now, body="王师傅的工资 8000 元")
    assert messages.sweep(now=now) == {"sent": 1}
    assert MemorySms.texts == [("+8613800000001", "【明白】安全培训 3 天后到期 登录后在“我的”里看。")]
    assert messages.sweep(now=now + MINUTE) == {}


def test_an_e_mail_carries_text_and_address(make_person, now, mailoutbox, settings):
    settings.BASE_URL = "https://mingbai.example.com"
    tell(make_person("某人", email="a@example.com"), now, body="去看看。", link="/me/", channels=["email"])
    messages.sweep(now=now)
    (letter,) = mailoutbox
    assert letter.to == ["a@example.com"]
    assert letter.subject == "安全培训 3 天后到期"
    assert "https://mingbai.example.com/me/" in letter.body
    assert letter.extra_headers["Message-ID"].endswith("@mingbai.example.com>")


def test_a_failure_is_tried_again_later_and_given_up_visibly(handler, now, settings):
    settings.SMS_BACKEND = "tests.portal.services.test_messages.BrokenSms"
    tell(handler, now)
    for minutes in (1, 5, 30, 180):
        assert messages.sweep(now=now) == {"queued": 1}
        row = Delivery.objects.get(channel="sms")
        assert abs(row.next_try_at - now - minutes * MINUTE) < datetime.timedelta(seconds=5)
        assert messages.sweep(now=row.next_try_at - datetime.timedelta(seconds=6)) == {}
        now = row.next_try_at
    assert messages.sweep(now=now) == {"failed": 1}
    assert Delivery.objects.troubled().get().error == "gateway answered 500"
    assert messages.sweep(now=now + 1000 * MINUTE) == {}


def test_neither_log_nor_row_names_the_number(handler, now, settings, caplog):
    settings.SMS_BACKEND = "tests.portal.services.test_messages.BrokenSms"
    BrokenSms.error = RuntimeError("cannot send to +8613800000001")
    tell(handler, now)
    with caplog.at_level(logging.DEBUG):
        assert messages.sweep(now=now) == {"queued": 1}
    assert "RuntimeError" in Delivery.objects.get(channel="sms").error
    assert "13800000001" not in caplog.text + Delivery.objects.get(channel="sms").error


def test_a_repaired_gateway_sends_what_waited(handler, now, settings):
    settings.SMS_BACKEND = "tests.portal.services.test_messages.BrokenSms"
    tell(handler, now)
    messages.sweep(now=now)
    settings.SMS_BACKEND = "portal.sms.MemorySms"
    assert messages.sweep(now=now + 2 * MINUTE) == {"sent": 1}
    row = Delivery.objects.get(channel="sms")
    assert (row.tries, row.error, row.leased_until) == (2, "", None)


def test_what_was_being_sent_when_the_process_died_is_shown_and_not_sent_again(handler, now):
    tell(handler, now)
    Delivery.objects.filter(channel="sms").update(state="sending", leased_until=now + 2 * MINUTE, tries=1)
    assert messages.sweep(now=now + MINUTE) == {}
    assert messages.sweep(now=now + 3 * MINUTE) == {"unsure": 1}
    assert messages.sweep(now=now + 300 * MINUTE) == {}
    assert MemorySms.texts == []
    assert Delivery.objects.troubled().count() == 1


def test_who_comes_back_late_still_says_what_happened(handler, now, settings):
    """The sender outlived its lease: meanwhile another sweep has called the row unsure."""
    settings.SMS_BACKEND = "tests.portal.services.test_messages.SlowSms"
    tell(handler, now)
    assert messages.sweep(now=now) == {"sent": 1}
    assert state() == "sent"
    assert len(MemorySms.texts) == 1


@pytest.mark.parametrize("before", ["failed", "unsure"])
def test_a_person_may_send_it_again(handler, now, before):
    tell(handler, now)
    Delivery.objects.filter(channel="sms").update(state=before, tries=5, next_try_at=None)
    sending.retry(row=Delivery.objects.get(channel="sms"), now=now)
    assert messages.sweep(now=now) == {"sent": 1}
    assert Delivery.objects.get(channel="sms").tries == 1


@pytest.mark.parametrize("before", ["queued", "sending", "sent", "skipped"])
def test_what_is_under_way_is_not_sent_again(handler, now, before):
    tell(handler, now)
    Delivery.objects.filter(channel="sms").update(state=before)
    with pytest.raises(Refused):
        sending.retry(row=Delivery.objects.get(channel="sms"), now=now)


def test_the_first_reading_counts(handler, now):
    told = tell(handler, now)
    messages.mark_read(message=told, now=now)
    messages.mark_read(message=told, now=now + MINUTE)
    told.refresh_from_db()
    assert told.read_at == now
    tell(handler, now, key="due:2")
    assert messages.mark_all_read(person=handler, now=now) == 1
