"""Two hundred workers take one exam at once, each answering every three seconds, against gunicorn as `./mingbai start`
runs it, on SQLite and on PostgreSQL; then again, with the web process killed in the middle.

A phone here does what static/answers.js does: every tap is kept, all that have no receipt go as one batch, one batch
at a time, again two seconds after a failure. The time of an answer runs from the tap to its receipt, so waiting for
the batch before counts. The load is made on the same machine: its processor time is in the figures.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import random
import signal
import statistics
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import Figure, server
from launch.private_servers import PrivateServers

WORKERS = 200
EVERY = 3.0
"""Seconds between two taps of one worker."""
QUESTIONS = 30
KILLED_QUESTIONS = 14
LIMITS = {"SQLite": 400, "PostgreSQL": 200}
"""Milliseconds within which 95 of 100 answers have their receipt."""
SETTINGS = "portal.settings.development"


@dataclass
class Tap:
    number: str
    item: int
    answer: Any
    at: float
    receipt: float = 0.0


@dataclass
class Phone:
    """One worker. `taps` is everything ever tapped; `failures` counts batches without a receipt."""

    port: int
    session: str
    code: str
    items: list[Any]
    questions: int
    taps: list[Tap] = field(default_factory=list)
    failures: int = 0
    posts: list[float] = field(default_factory=list)
    token: str = ""
    cookie: str = ""

    def run(self, begin: float) -> None:
        """Answer one question after the other at the appointed times, then wait for the last receipts."""
        for n, (item, ways) in enumerate(self.items[: self.questions]):
            due = begin + n * EVERY
            while (left := due - time.monotonic()) > 0:
                time.sleep(min(left, 2.0) if self.waiting else left)
                if self.waiting:
                    self.send()
            self.taps.append(Tap(str(uuid.uuid4()), item, random.choice(ways), due))
            self.send()
        give_up = time.monotonic() + 60
        while self.waiting and time.monotonic() < give_up:
            time.sleep(2)
            self.send()

    @property
    def waiting(self) -> list[Tap]:
        return [tap for tap in self.taps if not tap.receipt]

    def send(self) -> None:
        batch = self.waiting
        began = time.monotonic()
        try:
            if not self.token:
                self.greet()
            told = self.post(batch)
        except (OSError, http.client.HTTPException):
            self.failures += 1
            return
        self.posts.append(time.monotonic() - began)
        for tap in batch:
            if tap.number in told:
                tap.receipt = time.monotonic()

    def greet(self) -> None:
        facts, cookies = self.ask("GET", "/exams/now/", {})
        self.token, self.cookie = facts["token"], cookies

    def post(self, batch: list[Tap]) -> set[str]:
        sent = [{"uuid": tap.number, "item": tap.item, "answer": tap.answer, "seq": n} for n, tap in enumerate(batch)]
        body = json.dumps({"device": "load", "answers": sent})
        facts, _ = self.ask("POST", f"/exams/a/{self.code}/answers", {"X-CSRFToken": self.token}, body)
        return {ack["uuid"] for ack in facts["acks"] if ack["state"] in ("saved", "duplicate")}

    def ask(self, method: str, path: str, headers: dict[str, str], body: str | None = None) -> tuple[Any, str]:
        origin = f"http://127.0.0.1:{self.port}"
        cookies = f"sessionid={self.session}; {self.cookie}".rstrip("; ")
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=25)
        try:
            own = {"Cookie": cookies, "Origin": origin, "Content-Type": "application/json", "Accept-Encoding": "gzip"}
            link.request(method, path, body, own | headers)
            answer = link.getresponse()
            text = answer.read()
        finally:
            link.close()
        if answer.status != 200:
            raise http.client.HTTPException(answer.status)
        if answer.headers["Content-Encoding"] == "gzip":
            text = gzip.decompress(text)
        kept = [one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
        return json.loads(text), "; ".join(kept)


class Site:
    """gunicorn with two workers on a port that stays its own through a restart."""

    def __init__(self, var: Path, **extra: str) -> None:
        self.var, self.extra, self.port = var, extra, server.free_port()
        self.process = self.launch()

    def launch(self) -> subprocess.Popen[bytes]:
        return server.launch(self.var, "portal.wsgi:application", SETTINGS, port=self.port, workers=2, **self.extra)

    def warm(self) -> None:
        """Each process imports the site with its first request; that is not what is measured."""
        for _ in range(8):
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            link.request("GET", "/healthz")
            link.getresponse().read()
            link.close()

    def processor_seconds(self) -> float:
        """What the two workers have used since they began."""
        return sum(server.processor_seconds(pid) for pid in server.children(self.process.pid))

    def kill(self) -> None:
        """kill -9 of the master and its workers at one moment, then what the keeper of `./mingbai start` does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        time.sleep(1)
        self.process = self.launch()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def running(var: Path, **extra: str) -> Iterator[Site]:
    site = Site(var, **extra)
    try:
        yield site
    finally:
        site.end()


