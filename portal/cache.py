"""Whole pages kept for visitors who are not signed in.

A view says with `@public_page` that its answer is the same for every anonymous visitor on a given day. It is kept
compressed, under path, query, host, 大字, encoding, the date in Shanghai, the publish generation and whether samples
are shown: publishing outdates everything at once, and yesterday's ribbons vanish at midnight. A hit costs one query.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from . import clock
from .compression import accepted_encoding
from .context import chosen_size
from .services.generation import current_generation

_NEVER = ("/admin/", "/accounts/", "/cases/", "/files/", "/jobs/", "/me/", "/my-case/", "/healthz", "/readyz")
_KEPT_HEADERS = ("Content-Type", "Content-Encoding", "Content-Language", "Vary", "Content-Security-Policy", "Link")


@dataclass(frozen=True)
class Kept:
    """A stored answer: the body as it goes over the wire."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str

    def response(self, request: HttpRequest) -> HttpResponse:
        """304 when the visitor has it already."""
        if _has(request, self.etag):
            answer: HttpResponse = HttpResponseNotModified()
        else:
            answer = HttpResponse(self.body)
            for name, value in self.headers:
                answer[name] = value
            answer["Content-Length"] = str(len(self.body))
        return _dressed(answer, self.etag)


def _has(request: HttpRequest, etag: str) -> bool:
    asked = request.headers.get("If-None-Match", "")
    return any(part.strip().removeprefix("W/") == etag for part in asked.split(","))


def _dressed(response: HttpResponse, etag: str) -> HttpResponse:
    """Browsers may keep it but must ask: after signing in, the same address shows another page."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    return response


class PageCacheMiddleware:
    """Answers from the store before sessions, CSRF or any view is touched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _anonymous_read(request):
            return self.get_response(request)
        key = _key(request)
        kept = caches["pages"].get(key)
        if isinstance(kept, Kept):
            return kept.response(request)
        response = self.get_response(request)
        if not _may_be_kept(response):
            return response
        kept = _keep(response)  # type: ignore[arg-type]
        if request.method == "GET":
            caches["pages"].set(key, kept)
        return kept.response(request)


def _anonymous_read(request: HttpRequest) -> bool:
    """A session cookie means somebody who may see more, or has a message waiting."""
    return (
        request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HX-Request" not in request.headers
        and "Authorization" not in request.headers
        and not request.path_info.startswith((*_NEVER, settings.STATIC_URL, settings.MEDIA_URL))
    )


def _key(request: HttpRequest) -> str:
    parts = (
        str(current_generation()),
        str(settings.SHOW_SAMPLE_PRECEDENTS),
        clock.today().isoformat(),
        chosen_size(request),
        accepted_encoding(request),
        request.scheme or "",
        request.get_host(),
        request.get_full_path(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _may_be_kept(response: HttpResponseBase) -> bool:
    return (
        getattr(response, "_public_page", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
    )


def _keep(response: HttpResponse) -> Kept:
    headers = tuple((name, response[name]) for name in _KEPT_HEADERS if name in response)
    return Kept(response.content, headers, f'"{hashlib.sha256(response.content).hexdigest()[:32]}"')
