"""Sending an SMS. MINGBAI_SMS_BACKEND names the class; the console prints for a machine of one's own."""

from __future__ import annotations

import http.client
import json
import sys
import urllib.error
import urllib.request
from typing import ClassVar, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class NotSent(Exception):
    """The gateway did not take the message; why is in the log, without the number."""


class NotKnown(NotSent):
    """It went over and no answer came: it may have been taken. Never sent again by itself."""


class Gateway(Protocol):
    def send_code(self, phone: str, code: str, minutes: int) -> None:
        """Hand a sign-in code over or raise NotSent. `phone` is E.164."""

    def send_text(self, phone: str, text: str) -> None:
        """Hand a message over or raise NotSent."""


def gateway() -> Gateway:
    made: Gateway = import_string(settings.SMS_BACKEND)()
    return made


def is_ready() -> bool:
    """False where no gateway was chosen."""
    return settings.SMS_BACKEND != "portal.sms.NoSms"


def words(code: str, minutes: int) -> str:
    return str(settings.SMS_TEMPLATE).format(code=code, minutes=minutes)


class ConsoleSms:
    """Prints to the terminal where the site runs: the default, for trying out."""

    def send_code(self, phone: str, code: str, minutes: int) -> None:
        self.send_text(phone, words(code, minutes))

    def send_text(self, phone: str, text: str) -> None:
        sys.stdout.write(f"[短信] {phone[:6]}****{phone[-2:]}：{text}\n")
        sys.stdout.flush()


class NoSms:
    """Sends nothing and says so: what a public server has until a gateway is chosen."""

    def send_code(self, phone: str, code: str, minutes: int) -> None:
        raise NotSent("no gateway is configured")

    def send_text(self, phone: str, text: str) -> None:
        raise NotSent("no gateway is configured")


class MemorySms:
    """Keeps what was sent; for tests."""

    sent: ClassVar[list[tuple[str, str]]] = []
    texts: ClassVar[list[tuple[str, str]]] = []

    def send_code(self, phone: str, code: str, minutes: int) -> None:
        self.sent.append((phone, code))

    def send_text(self, phone: str, text: str) -> None:
        self.texts.append((phone, text))


class HttpSms:
    """POSTs JSON {phone, text} to MINGBAI_SMS_URL with MINGBAI_SMS_TOKEN as bearer; {code, minutes} too for a code.

    Any 2xx answer is taken as accepted. Signing for a particular provider belongs into a small relay or a subclass.
    """

    timeout = 5.0

    def send_code(self, phone: str, code: str, minutes: int) -> None:
        self._post({"phone": phone, "code": code, "minutes": minutes, "text": words(code, minutes)})

    def send_text(self, phone: str, text: str) -> None:
        self._post({"phone": phone, "text": text})

    def _post(self, body: dict[str, object]) -> None:
        if not settings.SMS_URL.startswith(("https://", "http://")):
            raise NotSent("MINGBAI_SMS_URL is not an address")
        request = urllib.request.Request(  # noqa: S310
            settings.SMS_URL,
            data=json.dumps(body, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_TOKEN}"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310
                if not 200 <= answer.status < 300:
                    raise NotSent(f"gateway answered {answer.status}")
        except (urllib.error.URLError, ValueError) as error:
            raise NotSent(f"gateway failed: {type(error).__name__}") from error
        except (OSError, http.client.HTTPException) as error:  # after the request had gone over
            raise NotKnown(f"gateway did not answer: {type(error).__name__}") from error
