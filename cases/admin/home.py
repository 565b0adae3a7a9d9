"""What waits for a person at the desk of precedents."""

from __future__ import annotations

from django.urls import reverse

from portal.models import Person

from ..models import Precedent
from ..services.precedents import MAY_APPROVE

Task = tuple[int, str, str]
"""How many, of what, and the address of the list."""


def tasks_of(user: Person) -> list[Task]:
    """One query for those who approve; what they wrote or submitted themselves waits for others."""
    if not user.has_perm(MAY_APPROVE):
        return []
    waiting = Precedent.objects.waiting().not_by(user).count()
    return [(waiting, "个案例等你审核脱敏", f"{reverse('precedents_desk:index')}?state=review&for_me=true")]
