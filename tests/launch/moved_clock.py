"""How far ahead of the machine a started site is; a test says so while it runs."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from pathlib import Path

_NAME = "seconds-ahead"
SURROUNDINGS = {"DJANGO_SETTINGS_MODULE": "tests.launch.moved_settings"}
"""With which such a site is started."""
SWEEP = 4.0
"""Seconds between its sweeps of what a test waits for; everybody else's site takes its time."""


def ahead() -> datetime.timedelta:
    """Read by the site itself."""
    return datetime.timedelta(seconds=float((Path(os.environ["MINGBAI_VAR"]) / _NAME).read_text()))


@dataclass(frozen=True)
class MovedClock:
    """The clock of the site whose folder is `var`."""

    var: Path

    def set(self, moment: datetime.datetime) -> None:
        """It is `moment` now, an aware time."""
        fresh = self.var / f"{_NAME}.new"
        fresh.write_text(str((moment - datetime.datetime.now(tz=datetime.UTC)).total_seconds()))
        fresh.replace(self.var / _NAME)
