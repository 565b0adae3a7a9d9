"""Who may read the files of our own rows. Guards of other apps are named in FILE_GUARDS as well."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from .models import Attachment, Job, Person


def of_job(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """The result of a job is for whoever started it, and administrators."""
    if attachment.owner_id is None:
        return False
    return Job.objects.visible_to(user).filter(pk=attachment.owner_id).exists()
