"""大字 is kept in a cookie, for anyone, without JavaScript and without a token."""

from __future__ import annotations

import pytest
from django.test import Client

HERE = {"Sec-Fetch-Site": "same-origin"}


def choose(client, size="1.25", to="/law/", headers=HERE):
    return client.post("/size/", {"size": size, "next": to}, headers=headers)


def test_it_sets_the_cookie_and_goes_back(db):
    client = Client(enforce_csrf_checks=True)
    answer = choose(client)
    assert (answer.status_code, answer.url) == (302, "/law/")
    assert client.cookies["size"].value == "1.25"
    assert "sessionid" not in client.cookies


def test_pages_carry_it_after_a_reload(client, db):
    assert "data-size" not in client.get("/accounts/login/").content.decode()
    choose(client, "1.5")
    for _ in range(2):
        assert 'data-size="1.5"' in client.get("/accounts/login/").content.decode()
    choose(client, "1")
    assert "data-size" not in client.get("/accounts/login/").content.decode()


def test_one_cookie_is_not_another_readers(client, db):
    choose(client, "1.5")
    assert "data-size" not in Client().get("/accounts/login/").content.decode()


@pytest.mark.parametrize("size", ["2", "", "<script>", "１"])
def test_an_unknown_size_is_the_normal_one(client, db, size):
    choose(client, size)
    assert client.cookies["size"].value == "1"


def test_a_forged_cookie_is_ignored(client, db):
    client.cookies["size"] = '"><script>'
    assert "data-size" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_it_goes_back_only_inside(client, db, to):
    assert choose(client, to=to).url == "/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"Origin": "http://testserver"}, 302),
        ({"Referer": "http://testserver/law/"}, 302),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
    ],
)
def test_another_site_cannot_post_it(client, db, headers, status):
    assert choose(client, headers=headers).status_code == status


def test_reading_changes_nothing(client, db):
    assert client.get("/size/?size=1.5").status_code == 405
