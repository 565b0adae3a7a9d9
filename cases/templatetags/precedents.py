"""What other apps' pages show of precedents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import template

from knowledge.models import ArticleText
from knowledge.reading import History

from ..citing import citing
from ..models import Precedent
from ..teaching import last_withdrawal

register = template.Library()
_BESIDE = 3
"""So many stand beside an answer."""


register.simple_tag(last_withdrawal)


@register.simple_tag
def precedents_on(articles: Collection[int]) -> list[Precedent]:
    """Published precedents that cite one of these articles, real ones before samples, the newest first."""
    rows = Precedent.objects.published().filter(citations__article__in=articles).distinct()
    return list(rows.order_by("is_sample", "-published_at", "pk")[:_BESIDE]) if articles else []


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
