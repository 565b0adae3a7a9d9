"""With real processes: two sweeps at once send nothing twice; the worker's beat sends what is committed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.server]
PATIENCE = 300
"""Seconds until a process of its own has to be where it should be; starting one takes long on a busy machine."""

TELL = """
from portal import clock
from portal.models import Person
from portal.services import messages
for n in range(40):
    person = Person.objects.create_user(f"p{n}", name="某人", phone=f"+86138001380{n:02d}")
    messages.notify(person=person, kind="test", title=f"no{n:02d}", now=clock.now(), channels=["sms"])
"""
SWEEP = """
from portal import clock
from portal.services import messages
print("READY", flush=True)
input()
print(messages.sweep(now=clock.now()), flush=True)
"""
STATES = """
from portal.models import Delivery
print(sorted(set(Delivery.objects.filter(channel="sms").values_list("state", flat=True))))
"""


@pytest.fixture
def site(migrated_database: Path, tmp_path: Path) -> dict[str, str]:
    if connection.vendor != "sqlite":
        pytest.skip("the embedded way of running: SQLite, files as broker")
    shutil.copy(migrated_database, tmp_path / "mingbai.sqlite3")
    return os.environ | {
        "MINGBAI_VAR": str(tmp_path),
        "MINGBAI_QUIET_HOURS": "0",
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
    }


def shell(code: str) -> list[str]:
    return [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]


def ask(site: dict[str, str], code: str) -> str:
    done = subprocess.run(
        shell(code), cwd=settings.BASE_DIR, env=site, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_two_sweeps_at_once_send_each_message_once(site):
    ask(site, TELL)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(shell(SWEEP), cwd=settings.BASE_DIR, env=site, **pipes) for _ in range(2)]
    assert [one.stdout.readline() for one in both] == ["READY\n"] * 2
    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    said = [one.communicate(timeout=PATIENCE)[0] for one in both]
    together = "".join(said)
    assert [together.count(f"】no{n:02d} ") for n in range(40)] == [1] * 40
    assert ask(site, STATES) == "['sent']\n"


@pytest.fixture
def worker(site: dict[str, str]) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-B", "--loglevel", "WARNING"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=site)
    yield process
    process.terminate()
    process.wait(PATIENCE)


def test_the_worker_sends_by_itself(site, worker):
    ask(site, TELL)
    until = time.monotonic() + PATIENCE
    while ask(site, STATES) != "['sent']\n":
        assert time.monotonic() < until, f"nothing was sent within {PATIENCE} s"
        time.sleep(0.5)
