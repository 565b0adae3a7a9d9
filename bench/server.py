"""A gunicorn of one worker for measuring: its requests, memory and processor time (Linux: read from /proc)."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


class Unwelcome(AssertionError):
    """An answer of 400 or more."""

    def __init__(self, method: str, path: str, status: int) -> None:
        super().__init__(f"{method} {path}: {status}")
        self.status = status


class Server:
    """Talks to the worker over one connection at a time, with cookies when asked to keep them."""

    def __init__(self, port: int, master: int) -> None:
        self.port = port
        self.master = master
        self.cookies: dict[str, str] = {}

    @property
    def worker(self) -> int:
        """The one child of the master."""
        return children(self.master)[0]

    def get(self, path: str) -> str:
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> str:
        return self._ask("POST", path, urllib.parse.urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": f"127.0.0.1:{self.port}", "Origin": f"http://127.0.0.1:{self.port}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            text = answer.read().decode("utf-8")
        finally:
            link.close()
        if answer.status >= 400:
            raise Unwelcome(method, path, answer.status)
        self.heard(dict(answer.headers))
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return text

    def heard(self, headers: Mapping[str, str]) -> None:
        """The headers of every answer, for those who measure what they say."""

    def sign_in(self, login: str, password: str) -> None:
        """Through the form, as a person does."""
        form = self.get("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token, "no form"
        self.post("/accounts/login/", {"csrfmiddlewaretoken": token[1], "login": login, "password": password})
        assert "sessionid" in self.cookies, "not signed in"

    def resident_megabytes(self) -> float:
        """Resident memory of the worker, in units of 1,000,000 bytes."""
        status = Path(f"/proc/{self.worker}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024 / 1e6

    def processor_seconds(self) -> float:
        """User and system time that the worker has used since it began."""
        return processor_seconds(self.worker)


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def corpus_file() -> Path:
    """The labelled collection of articles."""
    folder = os.environ.get("MINGBAI_CORPUS") or ROOT.parent / "shared" / "data"
    return Path(folder) / "search" / "articles.jsonl.xz"


def environment(var: Path, settings: str, **extra: str) -> dict[str, str]:
    return dict(os.environ) | {"MINGBAI_VAR": str(var), "DJANGO_SETTINGS_MODULE": settings, "PYTHONUTF8": "1"} | extra


def manage(var: Path, *arguments: str, settings: str = "portal.settings.development", **extra: str) -> str:
    """Run a command of Django to its end; what it printed."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    ended = subprocess.run(command, env=environment(var, settings, **extra), cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    return ended.stdout


def make_site(var: Path) -> None:
    """Database, catalogue and sample, as a first start makes them."""
    for command in ("migrate", "ensure_groups", "collectstatic --no-input", "load_catalogue", "load_sample"):
        manage(var, *command.split(), "-v", "0")
    manage(var, "load_synonyms")
    manage(var, "rebuild_index")


@contextmanager
def serve(var: Path, wsgi: str, settings: str) -> Iterator[Server]:
    """One worker, ended on leaving."""
    port = free_port()
    process = launch(var, wsgi, settings, port=port)
    try:
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def launch(
    var: Path, wsgi: str, settings: str, *, port: int, workers: int = 1, **extra: str
) -> subprocess.Popen[bytes]:
    """The same flags as `./mingbai start`, in a process group of its own; returns when it takes connections."""
    command = [sys.executable, "-m", "gunicorn", wsgi, "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", str(var)]
    own = environment(var, settings, MINGBAI_BASE_URL=f"http://127.0.0.1:{port}", **extra)
    with (var / "bench.log").open("ab") as log:
        process = subprocess.Popen(command, env=own, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    _wait(port, process, var / "bench.log")
    return process


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(log.read_text()[-3000:])
