"""Words of case pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.db.models import Q

from portal.models.scope import Scope

from ..models import TeamMember
from ..rules.access import READERS
from ..services.opening import REPORTERS

register = template.Library()


@register.filter
def word(names: Mapping[str, str], code: str) -> str:
    """The name of a code; the code itself when it has none."""
    return names.get(code, code)


@register.simple_tag
def has_cases(user: Any) -> bool:
    """Whether the list of cases is of use to somebody: by a post that sees or reports them, or in a team."""
    scope = Scope.of(user)
    if scope.everything or any(post.role in READERS | REPORTERS for post in scope.posts):
        return True
    mine = TeamMember.objects.filter(Q(person=user.pk) | Q(deputy=user.pk), until__isnull=True)
    return user.is_authenticated and mine.exists()
