"""Marked words in templates, search results and the pages they lead to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from ..rules import highlight
from ..rules.highlight import Piece

register = template.Library()


@register.filter
def pieces(parts: Iterable[Piece]) -> SafeString:
    """Pieces with <mark> around the marked ones, everything escaped."""
    return format_html_join("", "{}", ((_one(part),) for part in parts))


def _one(part: Piece) -> Any:
    return format_html_join("", "<mark>{}</mark>", [(part.text,)]) if part.marked else part.text


@register.filter
def marked(text: str, question: str | None) -> Any:
    """The words of a question marked in a text; the text itself when nothing was asked."""
    if not question:
        return text
    return pieces(highlight.mark(text, highlight.marks(question[:200])))


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key, "")
