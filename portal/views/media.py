"""Pictures that editors put on public pages. Private files have a view of their own."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

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
SAFE_DRAWING = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing opened by itself may style itself and nothing else: no scripts, no other files, an origin of its own."""


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Only pictures, only from the folders of the picture library. A changed picture gets another name: kept a year."""
    parts = PurePosixPath(path)
    mime = _TYPES.get(parts.suffix.lower())
    if mime is None or parts.parts[0] not in _FOLDERS or ".." in parts.parts:
        raise Http404
    answer = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if answer.status_code == 200 and mime == "image/svg+xml":
        answer = _whole(answer)
    if answer.status_code == 200:
        answer["Content-Type"] = mime
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SAFE_DRAWING
    return answer


def _whole(streamed: HttpResponseBase) -> HttpResponse:
    """A drawing is text: read at once, it is compressed like a page."""
    answer = HttpResponse(b"".join(streamed))
    answer["Last-Modified"] = streamed["Last-Modified"]
    streamed.close()
    return answer
