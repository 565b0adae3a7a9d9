"""Robots of groups: WeCom and DingTalk take the same JSON and answer with an errcode.

DingTalk's robots are signed with a secret; WeCom's key stands in the address. Both are secrets and get into no log.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import time
from urllib.parse import quote_plus, urlsplit

from django.conf import settings

from .sms import NotKnown, NotSent

TIMEOUT = 5.0
_LONGEST_ANSWER = 4096
_PATHS = {"wecom": "/cgi-bin/webhook/send", "dingtalk": "/robot/send"}


def is_known(service: str, address: str) -> bool:
    """Whether this is the address of a robot of that service: nothing inside one's own network is called."""
    try:
        parts = urlsplit(address)
        host = parts.netloc.lower()
    except ValueError:
        return False
    if parts.path != _PATHS.get(service) or not parts.query or parts.fragment:
        return False
    if parts.scheme == "https" and host == settings.GROUP_HOSTS.get(service):
        return True
    return parts.scheme in {"http", "https"} and host in settings.GROUP_RELAYS


def signed(address: str, secret: str, milliseconds: int) -> str:
    """DingTalk's address with time and signature: HMAC-SHA256 of "time, newline, secret" under the secret."""
    text = f"{milliseconds}\n{secret}"
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return f"{address}&timestamp={milliseconds}&sign={quote_plus(base64.b64encode(digest))}"


def send_text(service: str, address: str, secret: str, text: str) -> None:
    """Hand a text over. NotSent when it was not taken, NotKnown when it may have been."""
    if not is_known(service, address):
        raise NotSent("not an address of this service")
    if service == "dingtalk" and secret:
        address = signed(address, secret, int(time.time() * 1000))
    code = _post(address, {"msgtype": "text", "text": {"content": text}})
    if code:
        raise NotSent(f"robot answered {code}")


def _post(address: str, body: dict[str, object]) -> int:
    """The errcode of the answer, or the negative HTTP status of a refusal."""
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=TIMEOUT)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise NotSent(f"robot cannot be reached: {type(error).__name__}") from None
        try:
            headers = {"Content-Type": "application/json"}
            content = json.dumps(body, ensure_ascii=False).encode()
            connection.request("POST", f"{parts.path}?{parts.query}", content, headers)
            answer = connection.getresponse()
            said = answer.read(_LONGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise NotKnown(f"robot did not answer: {type(error).__name__}") from None
    finally:
        connection.close()
    if answer.status != 200:
        return -answer.status
    try:
        return int(json.loads(said)["errcode"])
    except (ValueError, TypeError, KeyError):
        raise NotKnown("robot answered something else") from None
