"""Keeping answers: each once, each with its receipt, and what comes of them."""

from __future__ import annotations

import random
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.training.papers import RIGHT, START, WRONG, answer, answer_all, at, begin, item_of, seven_kinds, tap
from training.models import AnswerEvent, Attempt, TrainingRecord
from training.services.answers import save_answers
from training.services.attempts import close_due, submit_attempt
from training.services.results import newest_result
from training.sitting import answers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_person):
    return make_person("王师傅")


@pytest.fixture
def attempt(worker):
    return begin(worker, seven_kinds())


@pytest.mark.parametrize("kind", RIGHT)
def test_what_was_tapped_is_what_is_graded(attempt, worker, kind):
    answer_all(attempt, WRONG | {kind: RIGHT[kind]})
    submit_attempt(attempt=attempt, by=worker, now=at(9))
    result = newest_result(attempt)
    good = [mark["item"] for mark in result.marks if mark["fraction"] == 1]
    assert good == [item_of(attempt, kind).pk]
    assert (result.right, result.out_of, str(result.score)) == (1, 7, "14.29")


def test_again_is_a_repetition_with_the_same_receipt(attempt):
    batch = [tap(attempt, kind, given, 3, seq=n) for n, (kind, given) in enumerate(RIGHT.items())]
    first = save_answers(attempt=attempt, batch=batch, now=at(4))
    again = save_answers(attempt=attempt, batch=batch + batch, now=at(50))
    assert {ack.state for ack in first} == {"saved"}
    assert {ack.state for ack in again} == {"duplicate"}
    assert {(ack.uuid, ack.standing) for ack in again} == {(ack.uuid, ack.standing) for ack in first}
    assert AnswerEvent.objects.count() == 7


def test_five_times_out_of_order_from_two_devices_is_one_clean_run(attempt, worker, make_person):
    """E2."""
    chance = random.Random(5)
    taps = [
        tap(attempt, kind, chance.choice([RIGHT, WRONG])[kind], chance.uniform(0, 40), seq=n)
        for n, kind in enumerate(list(RIGHT) * 4)
    ]
    clean = begin(make_person("李师傅"), attempt.paper)
    moved = {item.pk: item_of(clean, item.version.kind).pk for item in attempt.items.select_related("version")}
    for one in sorted(taps, key=lambda one: (one.answered_at, one.seq)):
        other = type(one)(uuid.uuid4(), moved[one.item], one.answer, one.answered_at, one.seq)
        save_answers(attempt=clean, batch=[other], now=one.answered_at)
    messy = taps * 5
    chance.shuffle(messy)
    for start in range(0, len(messy), 9):
        save_answers(attempt=attempt, batch=messy[start : start + 9], now=at(41), device=f"phone {start % 2}")
    assert {moved[item]: given for item, given in answers_of(attempt).items()} == answers_of(clean)
    assert set(attempt.events.values_list("uuid", flat=True)) == {one.uuid for one in taps}
    assert set(attempt.events.values_list("device", flat=True)) == {"phone 0", "phone 1"}


@pytest.mark.parametrize(
    ("minute", "received", "submitted", "standing", "kept"),
    [
        (44, 44, None, "on_time", True), (44, 60, None, "in_grace", True), (44, 76, None, "undecided", False),
        (46, 47, None, "too_late", False), (20, 30, 25, "undecided", False), (44, 60, 50, "undecided", False),
    ],
)  # fmt: skip
def test_how_it_came_in_decides_whether_it_counts(attempt, worker, minute, received, submitted, standing, kept):
    answer(attempt, "single", ["a"], 1)
    if submitted:
        submit_attempt(attempt=attempt, by=worker, now=at(submitted))
    ack = answer(attempt, "single", ["b"], minute, received)
    assert (ack.state, ack.standing) == ("saved", standing)
    assert bool(ack.message) == (standing != "on_time")
    assert answers_of(attempt)[item_of(attempt, "single").pk] == (["b"] if kept else ["a"])


def test_a_phone_cannot_answer_in_the_future_or_before_the_start(attempt):
    for claimed, received, kept in ((-90, 5, 0), (900, 6, 6)):
        answer(attempt, "single", ["b"], claimed, received)
        assert attempt.events.latest("pk").answered_at == at(kept)


def test_taking_back_an_answer_is_an_answer(attempt):
    answer(attempt, "multiple", ["a", "c"], 1)
    answer(attempt, "multiple", [], 2)
    assert answers_of(attempt) == {}


def test_an_answer_to_another_paper_is_kept_nowhere(attempt, make_person):
    other = begin(make_person("李师傅"), attempt.paper)
    foreign = tap(other, "single", ["b"], 1)
    own = tap(attempt, "single", ["b"], 1)
    acks = save_answers(attempt=attempt, batch=[foreign, own], now=at(2))
    assert [ack.state for ack in acks] == ["refused", "saved"]
    assert "不在这张卷上" in acks[0].message
    assert AnswerEvent.objects.count() == 1


