"""Sign in with a password."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from portal.models import SignInEvent
from tests.conftest import PASSWORD

URL = "/accounts/login/"


def enter(client, login, password=PASSWORD, **more):
    return client.post(URL, {"login": login, "password": password, **more})


def signed_in_as(client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("login", ["handler", "13800000001", "+86 138 0000 0001", "138-0000-0001"])
def test_it_takes_account_names_and_phones(client, handler, login):
    answer = enter(client, login)
    assert answer.status_code == 302
    assert answer.url == "/me/"
    assert signed_in_as(client) == str(handler.pk)


def test_it_refuses_a_wrong_password_beside_the_form(client, handler):
    answer = enter(client, "handler", "wrong-password")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "手机号、账号或密码不对" in page
    assert 'value="handler"' in page
    assert "wrong-password" not in page
    assert signed_in_as(client) is None


def test_it_says_the_same_for_an_unknown_name(client, handler):
    known = enter(client, "handler", "wrong-password").content.decode()
    unknown = enter(client, "nobody", "wrong-password").content.decode()
    assert "手机号、账号或密码不对" in known
    assert "手机号、账号或密码不对" in unknown


def test_missing_fields_are_named_in_field_and_summary(client, db):
    page = enter(client, "", "").content.decode()
    assert page.count("请填手机号或账号") == 2
    assert 'href="#id_login"' in page


def test_a_disabled_account_stays_out(client, handler):
    handler.is_active = False
    handler.save()
    enter(client, "handler")
    assert signed_in_as(client) is None


def test_the_session_gets_a_new_key(client, handler):
    client.get("/accounts/login/code/")
    session = client.session
    session["before"] = 1
    session.save()
    old = session.session_key
    client.cookies["sessionid"] = old
    enter(client, "handler")
    assert client.session.session_key != old


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/law/", "/law/"),
        ("//evil.example/", "/me/"),
        ("https://evil.example/", "/me/"),
        ("/\\evil.example", "/me/"),
        ("javascript:alert(1)", "/me/"),
        ("http://127.0.0.1:8000/law/", "/me/"),
    ],
)
def test_it_goes_only_to_paths_of_this_site(client, handler, asked, reached):
    assert enter(client, "handler", next=asked).url == reached


def test_several_people_on_a_number_are_told_apart_by_password(client, make_person):
    make_person("王", phone="+8613900000000")
    other = make_person("李", phone="+8613900000000")
    other.set_password("another-plank-9")
    other.save()
    enter(client, "13900000000", "another-plank-9")
    assert signed_in_as(client) == str(other.pk)


def test_the_same_password_asks_who_one_is(client, make_person):
    make_person("王建国", phone="+8613900000000")
    second = make_person("李爱华", phone="+8613900000000")
    answer = enter(client, "13900000000")
    assert answer.url == reverse("account_choose_person")
    assert signed_in_as(client) is None
    page = client.get(answer.url).content.decode()
    assert "王**" in page
    assert "王建国" not in page
    client.post(answer.url, {"person": second.pk})
    assert signed_in_as(client) == str(second.pk)


def test_a_third_person_cannot_be_chosen(client, make_person, handler):
    make_person("王", phone="+8613900000000")
    make_person("李", phone="+8613900000000")
    answer = enter(client, "13900000000")
    client.post(answer.url, {"person": handler.pk})
    assert signed_in_as(client) is None


def test_five_wrong_passwords_lock_out_in_chinese(client, handler):
    for _ in range(5):
        last = enter(client, "13800000001", "wrong-password")
    assert last.status_code == 429
    assert "锁 15 分钟" in last.content.decode()
    assert enter(client, "+86 13800000001").status_code == 429
    assert signed_in_as(client) is None


def test_lock_out_is_of_one_person_at_one_address(client, handler, colleague):
    for _ in range(5):
        enter(client, "handler", "wrong-password")
    enter(client, "colleague")
    assert signed_in_as(client) == str(colleague.pk)
    client.logout()
    client.post(URL, {"login": "handler", "password": PASSWORD}, REMOTE_ADDR="10.9.8.7")
    assert signed_in_as(client) == str(handler.pk)


def test_success_forgets_earlier_failures(client, handler):
    for _ in range(4):
        enter(client, "13800000001", "wrong-password")
    enter(client, "13800000001")
    assert signed_in_as(client) == str(handler.pk)
    assert not AccessAttempt.objects.exists()


def test_many_addresses_do_not_get_round_the_limit_of_a_number(client, handler):
    for step in range(20):
        client.post(URL, {"login": "handler", "password": "wrong"}, REMOTE_ADDR=f"10.0.0.{step}")
    page = client.post(URL, {"login": "handler", "password": PASSWORD}, REMOTE_ADDR="10.0.1.1").content.decode()
    assert "试得太多了" in page
    assert signed_in_as(client) is None


def test_limits_hold_no_number_or_address(client, handler):
    enter(client, "13800000001", "wrong-password")
    assert SignInEvent.objects.count() == 2
    assert not SignInEvent.objects.filter(key__contains="138000").exists()


def test_the_proxy_header_is_ignored_without_proxies(client, handler):
    for step in range(5):
        last = client.post(
            URL, {"login": "handler", "password": "wrong"}, headers={"X-Forwarded-For": f"10.1.1.{step}"}
        )
    assert last.status_code == 429


def test_signing_out_ends_the_session(signed_in, handler):
    client = signed_in(handler)
    assert client.get("/me/").status_code == 200
    assert client.get("/accounts/logout/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/me/").status_code == 302


def test_a_form_without_token_is_refused_in_chinese(handler):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(URL, {"login": "handler", "password": PASSWORD})
    assert answer.status_code == 403
    assert "页面放得太久了" in answer.content.decode()


def test_nobody_registers_alone(client, db):
    assert client.get("/accounts/signup/").status_code == 404
    assert client.get("/accounts/password/reset/").status_code == 404
