"""The processes that serve the site, kept alive until someone asks for the end."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import places
from .console import say
from .problems import Problem, disk_full, own_words, says_disk_full
from .processes import STOP, end_group, group_lives, kill_group, spawn

PATIENCE = 10.0
"""Seconds a child may take to end what it is doing."""

STEADY = 60.0
"""A child that lived this many seconds starts again without delay when it dies."""

LONGEST_DELAY = 60.0
LOG_BYTES = 20_000_000

_LOST = re.compile(r"Worker \(pid:\s?(\d+)\) (?:was sent SIGKILL|was sent SIG\w+|exited with code)|"
                   r"Process '(\w+Worker-\d+)' pid:(\d+) exited with")  # fmt: skip


@dataclass
class Child:
    """One process (and its own children), its log, and how often it had to be started again."""

    title: str
    command: Sequence[str]
    log: Path
    answers: Callable[[], bool] | None = None
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    falls: int = 0
    due: float | None = None
    read: int = 0
    recovering: bool = False
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.read = output.tell()
            self.process = spawn(self.command, output=output, environment=places.child_environment(**self.environment))
        self.began = time.monotonic()
        self.due = None

    def fallen(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def end(self) -> None:
        if self.process is not None:
            end_group(self.process, seconds=PATIENCE)

    def fresh_log(self) -> str:
        """What the log gained since the last look."""
        try:
            with self.log.open("rb") as kept:
                kept.seek(self.read)
                piece = kept.read(1_000_000)
        except OSError:
            return ""
        self.read += len(piece)
        return piece.decode("utf-8", "replace")

    def tail(self, lines: int = 12) -> list[str]:
        try:
            text = self.log.read_bytes()[-8000:].decode("utf-8", "replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line.strip()][-lines:]


class Keeper:
    """Starts children, starts again those that die, and ends them all."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)
        self._looked = time.monotonic()

    def start(self) -> None:
        for child in self.children:
            rotate(child.log)
            child.start()

    def wait_until_up(self, child: Child, *, seconds: float) -> None:
        """Return when `child` answers; a child that cannot start says why, once."""
        deadline = time.monotonic() + seconds
        while not (child.answers and child.answers()):
            STOP.check()
            for other in self.children:
                if other.fallen():
                    raise self._why(other)
            if time.monotonic() > deadline:
                raise Problem(
                    f"{child.title}在 {seconds:.0f} 秒内没有应答；日志在 {child.log}", code=1, details=child.tail()
                )
            time.sleep(0.1)

    def keep(self) -> None:
        """Until someone asks for the end: start again what dies, and say so."""
        while not STOP.requested:
            for child in self.children:
                self._tend(child)
            if time.monotonic() - self._looked > 60:
                self._looked = time.monotonic()
                for child in self.children:
                    shorten(child)
            time.sleep(0.2)

    def end(self) -> None:
        """SIGTERM to all at once, then wait for each."""
        for child in self.children:
            if child.process is not None and child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        for child in self.children:
            child.end()

    def _tend(self, child: Child) -> None:
        if child.due is not None:
            if time.monotonic() >= child.due:
                child.start()
                child.recovering = True
            return
        if child.fallen():
            self._plan(child)
            return
        for found in _LOST.finditer(child.fresh_log()):
            pid = found.group(1) or found.group(3)
            say(f"{_clock()} {child.title}的一个子进程（{pid}）停了，已由它自己补上。")
        if child.recovering and (child.answers is None or child.answers()):
            child.recovering = False
            say(f"{_clock()} {child.title}已恢复。")

    def _plan(self, child: Child) -> None:
        assert child.process is not None  # noqa: S101
        if group_lives(child.process):  # what the dead one left behind would hold the port
            kill_group(child.process)
        child.falls = 1 if time.monotonic() - child.began > STEADY else child.falls + 1
        delay = 0.0 if child.falls == 1 else min(2.0 ** (child.falls - 2), LONGEST_DELAY)
        child.due = time.monotonic() + delay
        reason = "磁盘已写满，" if self._disk_is_full(child) else ""
        when = "马上" if delay == 0 else f"{delay:.0f} 秒后"
        ended = _ended(child.process.returncode)
        say(f"{_clock()} {child.title}停了（{ended}），{reason}{when}重新启动；日志在 {child.log}")

    def _disk_is_full(self, child: Child) -> bool:
        return says_disk_full("\n".join(child.tail(40))) or shutil.disk_usage(places.VAR).free < 1_000_000

    def _why(self, child: Child) -> Problem:
        lines = child.tail(40)
        if self._disk_is_full(child):
            return disk_full(places.VAR)
        if own := own_words("\n".join(lines)):
            return Problem(own)
        assert child.process is not None  # noqa: S101
        ended = _ended(child.process.returncode)
        return Problem(f"{child.title}没有启动成功（{ended}）；日志在 {child.log}", code=1, details=lines[-12:])


def rotate(log: Path) -> None:
    """Keep one old log when the present one has grown large."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def shorten(child: Child) -> None:
    """The same while the child is writing: it appends, so the file can be emptied under it."""
    if child.log.exists() and child.log.stat().st_size > LOG_BYTES:
        shutil.copyfile(child.log, child.log.with_suffix(".log.1"))
        with child.log.open("r+b") as kept:
            kept.truncate(0)
        child.read = 0


def _ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"信号 {-code}"
    return f"退出码 {code}"


def _clock() -> str:
    return time.strftime("%H:%M:%S")
