"""Keeping the index true to the database: drain the outbox, rebuild beside the live index, compare and repair.

One process drains at a time, by a lock on a file; who finds it taken goes away, who leaves looks once more. While an
index is being rebuilt the rows drained meanwhile stay and are replayed into it before it takes over.
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass

from portal.models import Change

from . import documents
from .engines import Build, Document, EngineBusy, IndexMissing, site_engine
from .locks import locked
from .services.published import forget_published, record_published
from .vectors import forget_vectors, with_true_vectors

logger = logging.getLogger(__name__)

PUBLIC_INDEX = "public"
_BATCH = 5_000
REBUILD_PATIENCE = 60.0
"""Seconds a rebuild waits for a drain to end."""


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
        forget_vectors(changed, removed)
        forget_published(documents=removed)
        record_published(documents=[document.id for document in changed])
    except (EngineBusy, IndexMissing):
        return 0
    if keep:
        _kept_until = rows[-1].pk
    else:
        Change.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def read(rows: list[Change]) -> tuple[list[Document], list[str]]:
    """Outbox rows → documents to replace and ids to remove."""
    changed: dict[str, set[int]] = {}
    for row in rows:
        changed.setdefault(row.kind, set()).add(row.object_id)
    return documents.changed_and_gone(changed)


def rebuild() -> int:
    """Make the index anew beside the live one and swap; number of documents. Raises EngineBusy, CountsDiffer."""
    with locked("rebuild", REBUILD_PATIENCE) as free:
        if not free:
            raise EngineBusy("索引正在重建")
        build = site_engine().build(PUBLIC_INDEX)
        try:
            build.add(with_true_vectors(documents.all_documents()))
            count = build.finish(expected=catch_up(build))
        except BaseException:
            build.abandon()
            raise
    record_published(documents=documents.all_ids())
    drain()
    return count


def catch_up(build: Build) -> int:
    """Replay until nothing was changed meanwhile; number of documents there are then."""
    while True:
        newest = _newest_change()
        replay(build)
        expected = sum(1 for _ in documents.all_ids())
        if _newest_change() == newest:
            return expected


def _newest_change() -> int:
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def replay(build: Build) -> None:
    """Put what changed since the rebuild began into it."""
    rows = list(Change.objects.order_by("pk"))
    if rows:
        changed, removed = read(rows)
        build.remove([document.id for document in changed])
        build.add(changed)
        build.remove(removed)


def mend() -> str:
    """Rebuild an index that is missing or damaged, and say so; what was wrong, empty when nothing was."""
    try:
        site_engine().check(PUBLIC_INDEX)
    except IndexMissing as error:
        with locked("rebuild") as free:
            if not free:
                return ""
        logger.warning("搜索索引用不了，正在重建：%s", error)
        count = rebuild()
        logger.warning("搜索索引已重建：%s 篇", count)
        return str(error)
    return ""


@dataclass
class Drift:
    """What a compare found: not in the index, in it but not in the database, in it with other words."""

    missing: int = 0
    extra: int = 0
    stale: int = 0

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.stale)

    def __str__(self) -> str:
        return f"缺 {self.missing} 篇，旧 {self.stale} 篇，多 {self.extra} 篇"


def reconcile() -> Drift:
    """Compare ids and stamps with the database and repair. No drain runs meanwhile: it might write newer words."""
    drain()
    found = Drift()
    engine = site_engine()
    with locked("drain", REBUILD_PATIENCE) as free:
        if not free:
            raise EngineBusy("另一个进程正在写索引")
        held = dict(engine.stamps(PUBLIC_INDEX))
        wrong: list[Document] = []
        for document in with_true_vectors(documents.all_documents()):
            stamp = held.pop(document.id, "")
            if stamp == document.stamp:
                continue
            found.stale += bool(stamp)
            found.missing += not stamp
            wrong.append(document)
            if len(wrong) == documents.BATCH:
                engine.write(PUBLIC_INDEX, wrong, ())
                record_published(documents=[document.id for document in wrong])
                wrong = []
        found.extra = len(held)
        if wrong or held:
            engine.write(PUBLIC_INDEX, wrong, sorted(held))
            forget_vectors((), held)
            forget_published(documents=held)
            record_published(documents=[document.id for document in wrong])
    drain()
    if found:
        logger.warning("搜索索引和数据库不一致，已补好：%s", found)
    return found


def lag(now: datetime.datetime) -> datetime.timedelta:
    """How long the oldest change has been waiting."""
    oldest = Change.objects.order_by("pk").values_list("made_at", flat=True).first()
    return now - oldest if oldest else datetime.timedelta()
