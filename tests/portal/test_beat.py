"""What runs by itself goes on when the clock is put back, and nothing runs twice for it."""

from __future__ import annotations

import datetime

import pytest

from portal.beat import Scheduler
from portal.celery import app


class Noting(Scheduler):
    """Notes what would be sent to the worker."""

    def apply_entry(self, entry, producer=None):
        self.sent.append(entry.name)


@pytest.fixture
def beat(tmp_path):
    made = Noting(app=app, schedule_filename=str(tmp_path / "schedule"), lazy=False)
    made.sent = []
    yield made
    made.close()


def turn(beat) -> set[str]:
    """Tick until there is nothing to do; what was sent."""
    beat.sent.clear()
    while beat.tick() == 0:
        pass
    return set(beat.sent)


def test_put_back_by_days_everything_counts_from_now(beat):
    for entry in beat.schedule.values():
        entry.last_run_at = app.now() + datetime.timedelta(days=2)
    assert turn(beat) == set()
    assert all(entry.last_run_at <= app.now() for entry in beat.schedule.values())
    for entry in beat.schedule.values():
        entry.last_run_at -= datetime.timedelta(seconds=20)
    beat._heap = None
    assert {"heartbeat", "messages", "hotline-notices"} <= turn(beat)


def test_a_clock_that_runs_on_is_left_alone(beat):
    before = {name: entry.last_run_at - datetime.timedelta(hours=1) for name, entry in beat.schedule.items()}
    for name, entry in beat.schedule.items():
        entry.last_run_at = before[name]
    sent = turn(beat)
    assert {"heartbeat", "publish-due"} <= sent
    assert turn(beat) == set()
