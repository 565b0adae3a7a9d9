"""Loading the shipped papers. One that a person has published since is left alone."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from portal.services.refusal import Refused

from ..models import LevelPage, Paper
from .content import CONTENT, Loaded, entries
from .papers import Terms, publish_paper

_PAPERS = "试卷"


@transaction.atomic
def load_papers(*, now: datetime.datetime, folder: Path = CONTENT) -> Loaded:
    """Add and publish papers that are not there, renew those whose entry has changed, tie them to their lessons."""
    loaded = Loaded()
    for source, entry in entries(folder, "papers*.toml", "paper"):
        paper, new = Paper.objects.select_related("current").get_or_create(
            code=entry["code"], defaults={"title": entry["title"], "level": entry["level"]}
        )
        _tie(paper, entry)
        if paper.retired_at or (paper.current and paper.current.published_by_id):
            loaded.kept.append(paper.code)
            continue
        before = paper.current
        try:
            with transaction.atomic():
                version = publish_paper(paper=paper, quotas=entry["quota"], terms=_terms(entry), by=None, now=now)
        except Refused as refused:
            loaded.oddities.append(f"{source} {paper.code}：{refused.message}")
            if new:
                paper.delete()
            continue
        if new:
            loaded.added[_PAPERS] += 1
        elif version != before:
            loaded.renewed[_PAPERS] += 1
    return loaded


def _terms(entry: dict[str, Any]) -> Terms:
    return Terms(**{name: entry[name] for name in Terms.__dataclass_fields__ if name in entry})


def _tie(paper: Paper, entry: dict[str, Any]) -> None:
    """The level of the course it belongs to, once that page is there."""
    if paper.programme_level_id or "programme" not in entry:
        return
    levels = LevelPage.objects.filter(level=entry["level"])
    page = next((p for p in levels if getattr(p.get_parent().specific, "code", "") == entry["programme"]), None)
    if page is not None:
        paper.programme_level = page
        paper.save(update_fields=["programme_level"])
