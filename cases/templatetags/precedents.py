"""What other apps' pages show of precedents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from knowledge.models import ArticleText
from knowledge.reading import History

from ..citing import citing
from ..teaching import last_withdrawal

register = template.Library()


register.simple_tag(last_withdrawal)


@register.inclusion_tag("cases/citing.html")
def citing_precedents(text: ArticleText, history: Sequence[History]) -> dict[str, Any]:
    """The precedents that cite an article, for its page; nothing when there are none."""
    outcomes = citing(text, history)
    return {
        "outcomes": outcomes,
        "total": sum(one.count for one in outcomes),
        "samples": sum(one.samples for one in outcomes),
        "cites": text.article_id,
    }
