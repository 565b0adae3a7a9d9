"""A site in a folder of its own whose processes believe in the time that a test says."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from launch.groups import clock_library

MINUTE = datetime.timedelta(minutes=1)


class Site:
    """Its database, its commands and its worker with beat, all on one clock that can be moved while they run."""

    def __init__(self, folder: Path, migrated: Path, **extra: str) -> None:
        self.database, self._clock = folder / "mingbai.sqlite3", folder / "clock"
        shutil.copy(migrated, self.database)
        self._ahead = datetime.timedelta()
        self.move(datetime.timedelta())
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGBAI_")}
        self.environment = kept | extra | {
            "MINGBAI_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.portal.worker.swift",
            "LD_PRELOAD": clock_library(),
            "PYTHONPATH": str(Path(__file__).parent / "moved"),
            "FAKETIME_TIMESTAMP_FILE": str(self._clock),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }  # fmt: skip

    def move(self, by: datetime.timedelta) -> None:
        """Put the clock on; whatever runs sees it within a second."""
        self._ahead += by
        written = self._clock.with_suffix(".new")
        written.write_text(f"{self._ahead.total_seconds():+.0f}\n")
        written.rename(self._clock)

    def move_to(self, moment: datetime.datetime) -> None:
        self.move(moment - datetime.datetime.now(tz=datetime.UTC) - self._ahead)

    def now(self) -> datetime.datetime:
        return datetime.datetime.now(tz=datetime.UTC) + self._ahead

    def let_it_beat(self, times: int = 2) -> None:
        """Wait until the worker did what beat asked for after now, so many times."""
        beat = "SELECT max(beat_at) FROM portal_heartbeat WHERE name = 'worker'"
        for _ in range(times):
            self.move(datetime.timedelta(seconds=20))
            asked = f"{self.now():%Y-%m-%d %H:%M:%S}"
            until("a beat", lambda asked=asked: (self.rows(beat)[0][0] or "") >= asked)  # type: ignore[misc]

    def run(self, code: str) -> str:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def rows(self, query: str) -> list[tuple]:
        with sqlite3.connect(self.database, timeout=20) as opened:
            return opened.execute(query).fetchall()

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen]:
        """The worker that keeps the schedule too, as `start` runs it; killed for good at the end, if not before."""
        command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-B", "--loglevel", "WARNING"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.environment, start_new_session=True)
        try:
            yield process
        finally:
            kill(process)


def kill(worker: subprocess.Popen) -> None:
    """SIGKILL to the worker, its beat and its pool: nobody says good-bye."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(60)


def until(what: str, true: Callable[[], object], seconds: float = 150) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.1)
