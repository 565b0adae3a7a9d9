"""Many threads at one attempt, on a real database named by the environment: python -m tests.training.race. Prints
what came of it; test_race_for_exams reads that."""

from __future__ import annotations

import json
import sys
import threading
import uuid
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from portal.models import Person  # noqa: E402
from tests.training.papers import RIGHT, at, begin, seven_kinds, tap  # noqa: E402
from training.models import AnswerEvent, Attempt  # noqa: E402
from training.services.answers import save_answers  # noqa: E402
from training.services.attempts import close_due, submit_attempt  # noqa: E402
from training.services.results import newest_result  # noqa: E402
from training.sitting import answers_of  # noqa: E402

CROWD = 8


def together(work: Callable[[int], Any], crowd: int = CROWD) -> list[Any]:
    """What each of several threads got, or the name of its error; they begin at the same moment."""
    gate = threading.Barrier(crowd)
    got: list[Any] = [None] * crowd

    def run(number: int) -> None:
        gate.wait()
        try:
            got[number] = work(number)
        except Exception as error:
            got[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def begin_together(person: Person) -> dict[str, Any]:
    """Tabs that begin at once, then again when only one try is left."""
    paper = seven_kinds(max_attempts=1)
    codes = together(lambda _: str(begin(person, paper).code))
    open_now = Attempt.objects.filter(person=person).count()
    submit_attempt(attempt=Attempt.objects.get(person=person), by=person, now=at(5))
    again = together(lambda _: str(begin(person, paper, at(10))))
    return {"codes": len(set(codes)), "attempts": open_now, "again": sorted(set(again))}


def save_together(attempt: Attempt) -> dict[str, Any]:
    """The same batch from every thread."""
    batch = [tap(attempt, kind, given, 3, seq=n) for n, (kind, given) in enumerate(RIGHT.items())]
    acks = together(lambda _: [ack.state for ack in save_answers(attempt=attempt, batch=batch, now=at(4))])
    return {
        "saved": sum(states.count("saved") for states in acks),
        "duplicate": sum(states.count("duplicate") for states in acks),
        "events": AnswerEvent.objects.filter(attempt=attempt).count(),
    }


def one_number_together(attempts: list[Attempt]) -> list[str]:
    """One answer's number used at once for different attempts: one keeps it, the others are told."""
    number = uuid.uuid4()
    batches = [[tap(attempt, "single", ["b"], 3, uuid=number)] for attempt in attempts]
    return sorted(
        together(lambda n: save_answers(attempt=attempts[n], batch=batches[n], now=at(4))[0].state, len(attempts))
    )


def hand_in_together(attempt: Attempt) -> dict[str, Any]:
    """Half answer while half hand in: whatever was told to be on time is in the result, and there is one result."""
    batches = [[tap(attempt, kind, given, 3)] for kind, given in list(RIGHT.items())[: CROWD // 2]]

    def work(number: int) -> str:
        if number % 2:
            return submit_attempt(attempt=attempt, by=attempt.person, now=at(5)).state
        return save_answers(attempt=attempt, batch=batches[number // 2], now=at(5))[0].standing

    told = together(work)
    result = newest_result(attempt)
    assert result is not None
    kept = {mark["item"]: mark["answer"] for mark in result.marks if mark["answer"] is not None}
    return {
        "on_time": told.count("on_time"),
        "counted": len(kept),
        "same": kept == answers_of(attempt),
        "results": attempt.results.count(),
        "errors": sorted(set(told) - {"on_time", "undecided", "submitted"}),
    }


def collect_together(person: Person) -> dict[str, Any]:
    attempt = begin(person, seven_kinds(code="collect"))
    together(lambda _: close_due(now=at(90)))
    return {"results": attempt.results.count(), "records": attempt.records.count()}


def main() -> dict[str, Any]:
    people = [Person.objects.create_user(f"racer-{n}", name=f"考生{n}") for n in range(CROWD)]
    found: dict[str, Any] = {"begin": begin_together(people[0])}
    paper = seven_kinds(code="race")
    attempts = [begin(person, paper) for person in people]
    found["save"] = save_together(attempts[0])
    found["number"] = one_number_together(attempts[1:5])
    found["hand_in"] = hand_in_together(attempts[5])
    found["collect"] = collect_together(people[6])
    return found


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
