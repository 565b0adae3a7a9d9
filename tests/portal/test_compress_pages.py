"""HTML is always compressed, cached or not, signed in or not."""

from __future__ import annotations

import gzip


def test_a_form_page(client, db):
    answer = client.get("/accounts/login/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "登录" in gzip.decompress(answer.content).decode()


def test_a_page_of_someone_signed_in(signed_in, handler):
    answer = signed_in(handler).get("/me/", headers={"Accept-Encoding": "br"})
    assert answer["Content-Encoding"] == "br"


def test_an_error_page(client, db):
    answer = client.get("/no-such-page/", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 404
    assert answer["Content-Encoding"] == "br"


def test_small_answers_stay(client, db):
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "br"})
