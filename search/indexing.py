"""Keeping the index true to the database: drain the outbox, rebuild beside the live index, compare and repair.

One process drains at a time, by a lock on a file; who finds it taken goes away, who leaves looks once more. While an
index is being rebuilt the rows drained meanwhile stay and are replayed into it before it takes over.
"""

from __future__ import annotations

import datetime
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from knowledge.models import Article, ArticleText, RegulationVersion
from portal.models import Change

from . import documents
from .documents import ArticleDocument, RegulationDocument
from .engines import Build, EngineBusy, IndexMissing, site_engine

PUBLIC_INDEX = "public"
_BATCH = 20_000


@contextmanager
def locked(name: str) -> Iterator[bool]:
    """Whether the lock was free; it is held until the block ends."""
    folder = Path(settings.VAR_DIR) / "index"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def drain() -> int:
    """Index what the outbox names; number of rows dealt with. 0 when another process is at it."""
    total = 0
    while Change.objects.exists():
        with locked("drain") as free:
            if not free:
                return total
            with locked("rebuild") as idle:
                done = _drain_batch(keep=not idle)
        if not done:
            return total
        total += done
    return total


_kept_until = 0
"""Rows up to this id are already in the live index and only wait for a rebuild to replay them."""


def _drain_batch(*, keep: bool) -> int:
    global _kept_until
    waiting = Change.objects.filter(pk__gt=_kept_until) if keep else Change.objects.all()
    rows = list(waiting.order_by("pk")[:_BATCH])
    if not rows:
        return 0
    try:
        changed, removed = read(rows)
        site_engine().write(PUBLIC_INDEX, changed, removed)
    except (EngineBusy, IndexMissing):
        return 0
    if keep:
        _kept_until = rows[-1].pk
    else:
        Change.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def read(rows: list[Change]) -> tuple[list[documents.Document], list[str]]:
    """Outbox rows → documents to replace and ids to remove, re-read from the database as it is now."""
    ids: dict[str, set[int]] = {}
    for row in rows:
        ids.setdefault(row.kind, set()).add(row.object_id)
    texts = ids.get("knowledge.articletext", set())
    regulations = set(ids.get("knowledge.regulation", set()))
    regulations |= set(_regulations(ArticleText, "version__regulation_id", texts))
    regulations |= set(_regulations(RegulationVersion, "regulation_id", ids.get("knowledge.regulationversion", set())))
    regulations |= set(_regulations(Article, "regulation_id", ids.get("knowledge.article", set())))
    changed = documents.documents_of(regulations)
    there = {document.id for document in changed}
    known = texts | set(ArticleText.objects.filter(version__regulation_id__in=regulations).values_list("pk", flat=True))
    gone = {ArticleDocument.id_of(pk) for pk in known} | {f"{RegulationDocument.prefix}{pk}" for pk in regulations}
    return changed, sorted(gone - there)


def _regulations(model: type, path: str, ids: set[int]) -> list[int]:
    found: list[int] = []
    ordered = sorted(ids)
    for start in range(0, len(ordered), 500):
        part = ordered[start : start + 500]
        found += model.objects.filter(pk__in=part).values_list(path, flat=True).distinct()  # type: ignore[attr-defined]
    return found


def rebuild() -> int:
    """Make the index anew beside the live one and swap; number of documents. Raises EngineBusy, CountsDiffer."""
    with locked("rebuild") as free:
        if not free:
            raise EngineBusy("索引正在重建")
        build = site_engine().build(PUBLIC_INDEX)
        try:
            build.add(documents.all_documents())
            replay(build)
            count = build.finish(expected=sum(1 for _ in documents.all_ids()))
        except BaseException:
            build.abandon()
            raise
    drain()
    return count


def replay(build: Build) -> None:
    """Put what changed since the rebuild began into it."""
    rows = list(Change.objects.order_by("pk"))
    if rows:
        changed, removed = read(rows)
        build.remove([document.id for document in changed])
        build.add(changed)
        build.remove(removed)


def reconcile() -> tuple[int, int]:
    """Compare ids with the database and repair: (missing, left over)."""
    drain()
    engine = site_engine()
    held, wanted = set(engine.ids(PUBLIC_INDEX)), set(documents.all_ids())
    missing, extra = wanted - held, held - wanted
    if missing or extra:
        made = [document for document in documents.all_documents() if document.id in missing]
        engine.write(PUBLIC_INDEX, made, sorted(extra))
    return len(missing), len(extra)


def lag(now: datetime.datetime) -> datetime.timedelta:
    """How long the oldest change has been waiting."""
    oldest = Change.objects.order_by("pk").values_list("made_at", flat=True).first()
    return now - oldest if oldest else datetime.timedelta()
