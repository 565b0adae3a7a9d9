"""The citations of drafts: checked as they stand, and a reason kept where a dead one is meant to stay."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.html import strip_tags
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from portal.models import Person
from portal.services.refusal import Refused

from ..models import CitationReason, DeadCitations
from ..rules.checking import Finding, Report
from .checking import check_text

_BREAKS = re.compile(r"<(?:/p|/li|/h\d|br\s*/?|/div|/td)>", re.IGNORECASE)
_PLAIN = (models.CharField, models.TextField)
_OF_THE_PAGE = frozenset(field.name for field in Page._meta.get_fields()) - {"title", "search_description"}
_SHORTEST = 8


@dataclass(frozen=True)
class Checked:
    """A draft's report, and those of its dead citations that no reason covers."""

    text: str
    report: Report
    undecided: list[Finding]
    reasons: list[CitationReason]


def text_of_draft(obj: models.Model) -> str:
    """Everything an editor wrote in it, a paragraph a line. `citation_text()` of the object goes before guessing."""
    own = getattr(obj, "citation_text", None)
    if callable(own):
        return str(own())
    return "\n".join(part for part in _parts(obj) if part.strip())


def _parts(obj: models.Model) -> Iterator[str]:
    for field in obj._meta.get_fields():
        if not isinstance(field, models.Field) or field.choices or not field.editable:
            continue
        if isinstance(obj, Page) and field.name in _OF_THE_PAGE:
            continue
        value = getattr(obj, field.attname)
        if isinstance(field, StreamField):
            yield "\n".join(field.get_searchable_content(value))
        elif isinstance(field, RichTextField):
            yield plain_of(str(value or ""))
        elif type(field) in _PLAIN:
            yield str(value or "")


def plain_of(rich: str) -> str:
    """Rich text as plain lines."""
    return html.unescape(strip_tags(_BREAKS.sub("\n", rich)))


def day_of_draft(obj: models.Model) -> datetime.date | None:
    """The date whose law the draft speaks of, where it has one: `citation_day()`."""
    day = getattr(obj, "citation_day", None)
    found: Any = day() if callable(day) else None
    return found if isinstance(found, datetime.date) else None


def check_draft(*, obj: models.Model, today: datetime.date) -> Checked:
    """The citations of `obj` as it stands in memory; nothing is written."""
    text = text_of_draft(obj)
    report = check_text(text=text, on=day_of_draft(obj), today=today)
    reasons = list(_reasons(obj).select_related("by")) if obj.pk else []
    covered = {raw for reason in reasons for raw in reason.citations}
    return Checked(text, report, [one for one in report.dead if one.raw not in covered], reasons)


def require_sound(*, obj: models.Model, today: datetime.date) -> None:
    """Raises DeadCitations when the draft cites what is no law and nobody said why."""
    undecided = check_draft(obj=obj, today=today).undecided
    if undecided:
        named = "、".join(dict.fromkeys(one.raw for one in undecided[:5]))
        raise DeadCitations(f"有 {len(undecided)} 处引用不存在或已废止：{named}。请改掉，或者写明理由再发布。")


@transaction.atomic
def give_reason(
    *, by: Person, obj: models.Model, reason: str, today: datetime.date, now: datetime.datetime
) -> CitationReason:
    """Keep why the dead citations of the draft stay. Raises Refused when there is none, or no reason."""
    reason = reason.strip()
    if len(reason) < _SHORTEST:
        raise Refused(f"理由至少写 {_SHORTEST} 个字，让以后的人看得懂", "reason")
    undecided = check_draft(obj=obj, today=today).undecided
    if not undecided:
        raise Refused("没有要写理由的引用")
    return CitationReason.objects.create(
        content_type=ContentType.objects.get_for_model(obj),
        object_id=obj.pk,
        citations=list(dict.fromkeys(one.raw for one in undecided)),
        reason=reason,
        by=by,
        at=now,
    )


def _reasons(obj: models.Model) -> models.QuerySet[CitationReason]:
    content_type = ContentType.objects.get_for_model(obj)
    return CitationReason.objects.filter(content_type=content_type, object_id=obj.pk)
