"""A phone on which somebody opens the page of their own."""

from __future__ import annotations

from typing import Any

from django.test import Client

from cases.rules import own_view
from cases.services.own_pages import Made


def address(made: Made) -> str:
    return f"/my-case/{own_view.shown_token(made.token)}/"


def opened(made: Made, **more: Any) -> Client:
    """A phone on which the code was entered."""
    client = Client(**more)
    answer = client.post(address(made), {"step": "enter", "code": own_view.shown_code(made.code)})
    assert answer.status_code == 302, answer.content.decode()
    return client


def read(made: Made) -> str:
    return opened(made).get(address(made)).content.decode()
