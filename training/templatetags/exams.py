"""Parts of exams on other pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from portal.shared_phone import account_key

from ..rules import grading

register = template.Library()


@register.simple_tag(takes_context=True)
def exam_account(context: dict[str, Any]) -> str:
    """Names the account on this phone; empty for a stranger."""
    request = context.get("request")
    return account_key(request.user) if request is not None and request.user.is_authenticated else ""


@register.filter
def points(score: Decimal | None) -> str:
    """A score as it is shown everywhere; "" without one."""
    return "" if score is None else grading.in_points(score)
