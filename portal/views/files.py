"""Private files: asked for by an address nobody guesses, and still only given to who may read them."""

from __future__ import annotations

import logging
import uuid

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ..models import Attachment
from ..rules import file_types
from ..services import attachments
from ..services.pictures import shown_mime
from .parts import send

log = logging.getLogger(__name__)
_IN_PAGE = file_types.PICTURES | file_types.AUDIO | file_types.VIDEO
"""Shown where it stands; everything else is downloaded, because a sandbox keeps browsers from opening a PDF."""


@require_safe
def private_file(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The file as people may see it. Strangers are asked to sign in, whether it exists or not; others get 404."""
    found = Attachment.objects.select_related("file", "owner_type").filter(key=key).first()
    if found is None or not attachments.may_read(found, request.user):
        if request.user.is_authenticated:
            log.warning("file denied: attachment %s, person %s", found and found.pk, request.user.pk)
            raise Http404
        return redirect_to_login(request.get_full_path())
    etag = f'"{found.sha256[:40]}"'
    if etag in request.headers.get("If-None-Match", ""):
        return dressed(HttpResponseNotModified(), found, etag)
    try:
        answer = send(request, attachments.shown(found), shown_mime(found.mime))
    except FileNotFoundError:
        raise Http404 from None
    return dressed(answer, found, etag)


def dressed(answer: HttpResponseBase, found: Attachment, etag: str) -> HttpResponseBase:
    """The headers of a private file. Browsers may keep what stands in a page but must ask each time: it may be taken
    away, and phones are shared. What is downloaded they keep no second time."""
    name = file_types.clean_name(found.name.rpartition(".")[0] or found.name, shown_mime(found.mime))
    answer["Content-Disposition"] = content_disposition_header(found.mime not in _IN_PAGE, name) or "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-cache" if found.mime in _IN_PAGE else "private, no-store"
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    return answer
