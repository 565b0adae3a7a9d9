"""A hundred thousand questions stored, a thousand more in ten minutes from fifty addresses, and the desk beside it.

The thousand go through the service with their own moments, spread over ten minutes, as the limits see them; a flood
from one more address runs beside them. The desk's pages are asked for through the whole of Django, without a network.
"""

from __future__ import annotations

import datetime
import statistics
import time

from bench import Figure
from bench.database import with_database

STORED = 100_000
ASKED = 1000
ADDRESSES = 50
FLOOD = 100
ROUNDS = 40
BEGIN = datetime.datetime(2026, 11, 28, 1, tzinfo=datetime.UTC)


def main() -> list[Figure]:
    return with_database(measure)


def fill() -> None:
    """Two years of questions, most of them closed."""
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


def ask(n: int, address: str, at: datetime.datetime, words: str) -> bool:
    from knowledge.services.questions import Given, ask_question
    from portal.services.limiting import TooOften

    try:
        ask_question(given=Given(text=words), nonce=f"bench {address} {n}", address=address, now=at)
    except TooOften:
        return False
    return True


def seat() -> object:
    from django.test import Client

    from portal.models import Membership, Organisation, Person

    firm = Organisation.objects.create(name="平台", kind=Organisation.Kind.PLATFORM)
    person = Person.objects.create_user("bench-seat", password="bench-seat-1", name="坐席")  # noqa: S106
    Membership.objects.create(person=person, organisation=firm, role="hotline")
    client = Client()
    client.force_login(person, backend="portal.authentication.PersonBackend")
    return client


def measure() -> list[Figure]:
    from knowledge.models import Question

    fill()
    step = datetime.timedelta(seconds=600 / ASKED)
    took, kept = [], 0
    for n in range(ASKED):
        began = time.perf_counter()
        kept += ask(n, f"10.1.0.{n % ADDRESSES}", BEGIN + n * step, f"第 {n} 个人问：三个月没发工资怎么办")
        took.append(time.perf_counter() - began)
    through = sum(ask(n, "10.2.0.1", BEGIN + datetime.timedelta(seconds=n / 4), f"洪水 {n}") for n in range(FLOOD))
    stored = Question.objects.count() - STORED - through
    client = seat()
    pages = []
    for n in range(ROUNDS):
        queue = ("open", "mine", "answered", "closed")[n % 4]
        began = time.perf_counter()
        answer = client.get(f"/desk/hotline/?queue={queue}&page={1 + n % 3}")  # type: ignore[attr-defined]
        pages.append(time.perf_counter() - began)
        assert answer.status_code == 200
    return [
        Figure("questions taken of 1,000 in ten minutes", kept, "", least=ASKED),
        Figure("questions found again", stored, "", least=ASKED),
        Figure("of a flood of 100 from one address", through, "", limit=10),
        Figure("keeping one, p95", statistics.quantiles(took, n=20)[-1] * 1000, "ms", limit=500),
        Figure("the desk's queue with 100,000, p95", statistics.quantiles(pages, n=20)[-1] * 1000, "ms", limit=500),
    ]
