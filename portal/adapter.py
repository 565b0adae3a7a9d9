"""What allauth asks us: who may register, how people are shown, how second-factor secrets are kept."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from qrcode.image.svg import SvgPathFillImage

from .addresses import client_address
from .models import Person
from .services.sealing import seal, unseal


def display_name(person: Person) -> str:
    return person.get_full_name()


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are entered by their organisation; nobody registers alone."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this site: no other host, allowed or trusted, is a place to be sent to."""
        return local_path(url) == url

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail about accounts: most people have no address, and the site sends none by itself yet."""


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": "数字不对，请看验证器里现在的 6 位。"}

    def get_totp_label(self, user: Person) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """On white of its own, so that it can be scanned from a dark page."""
        out = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(out)
        return out.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)


def local_path(url: str | None, default: str = "/") -> str:
    """`url` when it is a path of this site, else `default`."""
    if url and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return url
    return default
