"""The law's parts in templates: ribbons, doors, the latest changes."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.db.models import Model

from portal import clock

from ..models import ArticleText, HomePage, ReviewTask, Topic
from ..reading import Dated
from ..rules import digest
from ..views.lists import newest_updates, recent_changes

register = template.Library()


@register.inclusion_tag("components/ribbon.html")
def ribbon(dated: Dated, verified: bool = True) -> dict[str, Any]:
    """What the law says of itself today; 待核实 when its dates, or the regulation's facts, are not confirmed."""
    return {"status": dated.status, "start": dated.start, "verified": dated.version.verified and verified}


@register.inclusion_tag("components/under_review.html")
def under_review(thing: Model) -> dict[str, Any]:
    """待复核 for anything that cites law while nobody has decided what a change means for it. Two queries, one when
    nothing is open."""
    if thing.pk is None:
        return {"tasks": []}
    tasks = list(ReviewTask.objects.open().of(thing).select_related("version__regulation").order_by("event_on", "pk"))
    found: dict[int | None, ArticleText] = {}
    if tasks:
        texts = ArticleText.objects.published().filter(article_id__in=[task.article_id for task in tasks])
        found = {text.article_id: text for text in texts.select_related("version__regulation")}
    shown = [(task, found.get(task.article_id)) for task in tasks]
    return {"tasks": shown, "today": clock.today()}


@register.inclusion_tag("components/call.html")
def home_call(page: HomePage, where: str) -> dict[str, Any]:
    return {"page": page, "where": where}


@register.inclusion_tag("components/doors.html")
def home_doors() -> dict[str, Any]:
    return {"topics": Topic.objects.order_by("order")[:4]}


@register.inclusion_tag("components/topic_list.html")
def home_topics() -> dict[str, Any]:
    return {"topics": Topic.objects.order_by("order")[4:]}


@register.inclusion_tag("components/change_list.html")
def home_changes() -> dict[str, Any]:
    return {"rows": recent_changes(clock.today(), limit=5), "updates": newest_updates(2)}


@register.inclusion_tag("components/prevailed.html")
def hit_by(hit: Any, on: datetime.date | None) -> dict[str, Any]:
    """The warning on a result whose article gives way to another on that day."""
    day = on or clock.today()
    rows = [row for row in hit.text.article.prevailed_by.all() if row.since <= day]
    return {"rows": rows, "digest_only": not hit.text.text and hit.text.digest}


@register.filter
def plain_digest(text: str) -> str:
    return digest.plain(text)


@register.filter
def digest_points(text: str) -> list[list[digest.Run]]:
    return digest.split_digest(text)
