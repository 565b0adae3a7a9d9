"""Pictures of a session: proof that it took place. They are shown without camera and place."""

from __future__ import annotations

import datetime
import hashlib

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.db.models import QuerySet

from portal.models import Attachment, Person
from portal.rules.file_types import PICTURES
from portal.services.attachments import keep_file
from portal.services.refusal import Refused

from ...models import CrewSession
from .who import check_keeper

MOST = 9
LARGEST = 15 * 1024 * 1024


def photos_of(session: CrewSession) -> QuerySet[Attachment]:
    of_sessions = ContentType.objects.get_for_model(CrewSession)
    return Attachment.objects.filter(owner_type=of_sessions, owner_id=session.pk).order_by("pk")


def keep_photo(*, session: CrewSession, by: Person, file: File, name: str, now: datetime.datetime) -> Attachment:
    """Keep a picture; the same one sent again is kept once."""
    check_keeper(by, session)
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    kept = photos_of(session)
    known = kept.filter(sha256=digest.hexdigest()).first()
    if known is not None:
        return known
    if kept.count() >= MOST:
        raise Refused(f"一场最多 {MOST} 张照片。", "photo")
    return keep_file(
        by=by,
        file=file,
        name=name,
        allowed=PICTURES,
        limit=LARGEST,
        now=now,
        owner=session,
        is_sample=session.is_sample,
    )
