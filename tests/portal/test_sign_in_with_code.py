"""Sign in with a code by SMS, and say who one is on a shared number."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from portal import clock
from portal.models import SignInCode
from portal.sms import MemorySms
from tests.conftest import PASSWORD

ASK, CONFIRM, CHOOSE = "/accounts/login/code/", "/accounts/login/code/confirm/", "/accounts/login/choose/"
PHONE = "13800000001"


@pytest.fixture(autouse=True)
def _empty_box():
    MemorySms.sent.clear()


def ask(client, phone=PHONE, **more):
    return client.post(ASK, {"phone": phone}, **more)


def last_code() -> str:
    return MemorySms.sent[-1][1]


def signed_in_as(client) -> str | None:
    return client.session.get("_auth_user_id")


def test_one_person_without_pin_is_in_with_the_code(client, handler):
    assert ask(client).url == CONFIRM
    answer = client.post(CONFIRM, {"code": last_code()})
    assert answer.url == "/me/"
    assert signed_in_as(client) == str(handler.pk)


def test_a_code_works_once(client, handler):
    ask(client)
    code = last_code()
    client.post(CONFIRM, {"code": code})
    client.logout()
    SignInCode.objects.update(made_at=clock.now())
    session = client.session
    session["sign_in"] = {"phone": "+86" + PHONE, "at": 9e12, "next": ""}
    session.save()
    client.post(CONFIRM, {"code": code})
    assert signed_in_as(client) is None


def test_an_old_code_is_dead(client, handler):
    ask(client)
    SignInCode.objects.update(made_at=clock.now() - datetime.timedelta(minutes=6))
    page = client.post(CONFIRM, {"code": last_code()}).content.decode()
    assert "验证码不对，或者已经过期" in page
    assert signed_in_as(client) is None


def test_five_wrong_entries_kill_the_code(client, handler):
    ask(client)
    wrong = "000000" if last_code() != "000000" else "111111"
    for _ in range(5):
        client.post(CONFIRM, {"code": wrong})
    client.post(CONFIRM, {"code": last_code()})
    assert signed_in_as(client) is None


def test_another_browser_cannot_use_the_code(client, handler):
    ask(client)
    thief = Client()
    assert thief.post(CONFIRM, {"code": last_code()})["Location"] == ASK
    assert signed_in_as(thief) is None


def test_an_unknown_number_gets_the_same_answer_and_no_message(client, handler):
    known, unknown = ask(client), ask(client, "13912345678")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(MemorySms.sent) == 1


def test_a_second_code_within_a_minute_is_refused_beside_the_form(client, handler):
    ask(client)
    page = ask(client).content.decode()
    assert "试得太多了，请过 1 分钟再试" in page
    assert len(MemorySms.sent) == 1


def test_an_address_is_limited_too(client, db):
    for step in range(60):
        assert ask(client, f"139{step:08d}").status_code == 302
    assert ask(client, "13999999999").status_code == 200
    assert ask(client, "13999999999", REMOTE_ADDR="10.1.1.1").status_code == 302


@pytest.mark.parametrize("phone", ["", "12345", "020-87654321"])
def test_a_number_that_gets_no_sms_is_refused(client, db, phone):
    page = ask(client, phone).content.decode()
    assert 'class="why"' in page


def test_the_code_is_not_stored_in_clear(client, handler):
    ask(client)
    assert last_code() not in SignInCode.objects.get().code_hash


@pytest.fixture
def family(make_person):
    """Two people on one number, each with a PIN."""
    father, mother = make_person("王建国", phone="+8613900000000"), make_person("李爱华", phone="+8613900000000")
    father.set_pin("402719")
    mother.set_pin("618305")
    father.save()
    mother.save()
    return father, mother


def reach_choice(client):
    ask(client, "13900000000")
    answer = client.post(CONFIRM, {"code": last_code()})
    assert answer.url == CHOOSE
    assert signed_in_as(client) is None


def test_each_enters_with_the_own_pin(client, family):
    reach_choice(client)
    client.post(CHOOSE, {"person": family[1].pk, "secret": "618305"})
    assert signed_in_as(client) == str(family[1].pk)


def test_each_enters_with_the_own_password(client, family):
    reach_choice(client)
    client.post(CHOOSE, {"person": family[0].pk, "secret": PASSWORD})
    assert signed_in_as(client) == str(family[0].pk)


def test_the_other_ones_pin_does_not_open(client, family):
    reach_choice(client)
    page = client.post(CHOOSE, {"person": family[1].pk, "secret": "402719"}).content.decode()
    assert "PIN 或密码不对" in page
    assert signed_in_as(client) is None


def test_someone_not_on_the_number_cannot_be_chosen(client, family, handler):
    reach_choice(client)
    client.post(CHOOSE, {"person": handler.pk, "secret": PASSWORD})
    assert signed_in_as(client) is None


def test_someone_without_any_secret_is_sent_to_the_administrator(client, family, make_person):
    third = make_person("无密", phone="+8613900000000")
    third.set_unusable_password()
    third.save()
    reach_choice(client)
    page = client.post(CHOOSE, {"person": third.pk, "secret": "402719"}).content.decode()
    assert "请找管理员设置" in page
    assert signed_in_as(client) is None


def test_guessing_pins_locks_out(client, family):
    reach_choice(client)
    for step in range(5):
        last = client.post(CHOOSE, {"person": family[0].pk, "secret": f"90417{step}"})
    assert last.status_code == 429
    assert client.post(CHOOSE, {"person": family[0].pk, "secret": "402719"}).status_code == 429
    assert signed_in_as(client) is None


def test_a_pin_alone_is_no_password(client, family):
    client.post("/accounts/login/", {"login": family[0].username, "password": "402719"})
    client.post("/accounts/login/", {"login": "13900000000", "password": "402719"})
    assert signed_in_as(client) is None


def test_one_person_with_a_pin_is_asked_for_it(client, family):
    family[1].delete()
    reach_choice(client)
    client.post(CHOOSE, {"person": family[0].pk, "secret": "402719"})
    assert signed_in_as(client) == str(family[0].pk)


def test_the_choice_waits_ten_minutes(client, family):
    reach_choice(client)
    session = client.session
    session["sign_in"] = {**session["sign_in"], "at": session["sign_in"]["at"] - 601}
    session.save()
    assert client.post(CHOOSE, {"person": family[0].pk, "secret": "402719"}).url == "/accounts/login/"


def test_the_way_on_is_kept(client, handler):
    client.post(ASK + "?next=/law/", {"phone": PHONE, "next": "/law/"})
    assert client.post(CONFIRM, {"code": last_code()}).url == "/law/"
