"""What the page of an exam talks to, and that nothing it is told gives a key away."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.rules.roles import Role
from tests.training.papers import RIGHT, WRONG, answer_all, begin, item_of, seven_kinds
from training.models import AnswerEvent, QuestionVersion
from training.services.attempts import submit_attempt
from training.sitting import answers_of
from training.views.exams_answers import millis

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_person, post, project):
    person = make_person("王师傅")
    post(person, Role.WORKER, project=project)
    return person


@pytest.fixture
def attempt(worker):
    return begin(worker, seven_kinds(), clock.now())


def send(client, attempt, *entries, **named):
    body = {"device": "d1", "answers": list(entries)} | named
    return client.post(f"/exams/a/{attempt.code}/answers", json.dumps(body), content_type="application/json")


def entry(attempt, kind="single", answer=("1",), **named):
    item = item_of(attempt, kind).pk
    return {
        "uuid": str(uuid.uuid4()),
        "item": item,
        "answer": list(answer),
        "at": millis(clock.now()),
        "seq": 1,
    } | named


def test_a_batch_is_kept_with_receipts_and_the_clock(signed_in, worker, attempt):
    item = item_of(attempt, "single")
    reply = send(signed_in(worker), attempt, entry(attempt), entry(attempt, "numeric") | {"answer": "1.5"})
    facts = reply.json()
    assert [ack["state"] for ack in facts["acks"]] == ["saved", "saved"]
    assert {ack["standing"] for ack in facts["acks"]} == {"on_time"}
    assert facts["deadline"] == millis(attempt.deadline)
    assert abs(facts["now"] - millis(clock.now())) < 60_000
    assert answers_of(attempt) == {item.pk: [item.order[0]], item_of(attempt, "numeric").pk: "1.5"}


def test_the_same_batch_again_says_duplicate(signed_in, worker, attempt):
    one = entry(attempt)
    client = signed_in(worker)
    states = [send(client, attempt, one, one).json()["acks"] for _ in range(3)]
    assert [[ack["state"] for ack in acks] for acks in states] == [["saved", "duplicate"]] + [["duplicate"] * 2] * 2
    assert AnswerEvent.objects.count() == 1


def test_another_account_is_told_and_nothing_is_kept(signed_in, handler, attempt, client):
    for who, status in ((signed_in(handler), 404), (client, 401)):
        reply = send(who, attempt, entry(attempt))
        assert reply.status_code == status
        assert "答案" in reply.json()["message"]
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize("body", ["", "x", "[]", "{}", '{"answers": 3}', "null", '{"answers":'])
def test_what_is_no_batch_is_refused_whole(signed_in, worker, attempt, body):
    reply = signed_in(worker).post(f"/exams/a/{attempt.code}/answers", body, content_type="application/json")
    assert reply.status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": "x"}, {"uuid": None}, {"item": 10**30}, {"item": -1}, {"item": "1"}, {"item": None}, {"item": True},
        {"answer": {"a": 1}}, {"answer": ["9"]}, {"answer": "b"}, {"answer": ["b"]}, {"answer": [1]},
    ],
)  # fmt: skip
def test_a_bad_entry_is_refused_alone(signed_in, worker, attempt, change):
    reply = send(signed_in(worker), attempt, entry(attempt) | change, 7, entry(attempt)).json()
    assert [ack["state"] for ack in reply["acks"]] == ["refused", "refused", "saved"]
    assert all(ack["message"] for ack in reply["acks"][:2])
    assert AnswerEvent.objects.count() == 1


@pytest.mark.parametrize("at", [None, "soon", -1, 0, 1e300, True, 10**20, [], 1.5e12])
@pytest.mark.parametrize("seq", [None, -4, 10**30, "1", 3])
def test_odd_times_and_numbers_do_no_harm(signed_in, worker, attempt, at, seq):
    reply = send(signed_in(worker), attempt, entry(attempt, at=at, seq=seq)).json()
    assert reply["acks"][0]["state"] == "saved"
    event = AnswerEvent.objects.get()
    assert attempt.started_at <= event.answered_at <= event.received_at


def test_letters_of_the_key_are_no_answers(signed_in, worker, attempt):
    """Who reads the source of a page finds places; a client that sends letters is refused."""
    reply = send(signed_in(worker), attempt, entry(attempt, answer=["a"])).json()
    assert reply["acks"][0]["state"] == "refused"


def test_without_a_token_nothing_is_taken(worker, attempt):
    client = Client(enforce_csrf_checks=True)
    client.force_login(worker, backend="portal.authentication.PersonBackend")
    assert send(client, attempt, entry(attempt)).status_code == 403
    token = client.get("/exams/now/").json()["token"]
    headers = {"X-CSRFToken": token}
    body = json.dumps({"answers": [entry(attempt)]})
    address = f"/exams/a/{attempt.code}/answers"
    assert client.post(address, body, content_type="application/json", headers=headers).status_code == 200


def test_the_clock_says_who_sits_here(signed_in, worker, handler, client):
    accounts = [signed_in(person).get("/exams/now/").json()["account"] for person in (worker, handler, worker)]
    assert accounts[0] == accounts[2] != accounts[1]
    assert client.get("/exams/now/").json()["account"] == ""
    assert re.fullmatch(r"[0-9a-f]{16}", accounts[0])


def test_saving_asks_little_of_the_database(signed_in, worker, attempt):
    """Session, person, attempt, items; then in one transaction: lock, seen, write."""
    client = signed_in(worker)
    batch = [entry(attempt), entry(attempt, "multiple")]
    with CaptureQueriesContext(connection) as seen:
        send(client, attempt, *batch)
    asked = [query["sql"] for query in seen if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 7, asked


def test_no_response_before_handing_in_tells_a_key(signed_in, worker):
    """Every kind of response of a running attempt, searched for explanations, keys and letters."""
    secret = {"value": 987.25, "tolerance": 0}
    paper = seven_kinds()
    QuestionVersion.objects.filter(kind="numeric").update(key=secret)
    QuestionVersion.objects.update(basis="依据哨兵")
    attempt = begin(worker, paper, clock.now())
    client = signed_in(worker)
    bodies = [
        client.get("/exams/").content,
        client.get("/exams/seven/start/").content,
        client.get("/exams/now/").content,
    ]
    for wrong in (True, False):
        for n, kind in enumerate(RIGHT, 1):
            given = (WRONG if wrong else RIGHT)[kind]
            answer_all(attempt, {kind: given}, minute=n / 60)
            page = client.get(f"/exams/a/{attempt.code}/{n}/")
            assert page.status_code == 200
            bodies += [page.content, client.post(f"/exams/a/{attempt.code}/{n}/", {"go": "map"}).content]
            bodies.append(send(client, attempt, entry(attempt, kind, answer=("1",))).content)
        bodies += [
            client.get(f"/exams/a/{attempt.code}/").content,
            client.get(f"/exams/a/{attempt.code}/paper/").content,
        ]
    bodies.append(client.get(f"/exams/a/{attempt.code}/result/").content)
    said = b"\n".join(bodies).decode()
    for secret_word in ("解析哨兵", "依据哨兵", "987.25", "tolerance", "explanation", "fraction", "correct"):
        assert secret_word not in said
    assert not re.search(r'value="[a-d]"|data-key|"key"|data-right|\bright\b(?=")', said)
    submit_attempt(attempt=attempt, by=worker, now=clock.now())
    assert "解析哨兵" in client.get(f"/exams/a/{attempt.code}/result/").content.decode()
