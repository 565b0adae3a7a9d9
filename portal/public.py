"""Saying that a page is the same for every anonymous visitor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase


def mark_public(response: HttpResponseBase) -> None:
    """Say that this answer may be kept for every anonymous visitor."""
    response._public_page = True  # type: ignore[attr-defined]


def public_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For views, and for `serve` of a page: the answer depends on address, date, 大字 and the published state only."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        mark_public(response)
        return response

    return marked
