"""Public pages: where they stand, and saying that one is the same for every anonymous visitor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from wagtail.models import Page


def address_of(page: Page) -> str:
    """The address of a page below the home page of the one site, without a query: lists have many of them."""
    return "/" + str(page.url_path).split("/", 2)[2]


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
