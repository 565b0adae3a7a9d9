"""What comes in from outside, as far as PostgreSQL and our own walking through it can take it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.http.response import HttpResponseBase
from django.shortcuts import render

_NUL = "\0"
_DEEPEST = 32
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_REFUSAL = "地址或填的内容里有不能保存的字符，什么都没有做。请回到上一页，重新填一次。"


class PlainMiddleware:
    """400 for a NUL in path, query or form: a database refuses it, and nobody types one. 413 for far too much.

    It stands before everything that reads an address, and refuses in plain text; what was too much gets a page with the
    way back, where the browser still has what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
        if _NUL in request.path_info or b"\0" in query:
            return _refused()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        if request.method != "POST" or request.content_type not in _FORMS:
            return None
        try:
            posted = request.POST.lists()
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            return render(request, "413.html", status=413)
        return _refused() if any(_NUL in typed for _, all_of in posted for typed in all_of) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A form sent where a phone's own message is read: its body is used up by then."""
        return _refused() if isinstance(exception, RawPostDataException) else None


def _refused() -> HttpResponse:
    return HttpResponse(_REFUSAL, status=400, content_type="text/plain; charset=utf-8")


class Unreadable(ValueError):
    """What came in is no JSON that can be kept."""


def read_json(body: bytes | str) -> Any:
    """What a phone sent. Unreadable for what is no JSON, is nested more than 32 deep, or has text that no database
    keeps (NUL, half characters)."""
    try:
        found = json.loads(body)
        level: list[Any] = [found]
        for _ in range(_DEEPEST):
            level = [inner for one in level for inner in _inside(one)]
    except (ValueError, RecursionError) as bad:
        raise Unreadable from bad
    if level:
        raise Unreadable
    return found


def _inside(value: Any) -> Iterable[Any]:
    """What stands in a list or an object. ValueError for text that cannot be kept."""
    if isinstance(value, str):
        value.encode()  # of half a character there are no bytes
        if _NUL in value:
            raise ValueError("NUL")
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else ()
