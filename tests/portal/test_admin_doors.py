"""A password alone never opens any admin when the person has TOTP."""

from __future__ import annotations

import base64
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from portal.sms import MemorySms
from tests.conftest import PASSWORD

DOORS = [
    "/admin/",
    "/admin/login/",
    "/admin/login/?next=/admin/",
    "/admin/password_reset/",
    "/admin/password_reset/done/",
    "/admin/password_reset/confirm/MQ/abc-def/",
    "/admin/pages/",
    "/admin/users/",
    "/admin/snippets/",
    "/admin/api/main/pages/",
    "/admin/account/",
    "/accounts/login/?next=/admin/",
    "/accounts/login/",
    "/django-admin/",
    "/django-admin/login/",
]


@pytest.fixture
def keeper(make_person):
    """A superuser with TOTP; the secret is at keeper.totp_secret."""
    person = make_person("管理", username="keeper", is_superuser=True, is_staff=True, phone="+8613700000000")
    person.totp_secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, person.totp_secret)
    return person


def code_now(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def admin_opens(client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("user_field", "more"), [("login", {}), ("username", {"next": "/admin/"})])
def test_a_password_posted_at_a_door_lets_nobody_in(keeper, door, user_field, more):
    client = Client()
    client.get(door)
    client.post(door, {user_field: "keeper", "password": PASSWORD, **more}, follow=True)
    assert "_auth_user_id" not in client.session
    assert not admin_opens(client)
    assert client.get("/admin/api/main/pages/").status_code != 200


def test_basic_authorization_opens_nothing(keeper):
    client = Client()
    token = base64.b64encode(f"keeper:{PASSWORD}".encode()).decode()
    answer = client.get("/admin/api/main/pages/", headers={"Authorization": f"Basic {token}"})
    assert answer.status_code != 200


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/api/main/pages/", "/admin/users/"])
def test_a_session_without_the_second_factor_is_thrown_out(signed_in, keeper, path):
    """Whatever made the session, the door looks again."""
    client = signed_in(keeper)
    assert client.get(path).status_code in {302, 403}
    assert "_auth_user_id" not in client.session


def test_password_and_code_open_the_admin(client, keeper):
    answer = client.post("/accounts/login/", {"login": "keeper", "password": PASSWORD, "next": "/admin/"})
    assert answer.url == "/accounts/2fa/authenticate/"
    assert not admin_opens(client)
    page = client.get(answer.url).content.decode()
    assert "第二步验证" in page
    client.post(answer.url, {"code": code_now(keeper.totp_secret)})
    assert admin_opens(client)


def test_a_wrong_code_does_not(client, keeper):
    client.post("/accounts/login/", {"login": "keeper", "password": PASSWORD})
    right = code_now(keeper.totp_secret)
    answer = client.post("/accounts/2fa/authenticate/", {"code": "000000" if right != "000000" else "111111"})
    assert "数字不对" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_sms_code_does_not_replace_the_second_factor(client, keeper):
    client.post("/accounts/login/code/", {"phone": "13700000000"})
    answer = client.post("/accounts/login/code/confirm/", {"code": MemorySms.sent[-1][1]})
    assert answer.url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_the_secret_is_stored_encrypted(keeper):
    kept = Authenticator.objects.get(user=keeper, type=Authenticator.Type.TOTP).data["secret"]
    assert keeper.totp_secret not in kept


def test_a_recovery_code_replaces_the_phone(client, keeper):
    codes = RecoveryCodes.activate(keeper).get_unused_codes()
    client.post("/accounts/login/", {"login": "keeper", "password": PASSWORD, "next": "/admin/"})
    client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert admin_opens(client)


def test_where_it_is_required_nobody_edits_without(settings, signed_in, make_person):
    settings.STAFF_NEED_SECOND_FACTOR = True
    root = make_person("新管理", is_superuser=True)
    answer = signed_in(root).get("/admin/")
    assert answer.status_code == 302
    assert answer.url == "/accounts/2fa/totp/activate/"


def test_where_it_is_not_required_a_password_is_enough(client, make_person):
    make_person("新管理", username="root", is_superuser=True)
    client.post("/accounts/login/", {"login": "root", "password": PASSWORD})
    assert admin_opens(client)


def test_setting_up_totp(client, make_person):
    root = make_person("新管理", username="root", is_superuser=True)
    client.post("/accounts/login/", {"login": "root", "password": PASSWORD})
    answer = client.get("/accounts/2fa/totp/activate/")
    if answer.status_code == 302:
        page = client.get(answer.url).content.decode()
        assert "再填一次密码" in page
        answer = client.post(answer.url, {"password": PASSWORD}, follow=True)
    page = answer.content.decode()
    assert "扫这个码" in page
    assert "验证器里的 6 位数字" in page
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}, follow=True)
    assert "备用码" in answer.content.decode()
    assert Authenticator.objects.filter(user=root).count() == 2
    assert client.get("/accounts/2fa/").status_code == 200


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/precedents/1/", "/accounts/login/?next=/admin/"])
def test_a_worker_does_not_enter_the_admin_and_is_told_so(signed_in, handler, path):
    """Sent to sign in, somebody who is signed in already would be sent back for ever."""
    answer = signed_in(handler).get(path, follow=True)
    assert answer.status_code == 403
    assert "这一页不对你开放" in answer.content.decode()
