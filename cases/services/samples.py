"""The fictional precedents that come with the site: loading them, and removing all of them."""

from __future__ import annotations

import datetime
import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from portal.services.generation import bump_generation
from portal.services.outbox import record_changes

from ..models import Precedent, PrecedentMove
from ..rules.writing import problems
from .cites import link_cites

CONTENT = Path(__file__).parent.parent / "content" / "precedents"
KIND = "cases.precedent"
"""How the outbox calls a precedent."""
FIELDS = (
    "title", "kind", "level", "region", "happened_on", "decided_on", "exact_dates", "court", "case_number", "source",
    "source_url", "summary", "facts", "issue", "reasoning", "outcome", "lesson_worker", "lesson_manager",
    "outcome_code", "in_favour", "amount", "amounts", "days", "timeline", "facets", "settled", "both_agreed", "cites",
)  # fmt: skip
"""What an entry may say; `code` names it. Other tables of an entry (inputs) are for those who check the figures."""


@dataclass
class Loaded:
    added: int = 0
    renewed: int = 0
    kept: list[str] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)


class BadContent(ValueError):
    """Every line says where and what."""


def read_entries(folder: Path) -> list[dict[str, Any]]:
    """All entries of the files, checked. BadContent tells everything that is wrong."""
    found, wrong, seen = [], [], set()
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf8")).get("precedent", []):
            where = f"{path.name}：{entry.get('code') or '没有代号'}"
            wrong += [f"{where}：{name}：{words}" for name, words in problems(entry)]
            if entry.get("code") in seen:
                wrong.append(f"{where}：代号重复")
            seen.add(entry.get("code"))
            found.append(entry)
    if wrong:
        raise BadContent("\n".join(wrong))
    return found


@transaction.atomic
def load_precedents(*, now: datetime.datetime, folder: Path | None = None) -> Loaded:
    """Add and renew by code. What a person has put a hand to is left alone; links are made for what was written."""
    told, written = Loaded(), []
    kept = {one.code: one for one in Precedent.objects.all()}
    for entry in read_entries(folder or CONTENT):
        row, sha = kept.get(entry["code"]), _sha(entry)
        if row and not row.content_sha:
            told.kept.append(row.code)
        elif row is None or row.content_sha != sha:
            told.added += row is None
            told.renewed += row is not None
            written.append(_write(row or Precedent(code=entry["code"], published_at=now), entry, sha))
    rows = link_cites(precedents=written)
    codes = {one.pk: one.code for one in written}
    told.oddities = [f"{codes[row.object_id]}：没有对上条文：{row.raw}" for row in rows if row.article_id is None]
    _say([one.pk for one in written])
    return told


def _write(row: Precedent, entry: dict[str, Any], sha: str) -> Precedent:
    for name in FIELDS:
        if name in entry:
            setattr(row, name, entry[name])
    row.is_sample, row.state, row.content_sha = True, Precedent.State.PUBLISHED, sha
    row.save()
    return row


def _sha(entry: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True, default=str).encode()).hexdigest()


def _say(ids: list[int]) -> None:
    if ids:
        record_changes(kind=KIND, ids=ids)
        bump_generation()


@transaction.atomic
def remove_samples() -> dict[str, int]:
    """Delete every sample precedent with its links and moves, from all pages and from the index; the number."""
    samples = Precedent.objects.filter(is_sample=True)
    ids = list(samples.values_list("pk", flat=True))
    PrecedentMove.objects.forget_samples()
    samples.delete()
    _say(ids)
    return {"示例案例": len(ids)} if ids else {}
