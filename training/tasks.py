"""Work of the worker: five lines each."""

from __future__ import annotations

import datetime

from celery import shared_task

from portal import clock

from .services import attempts, certificates, from_precedent, reminders, reviews


@shared_task
def close_due() -> None:
    attempts.close_due(now=clock.now())


@shared_task
def follow_law() -> None:
    reviews.follow_law(today=clock.today())
    from_precedent.hold_withdrawn()


@shared_task
def issue_certificates() -> None:
    certificates.issue_for_trained(since=clock.now() - datetime.timedelta(days=2), now=clock.now())


@shared_task
def remind() -> None:
    reminders.remind_of_certificates(now=clock.now())
    reminders.remind_of_duties(now=clock.now())
