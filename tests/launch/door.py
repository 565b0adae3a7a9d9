"""The real `./mingbai`, run as a person would: with a var folder of its own and the environment that runs the tests."""

from __future__ import annotations

import fcntl
import http.client
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOOR = ROOT / "mingbai"


def surroundings(var: Path, **extra: str) -> dict[str, str]:
    """This machine's environment, as if nothing of Mingbai had been set."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MINGBAI_", "DJANGO_", "PYTEST_"))
    }
    return kept | {"MINGBAI_VAR": str(var), "MINGBAI_VENV": sys.prefix} | extra


def knock(*arguments: str, var: Path, door: Path = DOOR, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, str(door), *arguments]
    return subprocess.run(command, env=surroundings(var, **extra), capture_output=True, text=True, timeout=300)


def bare_copy(target: Path) -> Path:
    """A tree with the door and nothing else; return the door."""
    shutil.copytree(ROOT / "launch", target / "launch", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "requirements", target / "requirements")
    return Path(shutil.copy2(DOOR, target / "mingbai"))


class Running:
    """A started site: its lines as they come, its address, its processes."""

    def __init__(self, var: Path, *arguments: str, **extra: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(DOOR), "start", "--port", "0", *arguments],
            env=surroundings(var, **extra),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._coming: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def expect(self, pattern: str, seconds: float = 900) -> str:
        """The next line that matches; fails with everything said so far."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._coming.get(timeout=max(deadline - time.monotonic(), 0.01))
            except queue.Empty:
                raise AssertionError(f"no line like {pattern!r} in:\n" + "\n".join(self.lines)) from None
            if line is None:
                raise AssertionError(f"ended before a line like {pattern!r}:\n" + "\n".join(self.lines))
            self.lines.append(line)
            if re.search(pattern, line):
                return line

    @property
    def port(self) -> int:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", "\n".join(self.lines))
        assert found, self.lines
        return int(found.group(1))

    def get(self, path: str) -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request("GET", path)
            answer = link.getresponse()
            return answer.status, answer.read().decode()
        finally:
            link.close()

    def processes(self) -> dict[int, str]:
        """Every descendant alive, pid → command line."""
        return descendants(self.process.pid)

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@contextmanager
def started(var: Path, *arguments: str, **extra: str) -> Iterator[Running]:
    site = Running(var, *arguments, **extra)
    try:
        site.expect("按 Ctrl-C 停止")
        yield site
    finally:
        if site.process.poll() is None:
            site.end(signal.SIGTERM)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder filled once for the whole run: the first of its processes makes it, the others wait for it."""
    shared = factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    made, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            make(made)
            done.touch()
    return made


def first_start(folder: Path) -> None:
    """Start a site in folder/var from nothing, see that it serves, end it by Ctrl-C. Its home must stay empty."""
    home = folder / "home"
    home.mkdir()
    with started(folder / "var", HOME=str(home)) as site:
        status, page = site.get("/")
        assert status == 200
        assert "</html>" in page
        said = "\n".join(site.lines)
        assert "示例账号" in said
        assert "跳过" not in said
        family = set(site.processes())
        assert len(family) >= 5  # the web server and its two, the worker and its own
        assert site.end(signal.SIGINT) == 0
        assert family.isdisjoint(table())


def postgres_database(factory: pytest.TempPathFactory) -> str:
    """Address of a new database on the private PostgreSQL: a copy of one that is migrated once for the whole run."""
    server = os.environ["MINGBAI_TEST_POSTGRES_URL"]
    address = server.rpartition("/")[0] + "/"

    def create(template: str = "template1") -> str:
        name = f"mingbai_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def migrate(folder: Path) -> None:
        name = create()
        surrounded = surroundings(folder, MINGBAI_DATABASE_URL=address + name)
        command = [sys.executable, "manage.py", "migrate", "-v", "0"]
        subprocess.run(command, cwd=ROOT, env=surrounded, check=True, timeout=600)
        (folder / "name").write_text(name)

    return address + create((once(factory, "postgres", migrate) / "name").read_text())


def table() -> dict[int, tuple[int, str]]:
    """pid → (parent, command line) of every process; the dead that nobody reaped are left out."""
    shown = subprocess.run(["ps", "-eo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 3) for line in shown.splitlines()]
    return {int(row[0]): (int(row[1]), row[3] if len(row) > 3 else "") for row in rows if not row[2].startswith("Z")}


def descendants(pid: int) -> dict[int, str]:
    rows = table()
    found: dict[int, str] = {}
    layer = {pid}
    while layer:
        layer = {child for child, (parent, _) in rows.items() if parent in layer}
        found |= {child: rows[child][1] for child in layer}
    return found
