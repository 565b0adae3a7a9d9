"""Loaded by processes with a moved clock: libfaketime 0.9 lets a sleep until a monotonic moment fail (EINVAL), which
is how Python sleeps. Waiting for nothing with a time limit does the same and works.
"""

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = _sleep  # type: ignore[assignment]