@dataclass
class Run:
    """What the phones lived through, what the database says, and the processor seconds of a site left alone."""

    phones: list[Phone]
    found: dict[str, int]
    used: float


def crowd(var: Path, name: str, questions: int, *, kill: bool, **extra: str) -> Run:
    """One run: everybody seated, everybody answering, and what the database says of it afterwards."""
    seats = var / f"{name}.json"
    server.manage(
        var, "shell", "-c", f"from bench.exam_room import seat; seat({WORKERS}, {str(seats)!r}, {name!r})", **extra
    )
    with running(var, **extra) as site:
        facts = json.loads(seats.read_text("utf-8"))
        phones = [Phone(site.port, one["session"], one["code"], one["items"], questions) for one in facts]
        site.warm()
        for phone in phones:
            phone.greet()
        before, begin = site.processor_seconds(), time.monotonic() + 2
        threads = [
            threading.Thread(target=phone.run, args=(begin + n * EVERY / WORKERS,)) for n, phone in enumerate(phones)
        ]
        for thread in threads:
            thread.start()
        if kill:
            time.sleep(2 + questions * EVERY / 2)
            site.kill()
        for thread in threads:
            thread.join()
        used = 0.0 if kill else site.processor_seconds() - before
    assert all(len(phone.taps) == questions for phone in phones)
    return Run(phones, judged(var, name, phones, **extra), used)


def judged(var: Path, name: str, phones: list[Phone], **extra: str) -> dict[str, int]:
    told = var / f"{name}-told.json"
    rows = {phone.code: [[t.number, t.item, t.answer, bool(t.receipt)] for t in phone.taps] for phone in phones}
    told.write_text(json.dumps(rows), "utf-8")
    said = server.manage(var, "shell", "-c", f"from bench.exam_room import judge; judge({str(told)!r})", **extra)
    found: dict[str, int] = json.loads(said.strip().splitlines()[-1])
    return found


def figures_of(name: str, run: Run, limit: float | None) -> list[Figure]:
    found, phones = run.found, run.phones
    times = [(tap.receipt - tap.at) * 1000 for phone in phones for tap in phone.taps if tap.receipt]
    cuts = statistics.quantiles(times, n=100)
    return [
        Figure(f"{name}: answers tapped", found["tapped"], ""),
        Figure(f"{name}: answers kept", found["kept"], "", least=found["tapped"]),
        *(Figure(f"{name}: {what}", found[what], "", limit=0)
          for what in ("lost", "lost after a receipt", "doubled", "final answers wrong")),
        Figure(f"{name}: from tap to receipt, median", cuts[49], "ms"),
        Figure(f"{name}: from tap to receipt, 95 of 100", cuts[94], "ms", limit=limit),
        Figure(f"{name}: from tap to receipt, most", max(times), "ms"),
        Figure(f"{name}: batches without a receipt", sum(phone.failures for phone in phones), ""),
    ]  # fmt: skip


def measure(name: str, var: Path, **extra: str) -> list[Figure]:
    """A calm run and one with the web process killed, on a database that has the shipped content."""
    busy = Figure(f"{name}: load of the machine before", os.getloadavg()[0], "")
    calm = crowd(var, "calm", QUESTIONS, kill=False, **extra)
    killed = crowd(var, "killed", KILLED_QUESTIONS, kill=True, **extra)
    cost = Figure(f"{name}: processor time of the site for an answer", calm.used * 1000 / calm.found["kept"], "ms")
    return [busy, *figures_of(name, calm, LIMITS[name]), cost, *figures_of(f"{name}, killed", killed, None)]


def main() -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder:
        var = Path(folder)
        server.manage(var, "collectstatic", "--no-input", "-v", "0")
        with PrivateServers(["postgres"], durable=True) as servers:
            postgres = os.environ.get("MINGBAI_TEST_POSTGRES_URL") or servers.urls["MINGBAI_TEST_POSTGRES_URL"]
            places = {"SQLite": {}, "PostgreSQL": {"MINGBAI_DATABASE_URL": postgres}}
            for name, extra in places.items():
                for command in ("migrate -v 0", "ensure_groups", "load_catalogue", "load_training"):
                    server.manage(var, *command.split(), **extra)
                figures += measure(name, var, **extra)
    return figures
