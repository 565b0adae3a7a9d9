"""Published typical cases become drafts: an editor masks them, ties them to law and has them approved."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from portal.models import Person

from ..models import Precedent, PrecedentMove
from ..rules.publication import without_personal
from ..rules.typical import NotACase, facts_of, read

MOST_BYTES = 300_000


@dataclass
class Outcome:
    """What an import did, or would do: (file, title), files already in, and (file, what is wrong)."""

    added: list[tuple[str, str]] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    unkinded: int = 0


def decode(data: bytes) -> str:
    """UTF-8, else GB 18030. NotACase for anything else, for what is too long, and for control characters."""
    if len(data) > MOST_BYTES:
        raise NotACase(f"太大了，最多 {MOST_BYTES // 1000} KB")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise NotACase("读不出文字：要 UTF-8 编码的 Markdown 文件")


def files_in(folder: Path) -> list[tuple[str, bytes]]:
    """Every Markdown file below a folder, with its path inside it."""
    return [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in sorted(folder.rglob("*.md"))]


@transaction.atomic
def import_typical(
    *, files: Sequence[tuple[str, bytes]], by: Person | None, now: datetime.datetime, dry: bool = False
) -> Outcome:
    """A draft for each file that is not in yet; nothing is changed on a `dry` run. One bad file hinders no other."""
    outcome = Outcome()
    known = set(Precedent.objects.values_list("code", flat=True))
    for name, data in files:
        try:
            found = read(decode(data))
        except NotACase as wrong:
            outcome.wrong.append((name, str(wrong)))
            continue
        if found.code in known:
            outcome.known.append(name)
            continue
        known.add(found.code)
        facts = facts_of(found, where=name)
        outcome.added.append((name, found.title))
        outcome.unkinded += not facts["kind"]
        if not dry:
            _keep(facts, by, now, name)
    return outcome


def _keep(facts: dict[str, str], by: Person | None, now: datetime.datetime, name: str) -> None:
    row = Precedent.objects.create(**facts, written_by=by)
    PrecedentMove.objects.create(
        precedent=row, code=row.code, verb=PrecedentMove.Verb.WRITE, after=row.state, by=by, at=now,
        why=without_personal(f"从文件导入：{name}")[:300],
    )  # fmt: skip
