"""Work of the worker: five lines each."""

from __future__ import annotations

from celery import shared_task

from portal import clock

from .services import attempts


@shared_task
def close_due() -> None:
    attempts.close_due(now=clock.now())
