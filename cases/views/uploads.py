"""Files in parts: a small server of the tus protocol 1.0 (creation, checksum, termination, expiration).

Its addresses are for the person who began the upload. They carry the site's CSRF token as a header.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal import clock
from portal.models import Person
from portal.services.refusal import Refused

from ..models import Upload
from ..rules.evidence import LARGEST
from ..services import uploads
from .case import case_or_404

VERSION = "1.0.0"
_PARTS = "application/offset+octet-stream"
_ALGORITHMS = ("sha1", "sha256")


def _answer(status: int, words: str = "", **headers: str) -> HttpResponse:
    made = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made["Tus-Resumable"] = VERSION
    return made


def _far(upload: Upload, status: int, offset: int) -> HttpResponse:
    expires = http_date((upload.touched_at + uploads.KEEP).timestamp())
    return _answer(
        status,
        Upload_Offset=str(offset),
        Upload_Length=str(upload.size),
        Upload_Expires=expires,
        Cache_Control="no-store",
    )


@never_cache
@login_required
@require_http_methods(["POST", "OPTIONS"])
def upload_begin(request: HttpRequest, number: str) -> HttpResponse:
    """A place for a file: 201 with its address and how much of it is here, 413 with the words of a refusal."""
    case = case_or_404(request, number)
    if request.method == "OPTIONS":
        extensions = "creation,checksum,termination,expiration"
        return _answer(
            204,
            Tus_Version=VERSION,
            Tus_Max_Size=str(LARGEST),
            Tus_Extension=extensions,
            Tus_Checksum_Algorithm=",".join(_ALGORITHMS),
        )
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    length = request.headers.get("Upload-Length", "")
    if told is None or not length.isdecimal():
        return _answer(400, "Upload-Length 或 Upload-Metadata 不对")
    by: Person = request.user  # type: ignore[assignment]
    more = {name: told.get(name, "") for name in ("fingerprint", "sha256")}
    try:
        upload = uploads.begin_upload(
            case=case, by=by, name=told.get("filename", ""), size=int(length[:15]), now=clock.now(), **more
        )
    except Refused as refused:
        return _answer(413, refused.message)
    made = _far(upload, 201, uploads.settle(upload))
    made["Location"] = reverse("cases:upload", args=[case.number, upload.key])
    return made


def _metadata(header: str) -> dict[str, str] | None:
    """`name base64,name base64`; None for what is none."""
    found = {}
    for pair in filter(None, header.split(",")):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode().replace("\0", "")
        except (binascii.Error, ValueError):
            return None
    return found


@never_cache
@login_required
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, number: str, key: uuid.UUID) -> HttpResponse:
    """How far it is, one more part of it, or no more of it."""
    case = case_or_404(request, number)
    found = Upload.objects.filter(key=key, case=case, by=request.user.pk).first()
    if found is None or found.state in (Upload.State.DONE, Upload.State.REFUSED):
        raise Http404
    if request.method == "DELETE":
        uploads.give_up(upload=found)
        return _answer(204)
    if request.method == "HEAD":
        return _far(found, 200, uploads.settle(found))
    return _part(request, found)


def _part(request: HttpRequest, found: Upload) -> HttpResponse:
    offset, length = request.headers.get("Upload-Offset", ""), request.headers.get("Content-Length", "")
    if request.content_type != _PARTS:
        return _answer(415, f"Content-Type: {_PARTS}")
    if not offset.isdecimal() or not length.isdecimal():
        return _answer(400, "Upload-Offset 或 Content-Length 不对")
    try:
        checksum = _checksum(request.headers.get("Upload-Checksum", ""))
    except ValueError:
        return _answer(400, "Upload-Checksum 不对")
    take = {"offset": int(offset[:15]), "length": int(length[:15]), "checksum": checksum}
    try:
        at = uploads.receive(upload=found, read=_reader(request), now=clock.now(), **take)  # type: ignore[arg-type]
    except uploads.Overtaken:
        return _far(found, 409, uploads.settle(found))
    except uploads.Corrupt:
        return _far(found, 460, uploads.settle(found))
    except Refused as refused:
        return _answer(413, refused.message)
    return _far(found, 204, at)


def _reader(request: HttpRequest) -> Callable[[int], bytes]:
    def read(size: int) -> bytes:
        try:
            return request.read(size)
        except (UnreadablePostError, OSError):
            return b""  # cut: what is here is good

    return read


def _checksum(header: str) -> tuple[str, bytes] | None:
    """ValueError for an algorithm or a digest that is none."""
    if not header:
        return None
    name, _, value = header.partition(" ")
    digest = base64.b64decode(value, validate=True)
    if name not in _ALGORITHMS or len(digest) != {"sha1": 20, "sha256": 32}[name]:
        raise ValueError(name)
    return name, digest
