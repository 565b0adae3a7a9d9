"""The law's parts in templates: ribbons, doors, the latest changes."""

from __future__ import annotations

import datetime
from typing import Any

from django import template

from portal import clock

from ..models import HomePage, Topic
from ..reading import Dated
from ..rules import digest
from ..views.lists import recent_changes

register = template.Library()


@register.inclusion_tag("components/ribbon.html")
def ribbon(dated: Dated, verified: bool = True) -> dict[str, Any]:
    """What the law says of itself today; 待核实 when its dates, or the regulation's facts, are not confirmed."""
    return {"status": dated.status, "start": dated.start, "verified": dated.version.verified and verified}


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
    return {"rows": recent_changes(clock.today(), limit=5)}


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
