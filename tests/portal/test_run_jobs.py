"""With real workers: one is killed in the middle of a job, the next finishes it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.server]
PATIENCE = 300
"""Seconds until a process of its own has to be where it should be; starting one takes long on a busy machine."""

START = """
from portal import clock
from portal.models import Person
from portal.services import jobs
from portal.tasks import run_job
by = Person.objects.create_user("starter", name="某人")
job = jobs.start_job(kind="patient", by=by, params={"folder": %r}, now=clock.now())
run_job.delay(job.pk)
"""
LOOK = """
from portal.models import Job
job = Job.objects.get()
print(job.state, job.tries, job.done, job.total, job.result and job.result.name)
"""


@pytest.fixture
def site(migrated_database: Path, tmp_path: Path) -> dict[str, str]:
    if connection.vendor != "sqlite":
        pytest.skip("the embedded way of running: SQLite, files as broker")
    shutil.copy(migrated_database, tmp_path / "mingbai.sqlite3")
    return os.environ | {"MINGBAI_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.portal.worker.settings"}


@pytest.fixture
def ask(site: dict[str, str]) -> Callable[[str], str]:
    def run(code: str) -> str:
        shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        done = subprocess.run(shell, cwd=settings.BASE_DIR, env=site, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    return run


@pytest.fixture
def worker(site: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen]]:
    """worker() starts one in a process group of its own."""
    running: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-B", "--loglevel", "WARNING"]
        running.append(subprocess.Popen(command, cwd=settings.BASE_DIR, env=site, start_new_session=True))
        return running[-1]

    yield start
    for process in running:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """The whole family, as a machine that loses its power does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def wait_for(path: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < until, f"{path.name}: nothing within {PATIENCE} s"
        time.sleep(0.1)


TELL = """
from portal import clock
from portal.models import Person
from portal.services import messages
from portal.tasks import send_messages
person = Person.objects.create_user("told", name="某人", phone="+8613800138000")
messages.notify(person=person, kind="test", title="no1", now=clock.now(), channels=["sms"])
send_messages.delay()
"""
SENT = """
from portal.models import Delivery, Job
print(Delivery.objects.get(channel="sms").state, Job.objects.get().state)
"""


def test_a_long_job_does_not_hold_up_messages(tmp_path, ask, worker):
    worker()
    ask(START % str(tmp_path))
    wait_for(tmp_path / "began-1")
    ask(TELL)
    until = time.monotonic() + PATIENCE
    while (seen := ask(SENT)) != "sent running\n":
        assert time.monotonic() < until, seen


def test_a_job_survives_its_worker(tmp_path, ask, worker):
    first = worker()
    ask(START % str(tmp_path))
    wait_for(tmp_path / "began-1")
    kill(first)
    assert ask(LOOK) == "running 1 1 3 None\n"
    worker()
    wait_for(tmp_path / "began-2")
    (tmp_path / "go").touch()
    until = time.monotonic() + PATIENCE
    while (seen := ask(LOOK)) != "done 2 3 3 结果.csv\n":
        assert time.monotonic() < until, seen
        time.sleep(0.3)
