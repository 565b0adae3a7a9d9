"""Who may read the files of our own rows. Guards of other apps are named in FILE_GUARDS and JOB_FILE_GUARDS."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string

from .models import Attachment, Job, Person


def of_job(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """The result of a job is for whoever started it, and administrators, as long as the guard of its kind lets them."""
    job = Job.objects.visible_to(user).filter(pk=attachment.owner_id or 0).first()
    if job is None:
        return False
    guard = settings.JOB_FILE_GUARDS.get(job.kind)
    return guard is None or bool(import_string(guard)(job, user))
