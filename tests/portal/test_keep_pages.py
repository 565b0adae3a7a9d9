"""Keep whole pages for visitors who are not signed in."""

from __future__ import annotations

import datetime
import gzip

import brotli
import pytest

from portal import clock
from portal.services.generation import bump_generation, current_generation

URL = "/t/public/"


@pytest.fixture(autouse=True)
def _pages(settings, db):
    settings.ROOT_URLCONF = "tests.portal.views_for_cache"


def test_the_second_visitor_gets_the_kept_page_for_one_query(client, django_assert_num_queries):
    first = client.get(URL).content
    with django_assert_num_queries(1):
        assert client.get(URL).content == first


def test_publishing_outdates_it(client):
    first = client.get(URL).content
    bump_generation()
    assert client.get(URL).content != first


def test_midnight_in_shanghai_outdates_it(client, monkeypatch):
    first = client.get(URL).content
    tomorrow = clock.today() + datetime.timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert client.get(URL).content != first


def test_the_query_and_large_letters_are_pages_of_their_own(client):
    first = client.get(URL).content
    assert client.get(URL + "?on=2020-01-01").content != first
    client.cookies["size"] = "1.5"
    assert client.get(URL).content != first


def test_another_host_is_another_page(client):
    first = client.get(URL).content
    assert client.get(URL, headers={"Host": "other.example"}).content != first


def test_no_cookie_is_set(client):
    assert not client.get(URL).cookies
    assert not client.get(URL).cookies


def test_signed_in_people_go_past_it(client, signed_in, handler):
    first = client.get(URL).content
    mine = signed_in(handler)
    assert mine.get(URL).content != first
    assert mine.get(URL).content != mine.get(URL).content
    assert client.get(URL).content == first


@pytest.mark.parametrize("path", ["/t/private/", "/t/cookie/", "/t/missing/"])
def test_other_answers_are_not_kept(client, path):
    assert client.get(path).content != client.get(path).content


def test_posts_are_not_answered_from_it(client):
    first = client.get(URL).content
    assert client.post(URL).content != first


def test_a_known_etag_is_answered_without_the_page(client):
    first = client.get(URL)
    again = client.get(URL, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    bump_generation()
    assert client.get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_browsers_must_ask_again(client):
    for _ in range(2):
        answer = client.get(URL)
        assert answer["Cache-Control"] == "private, no-cache"
        assert {"Cookie", "Accept-Encoding"} <= {part.strip() for part in answer["Vary"].split(",")}


def test_the_policy_is_kept_with_it(client):
    assert client.get(URL)["Content-Security-Policy"] == client.get(URL)["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("accepts", "encoding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_it_goes_out_compressed_kept_or_not(client, accepts, encoding, unpack):
    for _ in range(2):
        answer = client.get(URL, headers={"Accept-Encoding": accepts})
        assert answer.get("Content-Encoding") == encoding
        assert "明白" in unpack(answer.content).decode()
        assert int(answer["Content-Length"]) == len(answer.content)


def test_a_head_request_sends_no_page(client):
    answer = client.head(URL)
    assert answer.status_code == 200
    assert answer.content == b""


def test_the_generation_only_grows(db):
    assert current_generation() == 0
    bump_generation()
    bump_generation()
    assert current_generation() == 2
