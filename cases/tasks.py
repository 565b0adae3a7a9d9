"""Work of the worker: five lines each."""

from __future__ import annotations

from celery import shared_task

from portal import clock

from .services import alarms, arrivals, evidence_bundle, followup, integrity, recounting, uploads


@shared_task
def sweep_clocks() -> None:
    """Reminders and missed limits. Beat sweeps: what a missed beat left is done by the next."""
    alarms.sweep_clocks(now=clock.now())


@shared_task
def sweep_calendars() -> None:
    """Clocks that reach a year whose rest days were just confirmed or changed."""
    recounting.sweep_calendars(now=clock.now())


@shared_task
def check_integrity() -> None:
    """Every night: the trails first, which are quick, then every byte of every file."""
    integrity.check_trail(now=clock.now)
    integrity.check_evidence(now=clock.now)


@shared_task
def sweep_files() -> None:
    """What was never sent or kept to its end, and bundles that were fetched long ago."""
    uploads.sweep_uploads(now=clock.now())
    arrivals.sweep_arrivals(now=clock.now())
    evidence_bundle.sweep_bundles(now=clock.now())


@shared_task
def sweep_late() -> None:
    """Promises and payments whose day has passed."""
    followup.sweep_late(now=clock.now())
