"""What the terminal shows: one line a step, with its seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def say(text: str = "", *, end: str = "\n") -> None:
    """Print; a terminal that went away is no reason to stop."""
    with suppress(OSError, ValueError):
        print(text, end=end, flush=True)


def complain(text: str) -> None:
    with suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)


class Steps:
    """Numbered steps on the screen: `[2/8] 安装依赖 … 21.3 秒`."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.began = time.monotonic()

    @contextmanager
    def step(self, title: str) -> Iterator[list[str]]:
        """Time a step; what is appended to the yielded list is shown after the seconds."""
        self.done += 1
        notes: list[str] = []
        began = time.monotonic()
        say(f"[{self.done}/{self.total}] {title} … ", end="")
        try:
            yield notes
        except BaseException:
            say("没有完成")
            raise
        tail = f"（{'；'.join(notes)}）" if notes else ""
        say(f"{time.monotonic() - began:.1f} 秒{tail}")

    def skip(self, title: str, why: str = "没有变化，跳过") -> None:
        self.done += 1
        say(f"[{self.done}/{self.total}] {title} … {why}")

    def seconds(self) -> float:
        return time.monotonic() - self.began
