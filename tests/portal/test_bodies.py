"""Text that PostgreSQL refuses is refused at the door."""

from __future__ import annotations

import pytest

from portal.bodies import Unreadable, read_json

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/search/?q=%00", "/search/?q=a&%00=1", "/laws/%00/", "/verify/AB%00CD/", "/static/%00.js"]
)
def test_a_nul_in_an_address_is_bad_input(client, address):
    answer = client.get(address)
    assert (answer.status_code, "不能保存的字符" in answer.content.decode()) == (400, True)


def test_a_nul_in_a_form_is_bad_input(client):
    answer = client.post("/accounts/login/", {"login": "a\0b", "password": "x"})
    assert (answer.status_code, "不能保存的字符" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("address", ["/search/?q=%2500", "/search/?q=100%25", "/search/?q=00"])
def test_what_only_looks_like_one_passes(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b"[" * 100_000, b"[" * 40 + b"]" * 40, rb'"a\u0000"', rb'{"a\u0000": 1}', rb'["\ud800"]'],
)
def test_json_that_cannot_be_kept_is_refused(body):
    with pytest.raises(Unreadable):
        read_json(body)


def test_ordinary_json_is_read():
    assert read_json('{"people": [{"signature": [[[1, 2]]], "name": "王😀"}], "none": null}') == {
        "people": [{"signature": [[[1, 2]]], "name": "王😀"}],
        "none": None,
    }
