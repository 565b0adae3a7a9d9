"""Content-Security-Policy and the other headers."""

from __future__ import annotations

import re


def test_the_site_allows_no_inline_code(client, db):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_the_admin_has_its_own(signed_in, make_person):
    policy = signed_in(make_person("管理", is_superuser=True)).get("/admin/")["Content-Security-Policy"]
    assert "'unsafe-inline'" in policy
    assert "default-src 'self'" in policy


def test_other_headers(client, db):
    answer = client.get("/accounts/login/")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_own_pages_have_no_inline_code(client, signed_in, handler):
    mine = signed_in(handler)
    paths = ["/accounts/login/", "/accounts/login/code/", "/me/", "/me/password/", "/me/pin/", "/accounts/2fa/"]
    for path in paths:
        page = (client if "login" in path else mine).get(path).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), path
        assert not re.search(r"\son\w+=|\sstyle=", page), path
