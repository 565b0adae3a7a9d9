"""What readers ask and open, told to the log by the worker: nothing here waits for the database, nobody is named.

A click is read from the article's own request: the browser says by its Referer that it comes from our results. So
nobody pays a redirect on a slow connection, nothing is scripted, and links stay as they are. A browser that sends no
Referer is not counted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from kombu.exceptions import OperationalError

from .asking import Answer
from .kinds import KINDS
from .rules.logged import kept_query
from .rules.query import MAX_LENGTH
from .services.search_log import MOST_SHOWN
from .tasks import log_click, log_search

_WORTH = 3600
"""Seconds after which a row that no worker has taken is let go."""


def observe_search(request: HttpRequest, asked: str, answer: Answer, seconds: float) -> None:
    """Log the first page of a search that the engine answered in full. Personal data never leave this process."""
    if (
        request.method != "GET"
        or not asked
        or answer.down
        or answer.partial
        or request.GET.get("page", "1") != "1"
        or _prefetched(request)
    ):
        return
    shown = [regulation.get_absolute_url() for regulation in answer.named]
    shown += [hit.url for hit in (*answer.exact, *answer.told, *answer.precedents, *answer.mixed)]
    shown += [hit.url for group in answer.groups for hit in group.hits]
    hits = answer.total + len(answer.exact) + len(answer.named)
    _tell(log_search, kept_query(asked), hits, round(seconds * 1000), shown[:MOST_SHOWN])


class ClickMiddleware:
    """Stands before the page cache: a page that is kept was opened all the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "GET" and not _prefetched(request):
            asked = asked_before(request)
            if asked and any(kind.opens(request.path_info) for kind in KINDS):
                _tell(log_click, kept_query(asked), request.path_info)
        return self.get_response(request)


def asked_before(request: HttpRequest) -> str:
    """What was asked on the results page this request comes from; empty when it comes from elsewhere."""
    try:
        came = urlsplit(request.headers.get("Referer", ""))
        asked = parse_qs(came.query, max_num_fields=40).get("q", [""])[0]
        ours = came.netloc == request.get_host() and came.path == reverse("search:results")
    except (ValueError, DisallowedHost):
        return ""
    return asked.strip()[:MAX_LENGTH] if ours else ""


def _tell(task: Any, *facts: object) -> None:
    """Hand it to the worker. A broker that is away costs a row of the log, never the reader's time."""
    with contextlib.suppress(OperationalError, OSError):
        task.apply_async(facts, retry=False, expires=_WORTH)


def _prefetched(request: HttpRequest) -> bool:
    return "prefetch" in request.headers.get("Sec-Purpose", "")
