"""Private files: asked for by an address nobody guesses, and still only given to who may read them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import partial
from typing import IO

from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ..models import Attachment
from ..rules import file_types
from ..rules.byte_ranges import Unsatisfiable, parse_range
from ..services import attachments
from ..services.pictures import shown_mime

_PIECE = 65536
_IN_PAGE = file_types.PICTURES | file_types.AUDIO | file_types.VIDEO
"""Shown where it stands; everything else is downloaded, because a sandbox keeps browsers from opening a PDF."""


@require_safe
def private_file(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The file as people may see it. Strangers are asked to sign in, whether it exists or not; others get 404."""
    found = Attachment.objects.select_related("file", "owner_type").filter(key=key).first()
    if found is None or not attachments.may_read(found, request.user):
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    etag = f'"{found.sha256[:40]}"'
    if etag in request.headers.get("If-None-Match", ""):
        return _dressed(HttpResponseNotModified(), found, etag)
    try:
        answer = _answer(request, found)
    except FileNotFoundError:
        raise Http404 from None
    return _dressed(answer, found, etag)


def _answer(request: HttpRequest, found: Attachment) -> HttpResponseBase:
    stream = attachments.shown(found)
    size = stream.seek(0, 2)
    stream.seek(0)
    mime = shown_mime(found.mime)
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


def _dressed(answer: HttpResponseBase, found: Attachment, etag: str) -> HttpResponseBase:
    """Browsers may keep it but must ask each time: it may be taken away, and phones are shared."""
    name = file_types.clean_name(found.name.rpartition(".")[0] or found.name, shown_mime(found.mime))
    answer["Content-Disposition"] = content_disposition_header(found.mime not in _IN_PAGE, name) or "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-cache"
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    return answer
