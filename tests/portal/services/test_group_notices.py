"""Groups in WeCom and DingTalk: signed, without personal data, once, or visibly not."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
import logging
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from portal import clock, webhooks
from portal.models import GroupHook, GroupNotice
from portal.rules.quiet import read_hours
from portal.services import group_notices, sending
from portal.services.refusal import Refused

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
SECRET = "SEC-not-for-logs"


class Robot(BaseHTTPRequestHandler):
    """Answers as the providers do; `hang` takes the message and says nothing."""

    status, answer, hang = 200, b'{"errcode":0,"errmsg":"ok"}', None
    taken: list[tuple[str, dict]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Robot.taken.append((self.path, json.loads(body)))
        if Robot.hang:
            Robot.hang.wait(20)
            return
        self.send_response(Robot.status)
        self.end_headers()
        self.wfile.write(Robot.answer)

    def log_message(self, *args):
        pass


@pytest.fixture
def robot(settings):
    Robot.taken, Robot.status, Robot.answer, Robot.hang = [], 200, b'{"errcode":0}', None
    server = ThreadingHTTPServer(("127.0.0.1", 0), Robot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.GROUP_RELAYS = [f"127.0.0.1:{server.server_port}"]
    settings.BASE_URL = "https://mingbai.example.com"
    yield f"http://127.0.0.1:{server.server_port}"
    if Robot.hang:
        Robot.hang.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def group(client_company, robot):
    def make(service="wecom", **more):
        path = "/cgi-bin/webhook/send?key=K-1" if service == "wecom" else "/robot/send?access_token=T-1"
        hook = GroupHook(organisation=client_company, name="项目群", service=service, kinds=["policy_update"])
        for name, value in more.items():
            setattr(hook, name, value)
        return group_notices.keep_hook(hook=hook, address=robot + path, secret=SECRET)

    return make


def tell(hook, now, **more):
    facts = {"kind": "policy_update", "title": "政策更新，请登录看", "key": "u:1"} | more
    return group_notices.notify_group(organisations=[hook.organisation], now=now, **facts)


def row():
    return GroupNotice.objects.get()


@pytest.mark.covers("X-04")
def test_wecom_gets_the_text_with_its_address(group, now):
    tell(group(), now, link="/updates/")
    assert group_notices.sweep(now=now) == {"sent": 1}
    ((path, body),) = Robot.taken
    assert path == "/cgi-bin/webhook/send?key=K-1"
    text = "【明白】政策更新，请登录看\nhttps://mingbai.example.com/updates/"
    assert body == {"msgtype": "text", "text": {"content": text}}
    assert group_notices.sweep(now=now + MINUTE) == {}


def test_dingtalk_is_signed(group, now):
    tell(group("dingtalk"), now)
    assert group_notices.sweep(now=now) == {"sent": 1}
    asked = parse_qs(urlsplit(Robot.taken[0][0]).query)
    told = f"{asked['timestamp'][0]}\n{SECRET}".encode()
    expected = base64.b64encode(hmac.new(SECRET.encode(), told, hashlib.sha256).digest()).decode()
    assert asked["sign"] == [expected]
    assert asked["access_token"] == ["T-1"]


def test_the_same_key_tells_a_group_once(group, now):
    hook = group()
    tell(hook, now), tell(hook, now)
    assert GroupNotice.objects.count() == 1


def test_only_groups_that_want_it_and_are_in_use_are_told(group, now):
    group(active=False), group(kinds=["urgent_missed"])
    hook = group()
    tell(hook, now)
    assert row().hook == hook


def test_groups_of_another_client_are_not_told(group, other_company, now):
    hook = group()
    group_notices.notify_group(organisations=[other_company], kind="policy_update", title="x", now=now)
    assert not hook.notices.exists()


@pytest.mark.covers("N10", "X-04")
@pytest.mark.parametrize("title", ["王建国的工资没有发", "请打 13812345678", "身份证 11010519491231002X"])
def test_personal_data_do_not_get_into_a_group(group, now, title):
    tell(group(), now, title=title)
    assert row().title == "有一条新消息（政策更新），请登录看"


def test_what_is_refused_is_tried_again_and_given_up_visibly(group, now):
    Robot.answer = b'{"errcode":45009,"errmsg":"api freq out of limit"}'
    tell(group(), now)
    for wait in (1, 5, 30, 180):
        assert group_notices.sweep(now=now) == {"queued": 1}
        assert row().error == "robot answered 45009"
        now += wait * MINUTE + datetime.timedelta(seconds=10)
    assert group_notices.sweep(now=now) == {"failed": 1}
    assert len(Robot.taken) == 5


def test_a_broken_server_is_tried_again(group, now):
    Robot.status = 502
    tell(group(), now)
    assert group_notices.sweep(now=now) == {"queued": 1}
    Robot.status = 200
    assert group_notices.sweep(now=now + 2 * MINUTE) == {"sent": 1}


def test_one_that_takes_it_and_never_answers_is_not_known(group, now, monkeypatch):
    monkeypatch.setattr(webhooks, "TIMEOUT", 0.3)
    Robot.hang = threading.Event()
    tell(group(), now)
    assert group_notices.sweep(now=now) == {"unsure": 1}
    assert group_notices.sweep(now=now + 300 * MINUTE) == {}
    assert len(Robot.taken) == 1
    Robot.hang.set()
    Robot.hang = None
    sending.retry(row=row(), now=now)
    assert group_notices.sweep(now=now) == {"sent": 1}


def test_one_that_cannot_be_reached_has_taken_nothing(group, now, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{taken.getsockname()[1]}"
    hook = group()
    settings.GROUP_RELAYS = [host]
    group_notices.keep_hook(hook=hook, address=f"http://{host}/cgi-bin/webhook/send?key=K-1", secret="")
    tell(hook, now)
    assert group_notices.sweep(now=now) == {"queued": 1}
    assert "cannot be reached" in row().error


def test_what_was_being_sent_when_the_process_died_is_not_sent_again(group, now):
    tell(group(), now)
    GroupNotice.objects.update(state="sending", leased_until=now - MINUTE, tries=1)
    assert group_notices.sweep(now=now) == {"unsure": 1}
    assert Robot.taken == []


def test_at_night_only_what_is_urgent(group, now, settings):
    settings.QUIET_HOURS = read_hours("00:00-23:59")
    night = now.replace(hour=3, minute=0)
    hook = group()
    tell(hook, night)
    tell(hook, night, key="u:2", urgent=True)
    assert group_notices.sweep(now=night) == {"sent": 1}
    assert GroupNotice.objects.get(key="u:1").state == "queued"


def test_neither_row_nor_log_holds_the_keys(group, now, caplog):
    Robot.answer = b"<html>"
    hook = group("dingtalk")
    tell(hook, now)
    with caplog.at_level(logging.DEBUG):
        assert group_notices.sweep(now=now) == {"unsure": 1}
    for secret in (SECRET, "T-1"):
        assert secret not in caplog.text + row().error + hook.address_sealed + hook.secret_sealed


@pytest.mark.parametrize(
    ("service", "address", "known"),
    [
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a", True),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=a", True),
        ("wecom", "https://oapi.dingtalk.com/robot/send?access_token=a", False),
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a", False),
        ("wecom", "https://qyapi.weixin.qq.com@example.com/cgi-bin/webhook/send?key=a", False),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send", False),
        ("wecom", "https://169.254.169.254/cgi-bin/webhook/send?key=a", False),
        ("wecom", "file:///etc/passwd", False),
        ("wecom", "https://[", False),
    ],
)
def test_only_robots_are_called(service, address, known):
    assert webhooks.is_known(service, address) is known


@pytest.mark.parametrize("address", ["", "https://example.com/"])
def test_an_address_of_nothing_is_refused(client_company, address):
    hook = GroupHook(organisation=client_company, name="群", service="wecom", kinds=[])
    with pytest.raises(Refused) as refused:
        group_notices.keep_hook(hook=hook, address=address, secret="")
    assert refused.value.field == "address"
