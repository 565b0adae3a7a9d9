"""Every page goes out compressed: brotli when the browser takes it, else gzip. Static files are whitenoise's."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

SMALLEST = 200
"""Bytes; below it the header costs more than compression saves."""

_TYPES = ("text/", "application/json", "application/xml", "application/atom+xml", "application/rss+xml", "image/svg")


def accepted_encoding(request: HttpRequest) -> str:
    """br, gzip or identity; an encoding refused with q=0 is not taken."""
    taken = set()
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, quality = part.strip().partition(";")
        refused = quality.replace(" ", "") in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
        if name and not refused:
            taken.add(name.strip())
    return next((name for name in ("br", "gzip") if name in taken), "identity")


class CompressionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _worth_it(response):
            patch_vary_headers(response, ("Accept-Encoding",))
            _compress(response, accepted_encoding(request))
        return response


def _worth_it(response: HttpResponse) -> bool:
    return (
        not response.has_header("Content-Encoding")
        and response.get("Content-Type", "").startswith(_TYPES)
        and len(response.content) >= SMALLEST
    )


def _compress(response: HttpResponse, encoding: str) -> None:
    if encoding == "br":
        response.content = brotli.compress(response.content, quality=5)
    elif encoding == "gzip":
        response.content = gzip.compress(response.content, compresslevel=6, mtime=0)
    else:
        return
    response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(response.content))
    if response.has_header("ETag") and not response["ETag"].startswith("W/"):
        response["ETag"] = "W/" + response["ETag"]
