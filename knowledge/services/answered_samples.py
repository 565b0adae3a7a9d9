"""The answered questions that come with the site: loading them, and removing all of them."""

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

from ..models import AnsweredMove, AnsweredQuestion, Topic
from .answered import KIND
from .link_citations import link_objects

CONTENT = Path(__file__).parent.parent / "content" / "answers"


@dataclass
class Loaded:
    added: int = 0
    renewed: int = 0
    kept: list[str] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)


def read_entries(folder: Path = CONTENT) -> list[dict[str, Any]]:
    """Every entry of the files with `on`, the day of its file whose law it tells."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf8"))
        found += [{"on": data["on"], **entry} for entry in data["answer"]]
    return found


@transaction.atomic
def load_answered(*, now: datetime.datetime, folder: Path = CONTENT) -> Loaded:
    """Add and renew by code. What a person has put a hand to is left alone."""
    told, written = Loaded(), []
    kept = {row.code: row for row in AnsweredQuestion.objects.all()}
    topics = {row.code: row for row in Topic.objects.all()}
    for entry in read_entries(folder):
        row, sha = kept.get(entry["code"]), _sha(entry)
        if row and not row.content_sha:
            told.kept.append(row.code)
        elif row is None or row.content_sha != sha:
            told.added += row is None
            told.renewed += row is not None
            written.append(_write(row or AnsweredQuestion(code=entry["code"], published_at=now), entry, sha, topics))
    links = link_objects(texts=[(row, row.cited_text, row.on) for row in written])
    codes = {row.pk: row.code for row in written}
    told.oddities = [f"{codes[one.object_id]}：没有对上条文：{one.raw}" for one in links if one.article_id is None]
    _say([row.pk for row in written])
    return told


def _write(row: AnsweredQuestion, entry: dict[str, Any], sha: str, topics: dict[str, Topic]) -> AnsweredQuestion:
    row.question, row.answer, row.on = entry["question"], entry["answer"].strip(), entry["on"]
    row.cites = "\n".join(entry["cites"])
    row.is_sample, row.state, row.content_sha = True, AnsweredQuestion.State.PUBLISHED, sha
    row.save()
    row.topics.set(topics[code] for code in entry["topics"] if code in topics)
    return row


def _sha(entry: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True, default=str).encode()).hexdigest()


def _say(ids: list[int]) -> None:
    if ids:
        record_changes(kind=KIND, ids=ids)
        bump_generation()


@transaction.atomic
def remove_samples() -> dict[str, int]:
    """Delete every sample with its links and its trail; the number."""
    samples = AnsweredQuestion.objects.filter(is_sample=True)
    ids = list(samples.values_list("pk", flat=True))
    AnsweredMove.objects.filter(answered__in=ids).forget()
    samples.delete()
    _say(ids)
    return {"示例问答": len(ids)} if ids else {}
