"""Who may read files that belong to a case."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from portal.models import Attachment, Person

from .models import Case


def of_case(attachment: Attachment, user: Person | AnonymousUser) -> bool:
    """Whoever may see the case now. Having uploaded it once is another way in, which the portal itself opens."""
    return Case.objects.visible_to(user).filter(pk=attachment.owner_id or 0).exists()
