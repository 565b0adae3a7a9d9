"""What the pages about law show: their words with links, and the articles they change."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType

from portal import clock

from . import reading
from .models import ArticleText, Citation, Interpretation, PolicyUpdate
from .models.updates import LawPage

Runs = list[tuple[str, str]]
"""Stretches of text with the address each leads to, empty for plain words."""


@dataclass(frozen=True)
class Affected:
    label: str
    note: str
    old_url: str
    new_url: str


def read(page: LawPage) -> dict[str, Any]:
    """For the template: counted queries however many citations and articles there are."""
    cut = _Cutter(page)
    if isinstance(page, PolicyUpdate):
        changed = cut.lines(page.what_changed, 0)
        steps = cut.lines(page.what_to_do, len(page.what_changed) + 1)
        return {"changed": changed, "steps": steps, "affected": _affected(page)}
    if isinstance(page, Interpretation):
        at, parts = 0, []
        for kind, texts in page.parts():
            shown = []
            for text in texts:
                shown.append(cut.lines(text, at))
                at += len(text) + 1
            parts.append((kind, shown))
        return {"parts": parts}
    return {}


class _Cutter:
    def __init__(self, page: LawPage) -> None:
        kind = ContentType.objects.get_for_model(page)
        rows = Citation.objects.filter(content_type=kind, object_id=page.pk).resolved()
        self.rows = list(rows) if page.pk and page.live else []
        day = page.citation_day()
        wanted = [(row.article_id, day) for row in self.rows if row.article_id]
        chips = reading.chips_by_day(wanted, clock.today())
        self.urls = {
            row.pk: chips[row.article_id, day].url
            for row in self.rows
            if row.article_id and (row.article_id, day) in chips
        }

    def lines(self, text: str, start: int) -> list[Runs]:
        """The lines of a text that begins at `start` of the linked whole, empty ones left out."""
        found: list[Runs] = []
        for line in text.split("\n"):
            bare = line.rstrip("\r")
            if bare.strip():
                found.append(reading.linked(bare, start, self.rows, self.urls))
            start += len(line) + 1
        return found


def _affected(page: PolicyUpdate) -> list[Affected]:
    rows = list(page.affected.all())
    texts = ArticleText.objects.published().filter(article_id__in=[row.article_id for row in rows])
    by_article: dict[int, list[ArticleText]] = {}
    for text in texts.select_related("version__regulation").order_by("version__effective_on"):
        by_article.setdefault(text.article_id, []).append(text)
    return [_one(row, by_article[row.article_id], page) for row in rows if row.article_id in by_article]


def _one(row: Any, texts: list[ArticleText], page: PolicyUpdate) -> Affected:
    by_version = {text.version_id: text for text in texts}
    old, new = by_version.get(row.old_version_id), by_version.get(row.new_version_id)
    shown = new or old or texts[-1]
    before = page.effective_on - datetime.timedelta(days=1)
    return Affected(
        label=f"{shown.version.regulation.short_title} {shown.short_label}",
        note=row.note,
        old_url=f"{old.get_absolute_url()}?on={before.isoformat()}" if old else "",
        new_url=f"{new.get_absolute_url()}?on={page.effective_on.isoformat()}" if new else shown.get_absolute_url(),
    )
