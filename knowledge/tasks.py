"""Work of the worker: five lines each."""

from __future__ import annotations

from celery import shared_task

from portal import clock

from .services import reviews


@shared_task
def review_law() -> None:
    reviews.sweep_reviews(now=clock.now())
