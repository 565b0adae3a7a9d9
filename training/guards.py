"""Who may read the files that belong to training."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from portal.models import Attachment, Person

from .models import CrewSession, OutsideCertificate
from .officers import attempts_under


def of_outside_certificate(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """The holder, and whoever looks after him."""
    return OutsideCertificate.objects.visible_to(user).filter(pk=attachment.owner_id or 0).exists()


def of_session(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """Pictures of a session are for whoever sees the session: those who answer for it, and those who were there."""
    return CrewSession.objects.visible_to(user).filter(pk=attachment.owner_id or 0).exists()


def of_attempt(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """The photo of a printed paper is for those who may enter it. Whoever took the exam asks them for the sheet."""
    if not isinstance(user, Person):
        return False
    return attempts_under(user).filter(pk=attachment.owner_id or 0).exists()
