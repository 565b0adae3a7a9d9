"""Phones are shared on site: whatever a phone keeps by itself belongs to an account, and says so without a name."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .models import Person
from .services.sealing import fingerprint

HEADER = "Mingbai-Account"


def account_key(person: Person) -> str:
    """Names an account on a phone without saying whose it is."""
    return fingerprint("exam account", str(person.pk))[:16]


class AccountMiddleware:
    """Every page says whose session it came from, so that the phone's own store never answers one with another's.

    Pages without the header come from nobody's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies
        is_page = response.get("Content-Type", "").startswith("text/html")
        if signed_in and is_page and request.user.is_authenticated:
            response[HEADER] = account_key(request.user)
        return response
