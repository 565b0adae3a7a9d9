"""我的: who one is, and one's own secrets."""

from __future__ import annotations

import pytest

from portal import clock
from portal.rules.roles import Role
from portal.sms import MemorySms
from tests.conftest import PASSWORD


def test_it_asks_to_sign_in(client, db):
    answer = client.get("/me/")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/me/"


def test_it_shows_posts_and_a_masked_phone(signed_in, handler):
    page = signed_in(handler).get("/me/").content.decode()
    assert "138****0001" in page
    assert "13800000001" not in page
    assert "劳务管理员" in page
    assert "甲项目" in page


def test_ended_posts_are_left_out(signed_in, make_person, post, project):
    leaver = make_person("离职")
    post(leaver, Role.WORKER, project=project, ends_on=clock.today().replace(year=2020))
    assert "现在没有登记在任何项目" in signed_in(leaver).get("/me/").content.decode()


def test_a_signed_in_page_costs_two_queries_before_its_own(signed_in, handler, django_assert_num_queries):
    client = signed_in(handler)
    with django_assert_num_queries(8):  # session, user; posts, second factor, permissions twice, party of a case
        client.get("/me/")


def test_changing_the_password(client, handler):
    client.post("/accounts/login/", {"login": "handler", "password": PASSWORD})
    answer = client.post("/me/password/", {"current": PASSWORD, "new": "brighter-plank-8", "again": "brighter-plank-8"})
    assert answer.status_code == 302
    assert client.get("/me/").status_code == 200
    handler.refresh_from_db()
    assert handler.check_password("brighter-plank-8")


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"current": "wrong", "new": "brighter-plank-8", "again": "brighter-plank-8"}, "现在的密码或 PIN 不对"),
        ({"current": PASSWORD, "new": "brighter-plank-8", "again": "other-plank-8"}, "两遍不一样"),
        ({"current": PASSWORD, "new": "12345678", "again": "12345678"}, "密码"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "密码"),
        ({"new": "brighter-plank-8", "again": "brighter-plank-8"}, "请填现在的密码或 PIN"),
    ],
)
def test_a_bad_change_is_refused(signed_in, handler, sent, why):
    page = signed_in(handler).post("/me/password/", sent).content.decode()
    assert why in page
    assert 'class="why"' in page
    handler.refresh_from_db()
    assert handler.check_password(PASSWORD)


def test_a_forgotten_password_is_replaced_after_a_code(client, handler):
    client.post("/accounts/login/code/", {"phone": "13800000001"})
    client.post("/accounts/login/code/confirm/", {"code": MemorySms.sent[-1][1]})
    client.post("/me/password/", {"new": "brighter-plank-8", "again": "brighter-plank-8"})
    handler.refresh_from_db()
    assert handler.check_password("brighter-plank-8")


def test_a_stolen_session_cannot_change_the_password_by_guessing_for_ever(signed_in, handler):
    client = signed_in(handler)
    for _ in range(20):
        client.post("/me/password/", {"current": "wrong", "new": "brighter-plank-8", "again": "brighter-plank-8"})
    page = client.post(
        "/me/password/", {"current": PASSWORD, "new": "brighter-plank-8", "again": "brighter-plank-8"}
    ).content.decode()
    assert "试得太多了" in page


def test_setting_a_pin(signed_in, handler):
    answer = signed_in(handler).post("/me/pin/", {"current": PASSWORD, "new": "402719", "again": "402719"})
    assert answer.status_code == 302
    handler.refresh_from_db()
    assert handler.check_pin("402719")
    assert "402719" not in handler.pin


@pytest.mark.parametrize("pin", ["123456", "000001", "800000"])
def test_an_easy_pin_is_refused(signed_in, handler, pin):
    page = signed_in(handler).post("/me/pin/", {"current": PASSWORD, "new": pin, "again": pin}).content.decode()
    assert 'class="why"' in page
    handler.refresh_from_db()
    assert not handler.pin


def test_editors_find_the_way_to_the_admin(signed_in, make_person):
    assert "/admin/" in signed_in(make_person("管理", is_superuser=True)).get("/me/").content.decode()


def test_others_are_not_shown_it(signed_in, handler):
    assert 'href="/admin/"' not in signed_in(handler).get("/me/").content.decode()
