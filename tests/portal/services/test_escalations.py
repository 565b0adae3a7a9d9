"""Urgent messages that nobody opens go to the deputy, once, and not to another client."""

from __future__ import annotations

import datetime

import pytest

from portal import clock
from portal.models import Escalation, GroupHook, GroupNotice, Membership, Message
from portal.rules.roles import Role
from portal.services import escalations, messages
from portal.services.group_notices import keep_hook

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.URGENT_KINDS = {"incident": 15}
    settings.MESSAGE_CHANNELS = {"incident": ["sms"]}


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def deputy(handler, make_person):
    person = make_person("代理人", phone="+8613800000009")
    Membership.objects.filter(person=handler).update(deputy=person)
    return person


def tell(person, now, key="case:7", **more):
    facts = {"kind": "incident", "title": "工地报了一起事故", "body": "请马上看。", "link": "/me/"} | more
    return messages.notify(person=person, key=key, now=now, **facts)


def state(message):
    return Escalation.objects.get(message=message).state


def test_nothing_happens_before_its_time(handler, deputy, now):
    told = tell(handler, now)
    assert escalations.sweep(now=now + 14 * MINUTE) == {}
    assert state(told) == "open"
    assert not deputy.messages.exists()


@pytest.mark.covers("O-10")
def test_what_nobody_opened_goes_to_the_deputy_once(handler, deputy, now):
    told = tell(handler, now)
    assert escalations.sweep(now=now + 15 * MINUTE) == {"passed": 1}
    assert escalations.sweep(now=now + 16 * MINUTE) == {}
    passed = deputy.messages.get()
    assert passed.title == "工地报了一起事故"
    assert "经办人15分钟没有看" in passed.body
    assert passed.link == "/me/"
    assert set(passed.deliveries.values_list("channel", flat=True)) == {"inbox", "sms"}
    row = Escalation.objects.get(message=told)
    assert (row.to, row.decided_at) == (deputy, now + 15 * MINUTE)


def test_opening_acknowledges(handler, deputy, now):
    told = tell(handler, now)
    messages.mark_read(message=told, now=now + MINUTE)
    assert state(told) == "seen"
    assert escalations.sweep(now=now + 20 * MINUTE) == {}
    assert not deputy.messages.exists()


def test_one_of_several_is_enough(handler, colleague, deputy, now):
    first, second = tell(handler, now), tell(colleague, now)
    messages.mark_read(message=second, now=now)
    assert (state(first), state(second)) == ("seen", "seen")
    assert escalations.sweep(now=now + 20 * MINUTE) == {}


def test_another_matter_is_not_acknowledged(handler, colleague, deputy, now):
    first, second = tell(handler, now), tell(colleague, now, key="case:8")
    messages.mark_read(message=second, now=now)
    assert state(first) == "open"


def test_marking_all_read_acknowledges_nothing_urgent(handler, deputy, now):
    told = tell(handler, now)
    assert messages.mark_all_read(person=handler, now=now) == 0
    assert state(told) == "open"


def test_a_deputy_who_does_not_look_either_is_shown(handler, deputy, now):
    told = tell(handler, now)
    escalations.sweep(now=now + 15 * MINUTE)
    assert escalations.sweep(now=now + 31 * MINUTE) == {"nobody": 1}
    assert Escalation.objects.unanswered().get().message == deputy.messages.get()
    messages.mark_read(message=told, now=now + 40 * MINUTE)
    assert not Escalation.objects.unanswered().exists()


def test_two_who_stand_in_for_each_other_do_not_run_in_circles(handler, colleague, now):
    Membership.objects.filter(person=handler).update(deputy=colleague)
    Membership.objects.filter(person=colleague).update(deputy=handler)
    tell(handler, now)
    for minutes in (15, 31, 47, 63):
        escalations.sweep(now=now + minutes * MINUTE)
    assert Message.objects.count() == 2
    assert Escalation.objects.unanswered().count() == 1


@pytest.mark.parametrize("gone", [{"is_active": False}, None])
def test_without_a_deputy_it_is_shown(handler, deputy, now, gone):
    if gone:
        type(deputy).objects.filter(pk=deputy.pk).update(**gone)
    else:
        Membership.objects.update(deputy=None)
    told = tell(handler, now)
    assert escalations.sweep(now=now + 15 * MINUTE) == {"nobody": 1}
    assert state(told) == "nobody"
    assert not deputy.messages.exists()


def test_a_deputy_at_another_client_learns_nothing(handler, deputy, make_person, post, other_project, now):
    elsewhere = make_person("别处的代理人")
    Membership.objects.filter(person=handler).update(deputy=None)
    post(handler, Role.LABOUR_MANAGER, project=other_project, deputy=elsewhere)
    tell(handler, now)
    assert escalations.sweep(now=now + 15 * MINUTE) == {"nobody": 1}
    assert not elsewhere.messages.exists()


def test_a_named_posting_decides_who_stands_in(handler, deputy, make_person, post, other_project, now):
    here = Membership.objects.get(person=handler)
    post(handler, Role.LABOUR_MANAGER, project=other_project, deputy=make_person("别处的代理人"))
    tell(handler, now, post=here)
    assert escalations.sweep(now=now + 15 * MINUTE) == {"passed": 1}
    assert deputy.messages.exists()


def test_a_group_is_told_when_nobody_looks(handler, client_company, now):
    hook = GroupHook(organisation=client_company, name="值班群", service="wecom", kinds=["urgent_missed"])
    keep_hook(hook=hook, address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", secret="")
    tell(handler, now, post=Membership.objects.get(person=handler))
    escalations.sweep(now=now + 15 * MINUTE)
    notice = GroupNotice.objects.get()
    assert notice.urgent
    assert "经办人" not in notice.title


def test_what_is_not_urgent_waits_for_nobody(handler, now):
    tell(handler, now, kind="training")
    assert not Escalation.objects.exists()
