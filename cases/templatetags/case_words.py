"""Words of case pages."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def word(names: Mapping[str, str], code: str) -> str:
    """The name of a code; the code itself when it has none."""
    return names.get(code, code)
