"""Background work: run once, with progress, through kills, to an end that can be seen."""

from __future__ import annotations

import datetime
import logging

import pytest
from django.utils.module_loading import import_string

from portal import clock
from portal.models import Job, Message
from portal.services import jobs
from portal.services.refusal import Refused
from portal.settings import base
from tests.portal import files

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


def counting(job, report):
    for done in range(5):
        report(done=done + 1, total=5, note=f"第 {done + 1} 份")


def saying_no(job, report):
    raise Refused("这张表里没有工人。")


def breaking(job, report):
    raise RuntimeError("13800138000 is not a number")


def cancelled_meanwhile(job, report):
    jobs.cancel_job(job=job, now=clock.now())
    report(total=1)
    raise AssertionError("went on after it was cancelled")


def taken_away_meanwhile(job, report):
    Job.objects.filter(pk=job.pk).update(tries=2)
    report(note="x")


def running_itself(job, report):
    assert jobs.run_job(job.pk) == ""
    report(done=1, total=1)


@pytest.fixture(autouse=True)
def _runners(settings):
    names = (counting, saying_no, breaking, cancelled_meanwhile, taken_away_meanwhile, running_itself)
    settings.JOB_RUNNERS = {runner.__name__: f"{__name__}.{runner.__name__}" for runner in names}


@pytest.fixture
def start(handler):
    def make(kind="counting", **more):
        return jobs.start_job(kind=kind, by=handler, params={}, title="三级教育卡", **{"now": clock.now()} | more)

    return make


def test_it_runs_to_its_end(start):
    job = start()
    assert jobs.run_job(job.pk) == "done"
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.note, job.tries) == ("done", 5, 5, "第 5 份", 1)
    assert job.started_at <= job.finished_at


def test_what_is_done_is_not_done_again(start):
    job = start()
    jobs.run_job(job.pk)
    assert jobs.run_job(job.pk) == ""
    assert Job.objects.get().tries == 1


def test_only_one_worker_gets_it(start):
    assert jobs.run_job(start("running_itself").pk) == "done"


def test_an_unknown_kind_is_not_started(start):
    with pytest.raises(ValueError, match="nobody runs"):
        start("flying")


def test_a_kind_that_is_gone_fails_visibly(start, settings):
    job = start()
    settings.JOB_RUNNERS = {}
    assert jobs.run_job(job.pk) == "failed"


def test_a_refusal_is_shown_as_it_is(start):
    job = start("saying_no")
    assert jobs.run_job(job.pk) == "failed"
    job.refresh_from_db()
    assert job.error == "这张表里没有工人。"
    assert job.finished_at


def test_a_fault_is_logged_and_shown_without_its_words(start, caplog):
    job = start("breaking")
    with caplog.at_level(logging.ERROR):
        assert jobs.run_job(job.pk) == "failed"
    job.refresh_from_db()
    assert "RuntimeError" in job.error
    assert "13800138000" not in job.error
    assert caplog.records[-1].exc_info


@pytest.mark.parametrize("kind", ["cancelled_meanwhile", "taken_away_meanwhile"])
def test_a_run_that_lost_its_job_writes_nothing(start, kind):
    job = start(kind)
    assert jobs.run_job(job.pk) == ""
    job.refresh_from_db()
    assert job.state == ("cancelled" if kind.startswith("cancelled") else "running")
    assert job.total == 0


def test_a_cancelled_job_is_not_begun(start):
    job = start()
    jobs.cancel_job(job=job, now=clock.now())
    assert jobs.run_job(job.pk) == ""
    with pytest.raises(Refused):
        jobs.cancel_job(job=job, now=clock.now())


def test_a_silent_job_is_started_again_three_times_in_all(start, settings):
    job, now = start(), clock.now()
    for tries in (1, 2):
        Job.objects.filter(pk=job.pk).update(state="running", tries=tries, heartbeat_at=now)
        assert jobs.sweep(now=now + settings.JOB_LOST_SECONDS * SECOND) == []
        assert jobs.sweep(now=now + (settings.JOB_LOST_SECONDS + 1) * SECOND) == [job.pk]
    Job.objects.filter(pk=job.pk).update(state="running", tries=3, heartbeat_at=now)
    assert jobs.sweep(now=now + 1000 * SECOND) == []
    job.refresh_from_db()
    assert job.state == "failed"
    assert "3 次" in job.error


def test_a_job_whose_offer_was_lost_is_offered_again_but_not_at_every_sweep(start):
    now = clock.now()
    job = start(now=now)
    assert jobs.sweep(now=now + 30 * SECOND) == []
    assert jobs.sweep(now=now + 61 * SECOND) == [job.pk]
    assert jobs.sweep(now=now + 62 * SECOND) == []
    assert jobs.sweep(now=now + 123 * SECOND) == [job.pk]


def test_who_waited_long_is_told_once(start, handler):
    job = start(now=clock.now() - 60 * SECOND)
    jobs.run_job(job.pk)
    told = Message.objects.get(person=handler)
    assert told.title == "三级教育卡：做好了"
    assert told.link == f"/jobs/{job.pk}/"


def test_who_is_looking_is_not_told(start):
    jobs.run_job(start().pk)
    assert not Message.objects.exists()


def test_reports_in_quick_succession_are_written_together(start, settings, django_assert_max_num_queries):
    settings.JOB_RUNNERS["counting"] = f"{__name__}.counting_far"
    with django_assert_max_num_queries(12):
        jobs.run_job(start().pk)
    assert Job.objects.get().done == 10_000


def counting_far(job, report):
    report(total=10_000)
    for done in range(10_000):
        report(done=done + 1)


def test_every_runner_that_is_named_exists(settings):
    for path in base.JOB_RUNNERS.values():
        assert callable(import_string(path))


def test_a_result_is_kept_with_the_job(start, settings, tmp_path):
    settings.JOB_RUNNERS["patient"] = "tests.portal.worker.runners.patient"
    (tmp_path / "go").touch()
    job = start("patient")
    Job.objects.filter(pk=job.pk).update(params={"folder": str(tmp_path)})
    assert jobs.run_job(job.pk) == "done"
    job.refresh_from_db()
    assert job.result.owner == job
    assert job.result.size == len("姓名\n王".encode()) != len(files.PDF)
