"""Files in parts, as phones ask for recordings and films."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from ..rules.byte_ranges import Unsatisfiable, parse_range

_PIECE = 65536


def send(request: HttpRequest, stream: IO[bytes], mime: str) -> HttpResponseBase:
    """The whole file, or the part that was asked for (206, 416). The stream is closed when it has been read."""
    size = stream.seek(0, 2)
    stream.seek(0)
    try:
        part = parse_range(request.headers.get("Range", ""), size)
    except Unsatisfiable:
        stream.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}, content_type=mime)
    if part is None:
        return FileResponse(stream, content_type=mime, headers={"Content-Length": str(size)})
    first, last = part
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(_part(stream, first, last), status=206, content_type=mime, headers=headers)


def _part(stream: IO[bytes], first: int, last: int) -> Iterator[bytes]:
    with stream:
        stream.seek(first)
        left = last - first + 1
        for piece in iter(partial(stream.read, _PIECE), b""):
            yield piece[:left]
            left -= len(piece)
            if left <= 0:
                return
