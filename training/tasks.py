"""Work of the worker: five lines each."""

from __future__ import annotations

from celery import shared_task

from portal import clock

from .services import attempts, reviews


@shared_task
def close_due() -> None:
    attempts.close_due(now=clock.now())


@shared_task
def follow_law() -> None:
    reviews.follow_law(today=clock.today())
