"""Work of the worker: five lines each."""

from __future__ import annotations

from celery import shared_task

from portal import clock

from .services import follows, must_read, publishing, question_notices, reviews


@shared_task
def review_law() -> None:
    reviews.sweep_reviews(now=clock.now())


@shared_task
def tell_followers() -> None:
    """Swept by beat: whatever was cut off is done by the next one."""
    try:
        follows.discover(today=clock.today())
        follows.match()
    finally:
        follows.send_digests(now=clock.now())
        must_read.tell_everybody(now=clock.now())


@shared_task
def send_notices() -> None:
    """Tell askers that there is an answer. Beat sweeps; the desk calls it with delay_on_commit."""
    question_notices.sweep(now=clock.now())


@shared_task
def forget_questions() -> None:
    now = clock.now()
    question_notices.close_quiet(now=now)
    question_notices.forget_old(now=now)


@shared_task
def publish_due() -> None:
    """Put out and take back pages and law at their hour; a missed beat is made up for by the next."""
    publishing.sweep(now=clock.now())