def test_a_malformed_answer_is_refused_alone(attempt):
    batch = [tap(attempt, "numeric", "很高", 1), tap(attempt, "single", ["z"], 1), tap(attempt, "single", ["b"], 1)]
    acks = save_answers(attempt=attempt, batch=batch, now=at(2))
    assert [ack.state for ack in acks] == ["refused", "refused", "saved"]
    assert acks[0].message == "请填一个数，比如 1.5；单位是米，不用写。"


def test_a_number_used_for_something_else_is_refused(attempt, make_person):
    first = tap(attempt, "single", ["b"], 1)
    save_answers(attempt=attempt, batch=[first], now=at(1))
    other = begin(make_person("李师傅"), attempt.paper)
    changed = tap(attempt, "single", ["a"], 2, uuid=first.uuid)
    stolen = tap(other, "single", ["b"], 2, uuid=first.uuid)
    assert save_answers(attempt=attempt, batch=[changed], now=at(2))[0].state == "refused"
    assert save_answers(attempt=other, batch=[stolen], now=at(2))[0].state == "refused"
    assert AnswerEvent.objects.get().answer == ["b"]


def test_places_on_the_paper_stand_for_keys(attempt):
    item = item_of(attempt, "single")
    place = str(item.order.index("b") + 1)
    batch = [tap(attempt, "single", [place], 1), tap(attempt, "true_false", ["2"], 1)]
    save_answers(attempt=attempt, batch=batch, now=at(1), places=True)
    assert set(map(str, attempt.events.values_list("answer", flat=True))) == {"['b']", "False"}


def test_a_batch_costs_a_fixed_number_of_queries(attempt):
    def queries(size: int) -> int:
        batch = [tap(attempt, "single", ["b"], 1, seq=n) for n in range(size)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            save_answers(attempt=attempt, batch=batch, now=at(1))
        return len([q for q in seen if "SAVEPOINT" not in q["sql"]])

    assert queries(1) == queries(60) == 4


def test_handing_in_twice_gives_one_result(attempt, worker):
    answer_all(attempt, RIGHT)
    for minute in (9, 10, 80):
        assert submit_attempt(attempt=attempt, by=worker, now=at(minute)).closed_at == at(9)
    assert attempt.results.count() == 1
    record = TrainingRecord.objects.get()
    assert (record.minutes, record.score, record.result) == (9, 100, "passed")


def test_nobody_hands_in_for_another(attempt, handler):
    with pytest.raises(ValueError, match="本人"):
        submit_attempt(attempt=attempt, by=handler, now=at(9))


def test_the_sweep_collects_what_is_over(attempt, make_person):
    answer_all(attempt, RIGHT)
    late = begin(make_person("李师傅"), attempt.paper, at(30))
    assert close_due(now=at(75)) == 0
    assert close_due(now=at(75.1)) == 1
    assert close_due(now=at(76)) == 0
    attempt.refresh_from_db()
    late.refresh_from_db()
    assert (attempt.state, attempt.closed_at, late.state) == ("expired", at(75), "open")
    assert newest_result(attempt).passed
    assert TrainingRecord.objects.get().minutes == 45


def test_handing_in_after_the_grace_is_being_collected(attempt, worker):
    answer_all(attempt, RIGHT)
    assert submit_attempt(attempt=attempt, by=worker, now=at(90)).state == Attempt.State.EXPIRED


@pytest.mark.parametrize(
    ("terms", "answers", "score", "missed", "passed"),
    [
        ({}, RIGHT, "100.00", 0, True),
        ({}, {}, "0.00", 0, False),
        ({"pass_mark": 85}, RIGHT | {"numeric": "9"}, "85.71", 0, True),
        ({"pass_mark": 86}, RIGHT | {"numeric": "9"}, "85.71", 0, False),
        ({"red": ["numeric"]}, RIGHT | {"numeric": "9"}, "85.71", 1, False),
        ({"red": ["numeric"]}, RIGHT, "100.00", 0, True),
        ({"partial": True}, RIGHT | {"multiple": ["a"]}, "92.86", 0, True),
        ({"partial": True, "red": ["multiple"]}, RIGHT | {"multiple": ["a"]}, "92.86", 1, False),
    ],
)
def test_the_score(worker, terms, answers, score, missed, passed):
    attempt = begin(worker, seven_kinds(**terms), START)
    answer_all(attempt, answers)
    submit_attempt(attempt=attempt, by=worker, now=at(9))
    result = newest_result(attempt)
    assert (str(result.score), result.must_missed, result.passed) == (score, missed, passed)
