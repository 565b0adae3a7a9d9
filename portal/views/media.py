"""Pictures and recordings that editors put on public pages. Private files have a view of their own."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from .parts import send

_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
_FOLDERS = {"images", "original_images"}
_SOUNDS = {".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".webm": "audio/webm"}
_SPOKEN = "recordings"
SAFE_DRAWING = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing opened by itself may style itself and nothing else: no scripts, no other files, an origin of its own."""


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Only pictures, only from the folders of the picture library; recordings from theirs. What has changed gets
    another name, so everything is kept a year.
    """
    parts = PurePosixPath(path)
    if len(parts.parts) == 2 and parts.parts[0] == _SPOKEN:
        return _recording(request, parts)
    mime = _TYPES.get(parts.suffix.lower())
    if mime is None or parts.parts[0] not in _FOLDERS or ".." in parts.parts:
        raise Http404
    answer = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if answer.status_code == 200 and mime == "image/svg+xml":
        answer = _whole(answer)
    if answer.status_code == 200:
        answer["Content-Type"] = mime
    return _kept(answer)


def _kept(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SAFE_DRAWING
    return answer


def _recording(request: HttpRequest, parts: PurePosixPath) -> HttpResponseBase:
    """In parts, as phones ask for sound. It does not say when it was made: editors record options in the order of
    writing, right answers first.
    """
    mime = _SOUNDS.get(parts.suffix)
    if mime is None:
        raise Http404
    try:
        stream = default_storage.open(str(parts), "rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = _kept(send(request, stream, mime))
    answer["Accept-Ranges"] = "bytes"
    return answer


def _whole(streamed: HttpResponseBase) -> HttpResponse:
    """A drawing is text: read at once, it is compressed like a page."""
    answer = HttpResponse(b"".join(streamed))
    answer["Last-Modified"] = streamed["Last-Modified"]
    streamed.close()
    return answer
