"""怎么通知我, the page of what failed, and robots in the admin."""

from __future__ import annotations

import pytest

from portal import clock
from portal.models import Delivery, Escalation, GroupHook, GroupNotice, MessageHabit
from portal.services import choices, messages

pytestmark = pytest.mark.django_db
PAGE, FAILED = "/me/messages/choices/", "/me/messages/failed/"
ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=top-secret"


def given(person, **more):
    return {f"{kind}-{way}": how for (kind, way), how in choices.current(person).items()} | more


def test_it_asks_to_sign_in(client):
    assert client.get(PAGE).url.startswith("/accounts/login/")


def test_what_is_chosen_is_kept(signed_in, handler):
    client = signed_in(handler)
    sent = given(handler, **{"training-sms": "now", "quiet_from": "20:00", "quiet_until": "08:00"})
    assert client.post(PAGE, sent).url == "/me/messages/"
    assert choices.current(handler)["training", "sms"] == "now"
    page = client.get(PAGE).content.decode()
    assert 'value="20:00"' in page
    client.post(PAGE, given(handler))
    assert not MessageHabit.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"quiet_from": "22:00"}, "两个时间要么都填"),
        ({"quiet_from": "晚上", "quiet_until": "8:00"}, "时间写成"),
        ({"training-sms": "day"}, "请选一样"),
        ({"training-sms": "<script>"}, "请选一样"),
    ],
)
def test_bad_input_is_said_beside_its_field(signed_in, handler, more, words):
    page = signed_in(handler).post(PAGE, given(handler, **more)).content.decode()
    assert words in page
    assert "<script>" not in page
    assert not handler.message_choices.exists()


def test_what_fails_is_seen_by_administrators(signed_in, handler, make_person, client_company):
    now = clock.now()
    messages.notify(person=handler, kind="t", title="秘密", now=now, channels=["sms"])
    Delivery.objects.filter(channel="sms").update(tries=2, error="gateway answered 500")
    hook = GroupHook.objects.create(organisation=client_company, name="甲群", service="wecom", address_sealed="x")
    notice = GroupNotice.objects.create(hook=hook, kind="k", title="更新", key="1", created_at=now, state="failed")
    told = messages.notify(person=handler, kind="incident", title="秘密的事", now=now)
    Escalation.objects.filter(message=told).update(state="nobody")
    client = signed_in(make_person("管理", is_superuser=True))
    page = client.get(FAILED).content.decode()
    for words in ("短信：1 条没发成，正在自动重试", "gateway answered 500", "企业微信：甲群", "没有人看"):
        assert words in page
    assert "秘密" not in page
    client.post(f"{FAILED}group/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.state == "queued"
    assert signed_in(handler).post(f"{FAILED}group/{notice.pk}/").status_code == 404


def test_urgent_ones_stay_when_all_are_marked_read(signed_in, handler):
    messages.notify(person=handler, kind="incident", title="事故", now=clock.now())
    page = signed_in(handler).post("/me/messages/read/", follow=True).content.decode()
    assert "一条一条点开" in page
    assert "没读" in page


@pytest.fixture
def admin(signed_in, make_person):
    return signed_in(make_person("管理", is_superuser=True))


def robot(organisation, **more):
    facts = {"organisation": organisation.pk, "name": "项目群", "service": "wecom", "address": ADDRESS}
    return facts | {"kinds": ["policy_update"], "active": "on"} | more


def test_an_administrator_adds_a_robot_whose_keys_are_never_shown(admin, client_company):
    answer = admin.post("/admin/group_hooks/new/", robot(client_company, secret="SEC1"))
    assert answer.status_code == 302
    hook = GroupHook.objects.get()
    page = admin.get(f"/admin/group_hooks/edit/{hook.pk}/").content.decode()
    assert "项目群" in page
    assert "top-secret" not in page + hook.address_sealed
    assert "SEC1" not in page + hook.secret_sealed
    admin.post(f"/admin/group_hooks/edit/{hook.pk}/", robot(client_company, address="", name="新名"))
    kept = GroupHook.objects.get()
    assert (kept.name, kept.address_sealed) == ("新名", hook.address_sealed)


@pytest.mark.parametrize("address", ["", "https://example.com/cgi-bin/webhook/send?key=1"])
def test_an_address_that_is_none_is_said_beside_its_field(admin, client_company, address):
    page = admin.post("/admin/group_hooks/new/", robot(client_company, address=address)).content.decode()
    assert "机器人" in page
    assert not GroupHook.objects.exists()


def test_others_have_no_such_door(signed_in, handler):
    assert signed_in(handler).get("/admin/group_hooks/").status_code in {302, 403}
