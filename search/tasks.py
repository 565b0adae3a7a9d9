"""What the worker does for search."""

from __future__ import annotations

from celery import shared_task

from . import indexing
from .services.terms import build_terms


@shared_task(name="search.drain", ignore_result=True)
def drain() -> None:
    """Index what waits in the outbox; also swept by beat, so that a lost task loses nothing."""
    indexing.drain()


@shared_task(name="search.reconcile", ignore_result=True)
def reconcile() -> None:
    indexing.reconcile()
    build_terms()


@shared_task(name="search.rebuild", ignore_result=True)
def rebuild() -> None:
    indexing.rebuild()
    build_terms()
