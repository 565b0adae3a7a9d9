"""Starting and ending processes so that none is left: each has a group of its own, ended as a whole."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from . import places
from .problems import Interrupted, Problem, disk_full, own_words, says_disk_full

_PR_SET_PDEATHSIG = 1


class Stop:
    """Remembers that someone asked us to end; nothing is raised in the middle of starting a process."""

    def __init__(self) -> None:
        self.requests = 0

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked)

    def _asked(self, number: int, frame: object) -> None:
        self.requests += 1

    @property
    def requested(self) -> bool:
        return self.requests > 0

    @property
    def impatient(self) -> bool:
        """Asked a second time: no more waiting for a tidy end."""
        return self.requests > 1

    def check(self) -> None:
        if self.requested:
            raise Interrupted


STOP = Stop()


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux a child gets SIGTERM when we are killed outright, so that even `kill -9` of us leaves nothing."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def call() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

    return call


def spawn(
    command: Sequence[str],
    *,
    output: int | IO[bytes],
    environment: dict[str, str] | None = None,
    user: str | int | None = None,
    group: str | int | None = None,
    cwd: Path = places.ROOT,
    said: str = "",
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own: Ctrl-C reaches it only through us. It reads `said` and nothing else."""
    process = subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE if said else subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        env=environment if environment is not None else places.child_environment(),
        start_new_session=True,
        preexec_fn=_die_with_parent(),
        user=user,
        group=group,
        extra_groups=[] if user is not None else None,
    )
    if process.stdin:
        process.stdin.write(said.encode())
        process.stdin.close()
    return process


def end_group(process: subprocess.Popen[bytes], *, seconds: float, stop: Stop = STOP) -> None:
    """End a process and everything in its group: SIGTERM, `seconds` of patience, then SIGKILL."""
    _signal_group(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not stop.impatient and group_lives(process):
        time.sleep(0.05)
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    _signal_group(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and group_lives(process):
        time.sleep(0.02)


def group_lives(process: subprocess.Popen[bytes]) -> bool:
    """Whether anything of the group is left; orphans that became ours are reaped on the way."""
    process.poll()
    if process.returncode is not None:
        with suppress(ChildProcessError):
            while os.waitpid(-process.pid, os.WNOHANG)[0]:
                pass
    try:
        os.killpg(process.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _signal_group(group: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def run(
    command: Sequence[str], *, log: Path, environment: dict[str, str] | None = None, stop: Stop = STOP
) -> tuple[int, str]:
    """Run to the end and return (exit code, output); the output is also appended to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    process = spawn(command, output=subprocess.PIPE, environment=environment)
    pieces: list[bytes] = []
    try:
        with log.open("ab") as kept:
            kept.write(f"\n$ {' '.join(command)}\n".encode())
            for piece in _pieces(process, stop):
                pieces.append(piece)
                kept.write(piece)
                kept.flush()
    finally:
        if process.poll() is None or group_lives(process):
            end_group(process, seconds=5, stop=stop)
        if process.stdout:
            process.stdout.close()
    stop.check()
    return process.wait(), b"".join(pieces).decode("utf-8", "replace")


def _pieces(process: subprocess.Popen[bytes], stop: Stop) -> Iterator[bytes]:
    assert process.stdout is not None  # noqa: S101
    source = process.stdout.fileno()
    while not stop.requested:
        if not select.select([source], [], [], 0.2)[0]:
            continue
        piece = os.read(source, 65536)
        if not piece:
            return
        yield piece


def must_run(what: str, command: Sequence[str], *, log: Path, environment: dict[str, str] | None = None) -> str:
    """Run a step that has to succeed; return its output, or raise the one line that says why not."""
    code, output = run(command, log=log, environment=environment)
    if code == 0:
        return output
    if says_disk_full(output):
        raise disk_full(places.VAR)
    if own := own_words(output):
        raise Problem(own)
    tail = [line for line in output.splitlines() if line.strip()][-12:]
    raise Problem(f"{what}没有成功（退出码 {code}）；全部输出在 {log}", code=1, details=tail)
