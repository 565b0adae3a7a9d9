"""A kind on a channel at once, once a day or not at all; quiet hours; and what is urgent passes all of it."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from portal.models import Delivery, Message
from portal.rules.quiet import read_hours
from portal.services import choices, gathering, messages
from portal.services.refusal import Refused
from portal.sms import MemorySms

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING = datetime.datetime(2026, 11, 28, 23, 10, tzinfo=SHANGHAI)
MORNING = datetime.datetime(2026, 11, 29, 7, 0, tzinfo=SHANGHAI)
DIGEST = datetime.datetime(2026, 11, 29, 7, 30, tzinfo=SHANGHAI)
NOON = datetime.datetime(2026, 11, 28, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _site(settings):
    MemorySms.texts.clear()
    settings.MESSAGE_KINDS = {"training": "培训", "certificate": "证书"}
    settings.MESSAGE_CHANNELS = {"training": ["email", "sms"], "hotline_urgent": ["sms", "email"]}
    settings.URGENT_KINDS = {"hotline_urgent": 15}


@pytest.fixture
def person(make_person):
    return make_person("王师傅", phone="+8613800138000", email="a@example.com")


def tell(person, now, kind="training", **more):
    return messages.notify(person=person, kind=kind, title="培训快到期了", now=now, **more)


def choose(person, *chosen, quiet=None):
    choices.choose(person=person, chosen={(kind, way): how for kind, way, how in chosen}, quiet=quiet)


def states():
    return dict(Delivery.objects.exclude(channel="inbox").values_list("channel", "state"))


def test_without_a_choice_the_site_decides(person):
    tell(person, NOON)
    assert states() == {"email": "queued", "sms": "queued"}
    assert choices.current(person)["training", "sms"] == "now"
    assert choices.current(person)["certificate", "sms"] == "off"


def test_what_is_not_wanted_is_not_sent_and_says_so(person):
    choose(person, ("training", "sms", "off"))
    tell(person, NOON)
    assert messages.sweep(now=NOON) == {"sent": 1}
    assert MemorySms.texts == []
    assert Delivery.objects.get(channel="sms").error == "本人不要"


def test_a_channel_may_be_added(person):
    choose(person, ("certificate", "sms", "now"))
    tell(person, NOON, kind="certificate")
    assert messages.sweep(now=NOON) == {"sent": 1}
    assert len(MemorySms.texts) == 1


def test_where_the_sender_names_channels_a_choice_adds_none(person):
    choose(person, ("training", "sms", "now"), ("training", "email", "off"))
    tell(person, NOON, channels=["email"])
    assert states() == {"email": "skipped"}


def test_others_are_not_touched(person, handler):
    choose(person, ("training", "sms", "off"))
    tell(handler, NOON)
    assert states()["sms"] == "queued"


def test_once_a_day_comes_as_one_letter(person, mailoutbox):
    choose(person, ("training", "email", "day"), ("training", "sms", "off"))
    tell(person, NOON, key="1")
    tell(person, EVENING, key="2")
    read = tell(person, EVENING, key="3")
    messages.mark_read(message=read, now=EVENING)
    assert gathering.gather(now=EVENING) == 0
    assert messages.sweep(now=EVENING) == {}
    assert gathering.gather(now=DIGEST) == 1
    assert gathering.gather(now=DIGEST) == 0
    assert messages.sweep(now=DIGEST) == {"sent": 1}
    (letter,) = mailoutbox
    assert letter.subject == "您有 2 条新消息"
    assert "2. 培训快到期了" in letter.body
    assert "3. " not in letter.body
    assert Message.objects.visible_to(person).in_inbox().count() == 3
    assert Message.objects.visible_to(person).unread().count() == 2


def test_a_missed_morning_is_made_up_for(person, mailoutbox):
    choose(person, ("training", "email", "day"))
    tell(person, NOON)
    later = DIGEST + datetime.timedelta(days=3, hours=2)
    assert gathering.gather(now=later) == 1
    messages.sweep(now=later)
    assert [letter.subject for letter in mailoutbox] == ["您有 1 条新消息"]


def test_when_all_was_read_no_letter_is_written(person):
    choose(person, ("training", "email", "day"), ("training", "sms", "off"))
    messages.mark_read(message=tell(person, NOON), now=NOON)
    assert gathering.gather(now=DIGEST) == 0
    assert states()["email"] == "gathered"


def test_at_night_it_waits_for_the_morning(person, settings):
    settings.QUIET_HOURS = read_hours("22:00-07:00")
    tell(person, EVENING)
    assert messages.sweep(now=EVENING) == {}
    assert Delivery.objects.filter(next_try_at=MORNING, tries=0).count() == 2
    assert messages.sweep(now=MORNING) == {"sent": 2}
    assert len(MemorySms.texts) == 1


def test_ones_own_hours_count_before_those_of_the_site(person, settings):
    settings.QUIET_HOURS = read_hours("22:00-07:00")
    choose(person, quiet=read_hours("11:30-12:30"))
    tell(person, NOON, key="1")
    assert messages.sweep(now=NOON) == {}
    assert messages.sweep(now=EVENING) == {"sent": 2}


def test_the_same_time_twice_is_no_silence(person, settings):
    settings.QUIET_HOURS = read_hours("22:00-07:00")
    choose(person, quiet=read_hours("00:00-00:00"))
    tell(person, EVENING)
    assert messages.sweep(now=EVENING) == {"sent": 2}
    choose(person, quiet=None)
    tell(person, EVENING)
    assert messages.sweep(now=EVENING) == {}


def test_what_is_urgent_passes_quiet_hours_digests_and_opt_outs(person, settings):
    settings.QUIET_HOURS = read_hours("22:00-07:00")
    settings.MESSAGE_KINDS |= {"hotline_urgent": "紧急"}
    choose(
        person, ("hotline_urgent", "sms", "off"), ("hotline_urgent", "email", "day"), quiet=read_hours("00:00-23:59")
    )
    tell(person, EVENING, kind="hotline_urgent")
    assert messages.sweep(now=EVENING) == {"sent": 2}
    assert len(MemorySms.texts) == 1


@pytest.mark.parametrize("wrong", [("unknown", "sms", "now"), ("training", "sms", "day"), ("training", "email", "x")])
def test_what_is_not_offered_is_refused(person, wrong):
    with pytest.raises(Refused):
        choose(person, wrong)
    assert not person.message_choices.exists()
