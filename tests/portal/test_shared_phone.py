"""Every page says whose session it came from."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.shared_phone import HEADER, account_key

pytestmark = pytest.mark.django_db


def test_a_page_names_the_account_without_saying_whose_it_is(handler, signed_in):
    answer = signed_in(handler).get("/me/")
    assert answer[HEADER] == account_key(handler)
    assert str(handler.pk) != answer[HEADER]
    assert len(account_key(handler)) == 16


def test_two_people_have_two_keys_and_each_keeps_his(handler, colleague):
    assert account_key(handler) != account_key(colleague)
    assert account_key(handler) == account_key(handler)


def test_a_strangers_page_names_none():
    assert HEADER not in Client().get("/topics/")


def test_what_is_no_page_names_none(handler, signed_in):
    assert HEADER not in signed_in(handler).get("/healthz")


def test_after_signing_out_no_account_is_named(handler, signed_in):
    client = signed_in(handler)
    client.post("/accounts/logout/")
    assert HEADER not in client.get("/topics/")
