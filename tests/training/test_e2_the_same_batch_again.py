"""E2: the same batch sent five times, out of order, from two devices: the result is that of one clean run, and the
events of both devices are kept. Through HTTP, shuffled by Hypothesis."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.rules.roles import Role
from tests.training.papers import begin, seven_kinds
from training.models import AnswerEvent, Attempt, Paper
from training.rules import showing
from training.services.attempts import submit_attempt
from training.services.results import newest_result
from training.sitting import answers_of, items_of
from training.views.exams_answers import millis

pytestmark = pytest.mark.django_db

TIMES = 5
CHOICES: dict[str, list[Any]] = {
    "single": [["1"], ["2"], []], "multiple": [["1"], ["1", "3"], []], "true_false": [["1"], ["2"]],
    "picture": [["1"], ["4"]], "hazard": [["1"], ["1", "4"]], "ordering": [["3"], ["3", "1", "2"], []],
    "numeric": ["1", "1.5", ""],
}  # fmt: skip
taps = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(list(CHOICES)), st.integers(0, 2)), min_size=2, max_size=14
)


@pytest.fixture
def twins(make_person, post, project):
    """Two workers with the same paper: one has a clean run, the other the storm."""
    found = [make_person(name) for name in ("王师傅", "王师傅的双胞胎")]
    for worker in found:
        post(worker, Role.WORKER, project=project)
    return found


@pytest.fixture
def paper() -> Paper:
    return seven_kinds()


def batches_of(attempt: Attempt, rows: list[tuple[int, str, int]]) -> list[list[dict[str, Any]]]:
    """What each of two devices has in its queue: one tap a second, devices in turn as they were used."""
    items = {item.version.kind: item.pk for item in items_of(attempt)}
    queues: list[list[dict[str, Any]]] = [[], []]
    start, seq = millis(attempt.started_at), [0, 0]
    for second, (device, kind, choice) in enumerate(rows, 1):
        seq[device] += 1
        given = CHOICES[kind][choice % len(CHOICES[kind])]
        queues[device].append(
            {
                "uuid": str(uuid.uuid4()),
                "item": items[kind],
                "answer": given,
                "at": start + 1000 * second,
                "seq": seq[device],
            }
        )
    return queues


def send(client: Client, attempt: Attempt, device: int, entries: list[dict[str, Any]]) -> list[str]:
    body = {"device": f"phone-{device}", "answers": entries}
    reply = client.post(f"/exams/a/{attempt.code}/answers", json.dumps(body), content_type="application/json")
    assert reply.status_code == 200
    return [ack["state"] for ack in reply.json()["acks"]]


def outcome(attempt: Attempt, person) -> tuple[Any, ...]:
    """By kind, so that two attempts with other item numbers can be compared."""
    kinds = {item.pk: item.version.kind for item in items_of(attempt)}
    answers = {kinds[item]: given for item, given in answers_of(attempt).items()}
    submit_attempt(attempt=attempt, by=person, now=clock.now())
    result = newest_result(attempt)
    marks = [(kinds[mark["item"]], mark["fraction"]) for mark in result.marks]
    return answers, marks, result.score, result.right, result.passed


def run(person, paper, rows, deliveries) -> tuple[tuple[Any, ...], Attempt, list[list[dict[str, Any]]]]:
    """A fresh attempt, one minute old, with these deliveries: functions of the queues → (device, entries) to send."""
    attempt = begin(person, paper, clock.now() - datetime.timedelta(seconds=60))
    queues = batches_of(attempt, rows)
    client = Client()
    client.force_login(person, backend="portal.authentication.PersonBackend")
    for device, entries in deliveries(queues):
        if entries:
            assert "refused" not in send(client, attempt, device, entries)
    return outcome(attempt, person), attempt, queues


def clean(queues):
    """Both devices, each once, in order."""
    return [(device, queue) for device, queue in enumerate(queues)]


def true_answers(rows, attempt: Attempt) -> dict[str, Any]:
    """What was tapped last, in keys, empty ones left out."""
    last = {kind: CHOICES[kind][choice % len(CHOICES[kind])] for _, kind, choice in rows}
    found = {}
    for item in items_of(attempt):
        kind, given = item.version.kind, last.get(item.version.kind)
        if given:
            keys = showing.to_keys(kind, showing.places(kind, item.version.body, item.order), given)
            found[kind] = sorted(keys) if kind in ("multiple", "hazard") else keys
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=taps, data=st.data())
def test_five_times_shuffled_from_two_devices_is_one_clean_run(twins, paper, rows, data):
    def storm(queues):
        """Every batch five times, its answers and the batches in any order."""
        copies = [
            (device, data.draw(st.permutations(queue))) for device, queue in enumerate(queues) for _ in range(TIMES)
        ]
        return data.draw(st.permutations(copies))

    with transaction.atomic():
        wanted, _, _ = run(twins[0], paper, rows, clean)
        found, attempt, queues = run(twins[1], paper, rows, storm)
        assert found == wanted
        assert found[0] == true_answers(rows, attempt)
        events = AnswerEvent.objects.filter(attempt=attempt)
        kept = {(str(number), device) for number, device in events.values_list("uuid", "device")}
        assert kept == {(entry["uuid"], f"phone-{device}") for device, queue in enumerate(queues) for entry in queue}
        assert events.count() == len(rows)
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=taps, data=st.data())
def test_a_device_that_sends_for_the_other_adds_nothing(twins, paper, rows, data):
    """A queue carried to the other phone and sent from both: each tap is kept once, from whichever came first."""

    def crossed(queues):
        copies = [(device, queue) for queue in queues for device in (0, 1) for _ in range(TIMES)]
        return data.draw(st.permutations(copies))

    with transaction.atomic():
        wanted, _, _ = run(twins[0], paper, rows, clean)
        found, attempt, _ = run(twins[1], paper, rows, crossed)
        assert found == wanted
        assert attempt.events.count() == len(rows)
        transaction.set_rollback(True)


def test_after_handing_in_the_storm_changes_nothing(twins, paper, signed_in):
    rows = [(0, "single", 1), (1, "single", 0), (0, "numeric", 1)]
    found, attempt, queues = run(twins[0], paper, rows, clean)
    for _ in range(TIMES):
        for device in (1, 0):
            assert set(send(signed_in(twins[0]), attempt, device, queues[device][::-1])) == {"duplicate"}
    assert attempt.results.count() == 1
    assert newest_result(attempt).right == found[3]
    assert attempt.events.count() == 3
