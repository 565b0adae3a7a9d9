"""A hundred thousand questions stored, a thousand more in ten minutes from fifty addresses, and the desk beside it.

The thousand go through the service from several threads at once, in ten minutes of the clock. A flood from one more
address and advertisements follow. The desk's pages are asked for meanwhile through the whole of Django, without a
network. On SQLite and on PostgreSQL.
"""

from __future__ import annotations

import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import django

from bench import Figure
from bench.server import ROOT, environment, manage
from launch.private_servers import PrivateServers

if TYPE_CHECKING:
    from django.test import Client

STORED = 100_000
ASKED = 1000
MINUTES = 10
ADDRESSES = 50
FLOOD = 100
ADVERTS = 20
TOGETHER = 4
"""Threads that ask at once."""
READING = 2.0
"""Seconds between two pages of the desk."""
MEANWHILE = 290
"""Pages of the desk while people ask."""
AFTER = 60
BEGIN = datetime.datetime(2026, 11, 28, 1, tzinfo=datetime.UTC)
SAID = "FIGURES "


def main() -> list[Figure]:
    figures = []
    servers = PrivateServers(["postgres"], durable=True)
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder, servers:
        postgres = os.environ.get("MINGBAI_TEST_POSTGRES_URL") or servers.urls["MINGBAI_TEST_POSTGRES_URL"]
        places = {"SQLite": {}, "PostgreSQL": {"MINGBAI_DATABASE_URL": postgres}}
        for name, extra in places.items():
            figures += alone(name, Path(folder), **extra)
    return figures


def alone(name: str, var: Path, **extra: str) -> list[Figure]:
    """In a process of its own: Django knows one database."""
    for command in ("migrate", "collectstatic --no-input"):
        manage(var, *command.split(), "--verbosity", "0", **extra)
    here = [sys.executable, "-c", f"from bench import hotline; hotline.tell({name!r})"]
    surrounded = environment(var, "portal.settings.development", **extra)
    ended = subprocess.run(here, cwd=ROOT, env=surrounded, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    said = next(line for line in ended.stdout.splitlines() if line.startswith(SAID))
    return [Figure(**figure) for figure in json.loads(said.removeprefix(SAID))]


def tell(name: str) -> None:
    """Measure here and print it for `alone`."""
    django.setup()
    figures = [vars(figure) | {"what": f"{name}: {figure.what}"} for figure in measure()]
    print(SAID + json.dumps(figures))


def fill() -> None:
    """Two years of questions, most of them closed."""
    from django.db import connection

    from knowledge.models import Question

    states = ["closed"] * 17 + ["answered", "new", "assigned"]
    for start in range(0, STORED, 2000):
        Question.objects.bulk_create(
            Question(
                code_hash=f"bench-{n}",
                text=f"第 {n} 个问题：老板没发工资，找谁要？" * 3,
                text_hash=f"{n}",
                state=states[n % len(states)],
                urgency=(n % 50 == 0) + (n % 250 == 0),
                received_at=BEGIN - datetime.timedelta(minutes=10 * n),
                first_due_at=BEGIN - datetime.timedelta(minutes=10 * n - 2880),
                close_due_at=BEGIN - datetime.timedelta(minutes=10 * n - 21600),
                keep_until=BEGIN.date() + datetime.timedelta(days=700),
            )
            for n in range(start, start + 2000)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def ask(n: int, address: str, at: datetime.datetime, words: str) -> tuple[bool, float]:
    """Whether it was taken, and after how many seconds."""
    from knowledge.services.questions import Given, ask_question
    from portal.services.limiting import TooOften

    began = time.perf_counter()
    try:
        ask_question(given=Given(text=words), nonce=f"bench {address} {n}", address=address, now=at)
    except TooOften:
        return False, time.perf_counter() - began
    return True, time.perf_counter() - began


def one_of_the_thousand(began: float, n: int) -> tuple[bool, float]:
    """At its moment, or as soon as a thread is free."""
    time.sleep(max(0.0, began + n * MINUTES * 60 / ASKED - time.perf_counter()))
    at = BEGIN + n * datetime.timedelta(minutes=MINUTES) / ASKED
    return ask(n, f"10.1.0.{n % ADDRESSES}", at, f"第 {n} 个人问：三个月没发工资怎么办")


def one_of_the_flood(n: int) -> tuple[bool, float]:
    return ask(n, "10.2.0.1", BEGIN + datetime.timedelta(seconds=n / 4), f"洪水 {n}")


def advert(n: int) -> tuple[bool, float]:
    at = BEGIN + datetime.timedelta(seconds=n)
    return ask(n, f"10.3.0.{n}", at, f"第 {n} 家代开发票，加微信，看 https://example.com/{n}")


def seat() -> Client:
    from django.test import Client

    from portal.models import Membership, Organisation, Person

    firm = Organisation.objects.create(name="平台", kind=Organisation.Kind.PLATFORM)
    person = Person.objects.create_user("bench-seat", password="bench-seat-1", name="坐席")  # noqa: S106
    Membership.objects.create(person=person, organisation=firm, role="hotline")
    client = Client()
    client.force_login(person, backend="portal.authentication.PersonBackend")
    return client


def look(client: Client, n: int, pause: float = 0.0) -> float:
    """Seconds that one page of the desk took, after a while of reading."""
    time.sleep(pause)
    queue = ("open", "mine", "answered", "closed")[n % 4]
    began = time.perf_counter()
    answer = client.get(f"/desk/hotline/?queue={queue}&page={1 + n % 3}")
    assert answer.status_code == 200
    return time.perf_counter() - began


def p95(seconds: list[float]) -> float:
    """In milliseconds."""
    return statistics.quantiles(seconds, n=20)[-1] * 1000


def all_of(pool: ThreadPoolExecutor, one: Callable[[int], tuple[bool, float]], many: int) -> list[tuple[bool, float]]:
    return list(pool.map(one, range(many)))


def measure() -> list[Figure]:
    from django.db.models import Count

    from knowledge.models import Question

    fill()
    client = seat()
    with ThreadPoolExecutor(TOGETHER) as pool, ThreadPoolExecutor(1) as desk:
        meanwhile = desk.submit(lambda: [look(client, n, pause=READING) for n in range(MEANWHILE)])
        began = time.perf_counter()
        asked = all_of(pool, partial(one_of_the_thousand, began), ASKED)
        passed = time.perf_counter() - began
        pages = meanwhile.result()
        flood = sum(kept for kept, _ in all_of(pool, one_of_the_flood, FLOOD))
        all_of(pool, advert, ADVERTS)
    after = [look(client, n) for n in range(AFTER)]
    come = Question.objects.filter(received_at__gte=BEGIN).exclude(code_hash__startswith="bench-")
    states = dict(come.order_by().values_list("state").annotate(Count("pk")))
    return [
        Figure("1,000 asked within", passed / 60, "minutes", limit=MINUTES + 0.2),
        Figure("taken of 1,000 from 50 addresses", sum(kept for kept, _ in asked), "", least=ASKED),
        Figure("found again in the queue", states.get("new", 0) - flood, "", least=ASKED),
        Figure("of a flood of 100 from one address", flood, "", limit=10),
        Figure("of 20 advertisements kept apart as spam", states.get("spam", 0), "", least=ADVERTS),
        Figure("keeping one, four at once, p95", p95([seconds for _, seconds in asked]), "ms", limit=500),
        Figure("the desk's queue with 100,000 stored, meanwhile, p95", p95(pages), "ms", limit=500),
        Figure("the desk's queue with 100,000 stored, afterwards, p95", p95(after), "ms", limit=500),
    ]
