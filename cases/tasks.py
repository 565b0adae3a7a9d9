"""Work of the worker: five lines each."""

from __future__ import annotations

from celery import shared_task

from portal import clock

from .services import alarms


@shared_task
def sweep_clocks() -> None:
    """Reminders and missed limits. Beat sweeps: what a missed beat left is done by the next."""
    alarms.sweep_clocks(now=clock.now())
