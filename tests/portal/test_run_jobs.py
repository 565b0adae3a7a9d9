"""With real workers: one is killed in the middle of a job, the next finishes it."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
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
SELECT j.state, j.tries, j.done, j.total, a.name
FROM portal_job j LEFT JOIN portal_attachment a ON a.id = j.result_id
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
def look(site: dict[str, str], tmp_path: Path) -> Callable[[str], tuple]:
    """look(query) → the one row the database has; beside the worker, without a process of its own."""

    def run(query: str) -> tuple:
        with closing(sqlite3.connect(tmp_path / "mingbai.sqlite3", timeout=60)) as opened:
            (row,) = opened.execute(query).fetchall()
            return row

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
SENT = "SELECT d.state, j.state FROM portal_delivery d, portal_job j WHERE d.channel = 'sms'"


def test_a_long_job_does_not_hold_up_messages(tmp_path, ask, look, worker):
    worker()
    ask(START % str(tmp_path))
    wait_for(tmp_path / "began-1")
    ask(TELL)
    until = time.monotonic() + PATIENCE
    while (seen := look(SENT)) != ("sent", "running"):
        assert time.monotonic() < until, seen
        time.sleep(0.3)


def test_a_job_survives_its_worker(tmp_path, ask, look, worker):
    first = worker()
    ask(START % str(tmp_path))
    wait_for(tmp_path / "began-1")
    kill(first)
    assert look(LOOK) == ("running", 1, 1, 3, None)
    worker()
    wait_for(tmp_path / "began-2")
    (tmp_path / "go").touch()
    until = time.monotonic() + PATIENCE
    while (seen := look(LOOK)) != ("done", 2, 3, 3, "结果.csv"):
        assert time.monotonic() < until, seen
        time.sleep(0.3)
