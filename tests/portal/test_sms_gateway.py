"""Hand an SMS over to an HTTP gateway."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from portal import sms


class Taker(BaseHTTPRequestHandler):
    status = 200
    taken: list[dict[str, str]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Taker.taken.append(json.loads(body) | {"authorization": self.headers["Authorization"]})
        self.send_response(Taker.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def server(settings):
    Taker.taken, Taker.status = [], 200
    httpd = HTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    settings.SMS_BACKEND = "portal.sms.HttpSms"
    settings.SMS_URL = f"http://127.0.0.1:{httpd.server_port}/send"
    settings.SMS_TOKEN = "token-1"
    yield httpd
    httpd.shutdown()
    httpd.server_close()


def test_it_posts_the_code(server):
    sms.gateway().send_code("+8613800138000", "012345", 5)
    (sent,) = Taker.taken
    assert sent["phone"] == "+8613800138000"
    assert sent["code"] == "012345"
    assert "012345" in sent["text"]
    assert sent["authorization"] == "Bearer token-1"


def test_it_posts_a_message(server):
    sms.gateway().send_text("+8613800138000", "培训到期了")
    (sent,) = Taker.taken
    assert sent == {"phone": "+8613800138000", "text": "培训到期了", "authorization": "Bearer token-1"}


@pytest.mark.parametrize("status", [400, 401, 500, 302])
def test_a_refusal_is_not_sent(server, status):
    Taker.status = status
    with pytest.raises(sms.NotSent):
        sms.gateway().send_code("+8613800138000", "012345", 5)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "file:///etc/passwd", ""])
def test_an_unreachable_gateway_is_not_sent(settings, url):
    settings.SMS_BACKEND, settings.SMS_URL = "portal.sms.HttpSms", url
    with pytest.raises(sms.NotSent):
        sms.gateway().send_code("+8613800138000", "012345", 5)


def test_the_page_says_so(client, handler, settings):
    settings.SMS_BACKEND, settings.SMS_URL = "portal.sms.HttpSms", "http://127.0.0.1:9/"
    page = client.post("/accounts/login/code/", {"phone": "13800000001"}).content.decode()
    assert "短信发不出去" in page


def test_the_console_shows_the_code_and_not_the_number(capsys):
    sms.ConsoleSms().send_code("+8613800138000", "012345", 5)
    out = capsys.readouterr().out
    assert "012345" in out
    assert "13800138000" not in out


def test_a_server_without_gateway_says_no():
    with pytest.raises(sms.NotSent):
        sms.NoSms().send_code("+8613800138000", "012345", 5)
