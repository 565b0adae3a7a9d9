"""What the worker does for search."""

from __future__ import annotations

from celery import shared_task

from portal import clock

from . import indexing, vectors
from .services import alerts, search_log
from .services.terms import build_terms


@shared_task(name="search.drain", ignore_result=True)
def drain() -> None:
    """Index what waits in the outbox; also swept by beat, so that a lost task loses nothing."""
    indexing.drain()


@shared_task(name="search.mend", ignore_result=True)
def mend() -> None:
    """Swept by beat: an index that is lost or damaged comes back without anybody."""
    indexing.mend()


@shared_task(name="search.reconcile", ignore_result=True)
def reconcile() -> None:
    indexing.mend()
    indexing.reconcile()
    build_terms()


@shared_task(name="search.rebuild", ignore_result=True)
def rebuild() -> None:
    indexing.rebuild()
    build_terms()


@shared_task(name="search.embed", ignore_result=True)
def embed() -> None:
    """Swept by beat: a part of the missing vectors each time, so that other work has its turn."""
    vectors.make_missing()


@shared_task(name="search.log", ignore_result=True)
def log_search(query: str, hits: int, milliseconds: int, shown: list[str]) -> None:
    search_log.record_search(query=query, hits=hits, milliseconds=milliseconds, shown=shown, now=clock.now())


@shared_task(name="search.click", ignore_result=True)
def log_click(query: str, path: str) -> None:
    search_log.record_click(query=query, path=path, now=clock.now())


@shared_task(name="search.forget", ignore_result=True)
def forget() -> None:
    search_log.forget_old(now=clock.now())


@shared_task(name="search.alert", ignore_result=True)
def alert() -> None:
    """Swept by beat: whatever was cut off is done by the next one."""
    try:
        alerts.match_published(today=clock.today(), now=clock.now())
    finally:
        alerts.send_digests(now=clock.now())
