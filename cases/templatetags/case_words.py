"""Words of case pages."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from portal.models.scope import Scope

from ..models import Party, TeamMember
from ..rules.access import READERS
from ..rules.capitals import capital_yuan
from ..services.opening import REPORTERS, projects_to_report
from ..trail_reading import roles_in_words

register = template.Library()


@register.filter
def word(names: Mapping[str, str], code: str) -> str:
    """The name of a code; the code itself when it has none."""
    return names.get(code, code)


@register.filter
def roles(codes: str) -> str:
    """Roles of a row of the trail in words."""
    return roles_in_words(codes)


@register.filter
def yuan(amount: Decimal | str | int | None) -> str:
    """62,400 and 5,200.50: thousands apart, no empty cents; nothing for nothing."""
    if amount in (None, ""):
        return ""
    return f"{Decimal(amount):,.2f}".removesuffix(".00")


@register.filter
def capitals(amount: Decimal | str) -> str:
    """人民币陆万贰仟肆佰元整."""
    return capital_yuan(Decimal(amount))


@register.simple_tag
def has_cases(user: Any) -> bool:
    """Whether the list of cases is of use to somebody: by a post that sees or reports them, or in a team."""
    scope = Scope.of(user)
    if scope.everything or any(post.role in READERS | REPORTERS for post in scope.posts):
        return True
    return user.is_authenticated and TeamMember.objects.standing(user).exists()


@register.inclusion_tag("cases/doors.html")
def case_doors(user: Any) -> dict[str, bool]:
    """The doors to the cases and to a report, for whom they open; nothing, without a query, for strangers."""
    cases = has_cases(user)
    return {"cases": cases, "report": cases and projects_to_report(user).exists()}


@register.simple_tag
def is_concerned(user: Any) -> bool:
    """Whether somebody is a party of a case, and may ask who looked at it."""
    return bool(user.is_authenticated) and Party.objects.filter(person=user.pk).exists()
