"""Work of the worker: five lines each."""

from __future__ import annotations

from celery import shared_task

from . import clock
from .services import (
    codes,
    escalations,
    gathering,
    group_notices,
    heartbeat,
    jobs,
    limiting,
    mailbox,
    messages,
    rosters,
    sites,
)


@shared_task
def beat() -> None:
    heartbeat.record_beat(name="worker", now=clock.now())


@shared_task
def forget_sign_in() -> None:
    limiting.forget_old(now=clock.now())
    codes.forget_old(now=clock.now())


@shared_task
def send_messages() -> None:
    """Send what is due. Beat sweeps; edges that have just told somebody something call it with delay_on_commit."""
    escalations.sweep(now=clock.now())
    gathering.gather(now=clock.now())
    messages.sweep(now=clock.now())
    group_notices.sweep(now=clock.now())


@shared_task
def read_mailbox() -> None:
    """Swept by beat; a server that is away is asked again a minute later."""
    mailbox.read_mailbox(now=clock.now())
    heartbeat.record_beat(name="mailbox", now=clock.now())


@shared_task
def run_job(job_id: int) -> None:
    jobs.run_job(job_id, now=clock.now)


@shared_task
def sweep_jobs() -> None:
    """Offers lapse before the next one is made, so that a busy worker does not gather them."""
    for job_id in jobs.sweep(now=clock.now()):
        run_job.apply_async([job_id], expires=jobs.OFFER_AGAIN.total_seconds())


@shared_task
def forget_unconfirmed() -> None:
    """What people sent in and nobody decided: rosters after a day, registrations by code after a week."""
    rosters.sweep(now=clock.now())
    sites.expire_requests(now=clock.now())
