"""Background work with progress: a row that says how far it is, claimed by one worker at a time.

A worker may be killed at any moment, so whoever runs a job shows a sign of life with every report. One that has been
silent for JOB_LOST_SECONDS is put back into the queue, at most three times in all; the number of the run tells a
worker that comes back late that the job is no longer its own. Runners must therefore bear being run again.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.module_loading import import_string

from .. import clock
from ..models import Attachment, Job, Person
from . import messages
from .refusal import Refused

logger = logging.getLogger(__name__)

MOST_RUNS = 3
OFFER_AGAIN = datetime.timedelta(seconds=60)
"""A job that waits for longer than this is offered to the workers again: the first offer may be lost."""
_TELL_AFTER = datetime.timedelta(seconds=20)
"""Whoever waited longer has left the page and gets a message."""
_WRITE_EVERY = 1.0

_State = Job.State
_Clock = Callable[[], datetime.datetime]


class Stopped(Exception):
    """The job was cancelled or given to another worker. A runner lets this pass: nothing it does counts any more."""


class Report:
    """What a runner calls: `report(done=30, total=200, note="正在生成第 30 份")`, at least once a minute.

    Also its sign of life. Calls within a second are put together; what a person has to see is written at once.
    `now` is the clock of the run, for runners whose verbs ask for a moment.
    """

    def __init__(self, job: Job, now: _Clock) -> None:
        self._own = Job.objects.filter(pk=job.pk, state=_State.RUNNING, tries=job.tries)
        self.now = now
        self._waiting: dict[str, Any] = {}
        self._written = time.monotonic()

    def __call__(
        self,
        done: int | None = None,
        total: int | None = None,
        note: str | None = None,
        result: Attachment | None = None,
    ) -> None:
        """Stopped when the job is no longer ours."""
        given = {"done": done, "total": total, "note": note and note[:200], "result": result}
        self._waiting |= {name: value for name, value in given.items() if value is not None}
        urgent = not (total is None and note is None and result is None)
        if urgent or time.monotonic() - self._written >= _WRITE_EVERY:
            self.write()

    def write(self, **more: Any) -> None:
        if not self._own.update(**self._waiting, heartbeat_at=self.now(), **more):
            raise Stopped
        self._waiting, self._written = {}, time.monotonic()


@transaction.atomic
def start_job(
    *,
    kind: str,
    by: Person | None,
    params: dict[str, Any],
    now: datetime.datetime,
    title: str = "",
    is_sample: bool = False,
) -> Job:
    """Queue work of a `kind` that JOB_RUNNERS knows. `params` are keys of rows and plain choices, no personal data.

    The edge that starts it calls `portal.tasks.run_job.delay_on_commit(job.pk)`; forgotten, it runs a minute later.
    """
    if kind not in settings.JOB_RUNNERS:
        raise ValueError(f"nobody runs jobs of kind {kind}")
    return Job.objects.create(
        kind=kind,
        title=title[:120],
        by=by,
        params=params,
        is_sample=is_sample or bool(by and by.is_sample),
        created_at=now,
        offered_at=now,
    )


def run_job(job_id: int, *, now: _Clock = clock.now) -> str:
    """Claim and run one job here and now; its state afterwards, "" when it was not ours to run.

    Work lasts, so this takes a clock and not a moment. What a runner raises ends the job: the words of a `Refused`
    are shown as they are, anything else is logged and shown as a fault of ours.
    """
    job = _claim(job_id, now())
    if job is None:
        return ""
    report = Report(job, now)
    try:
        import_string(settings.JOB_RUNNERS[job.kind])(job, report)
        report.write(state=_State.DONE, finished_at=now())
    except Stopped:
        return ""
    except Refused as refused:
        return _give_up(job, refused.message, now())
    except Exception as error:
        logger.exception("job %s of kind %s failed", job.pk, job.kind)
        words = f"程序出错了，已经记下（{type(error).__name__}）。请再试一次，还不行就找管理员。"
        return _give_up(job, words, now())
    job.refresh_from_db()
    _tell(job, "做好了")
    return _State.DONE


def _claim(job_id: int, now: datetime.datetime) -> Job | None:
    waiting = Job.objects.filter(pk=job_id, state=_State.QUEUED)
    facts = {"done": 0, "total": 0, "error": "", "started_at": now, "heartbeat_at": now}
    if not waiting.update(state=_State.RUNNING, tries=F("tries") + 1, **facts):
        return None
    return Job.objects.select_related("by").get(pk=job_id)


def _give_up(job: Job, words: str, now: datetime.datetime) -> str:
    own = Job.objects.filter(pk=job.pk, state=_State.RUNNING, tries=job.tries)
    if not own.update(state=_State.FAILED, error=words[:500], finished_at=now):
        return ""
    job.refresh_from_db()
    _tell(job, "没有做成")
    return _State.FAILED


def _tell(job: Job, outcome: str) -> None:
    """Only who has waited long: the others are looking at the page."""
    if job.by is None or job.finished_at is None or job.finished_at - job.created_at < _TELL_AFTER:
        return
    messages.notify(
        person=job.by,
        kind="job",
        title=f"{job.title or '后台任务'}：{outcome}",
        link=reverse("job", args=[job.pk]),
        key=f"job:{job.pk}",
        now=job.finished_at,
        is_sample=job.is_sample,
    )


def sweep(*, now: datetime.datetime) -> list[int]:
    """Put back what a dead worker left, and name the jobs that wait too long, to be offered to the workers again."""
    silent = now - datetime.timedelta(seconds=settings.JOB_LOST_SECONDS)
    lost = Job.objects.filter(state=_State.RUNNING, heartbeat_at__lt=silent)
    for job in list(lost.filter(tries__gte=MOST_RUNS).select_related("by")):
        _give_up(job, f"做了 {MOST_RUNS} 次都中途断了。请找管理员看看服务器。", now)
    lost.filter(tries__lt=MOST_RUNS).update(state=_State.QUEUED, note="上次中途断了，正在重新开始", offered_at=None)
    stale = Q(offered_at__isnull=True) | Q(offered_at__lt=now - OFFER_AGAIN)
    waiting = Job.objects.filter(stale, state=_State.QUEUED)
    return [pk for pk in waiting.order_by("pk").values_list("pk", flat=True) if _offer(waiting, pk, now)]


def _offer(waiting: Any, pk: int, now: datetime.datetime) -> bool:
    """False when another sweep has just offered it."""
    return bool(waiting.filter(pk=pk).update(offered_at=now))


def cancel_job(*, job: Job, now: datetime.datetime) -> None:
    """Its runner notices at its next report. Refused when it is over already."""
    if not Job.objects.open().filter(pk=job.pk).update(state=_State.CANCELLED, finished_at=now):
        raise Refused("这个任务已经结束了。")
