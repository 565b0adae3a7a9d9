"""One process at a time, by a lock on a file under var/index."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings


@contextmanager
def locked(name: str, patience: float = 0.0) -> Iterator[bool]:
    """Whether the lock was free, or became so within `patience` seconds; it is held until the block ends."""
    until = time.monotonic() + patience
    folder = Path(settings.VAR_DIR) / "index"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as handle:
        while not _take(handle):
            if time.monotonic() >= until:
                yield False
                return
            time.sleep(0.05)
        yield True


def _take(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
