"""The schedule of what runs by itself, on a clock that somebody may put back."""

from __future__ import annotations

import datetime
from typing import Any

from celery.beat import PersistentScheduler

SLACK = datetime.timedelta(seconds=5)
"""Clocks are corrected by so much without anybody noticing."""


class Scheduler(PersistentScheduler):
    """When the clock was put back, what ran "in the future" counts as having run now.

    Otherwise nothing would run until the clock has caught up, for days when it was wrong by days. What runs is
    written to bear running again, so that counting from now repeats nothing.
    """

    def tick(self, *args: Any, **more: Any) -> float:
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > now + SLACK]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # ordered by the old clock; made anew by the tick
        return float(super().tick(*args, **more))
