"""E1: whatever interrupts an exam (reload, kill, hours offline, lost and doubled messages, a second device, wrong
clocks), no answer is lost, the paper and its order stay, and the clock is the server's."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from portal.models import Person
from portal.rules.roles import Role
from tests.training.papers import START, at, begin, seven_kinds
from tests.training.phones import Phone
from training.models import AnswerEvent, Attempt, Paper
from training.services.answers import save_answers
from training.services.attempts import close_due, submit_attempt
from training.services.late import decide_late
from training.services.results import newest_result
from training.sitting import answers_of, items_of

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)
CHOICES: dict[str, list[Any]] = {
    "single": [["a"], ["b"], []], "multiple": [["a"], ["a", "c"], []], "true_false": [True, False],
    "hazard": [["a"], ["a", "d"]], "ordering": [["c"], ["c", "a", "b"], []], "numeric": ["1", "1.5", ""],
}  # fmt: skip
phone = st.integers(0, 1)
steps = st.one_of(
    st.tuples(st.just("tap"), phone, st.sampled_from(list(CHOICES)), st.integers(0, 9)),
    st.tuples(st.just("tap"), phone, st.sampled_from(list(CHOICES)), st.integers(0, 9)),
    st.tuples(st.just("send"), phone, st.sampled_from(["arrives", "arrives", "unheard", "lost", "late"])),
    st.tuples(st.just("network"), phone, st.booleans()),
    st.tuples(st.just("load"), phone),
    st.tuples(st.just("kill"), phone),
    st.tuples(st.just("stray"), phone),
    st.tuples(st.just("wait"), st.integers(1, 12 * 60)),
)
schedules = st.lists(steps, min_size=5, max_size=30)
skews = st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
lags = st.tuples(st.integers(0, 3000), st.integers(0, 3000))


class Exam:
    """One attempt, two phones, and what the person really tapped last."""

    def __init__(self, attempt: Attempt, skew: tuple[int, int], lag: tuple[int, int]) -> None:
        self.attempt, self.now = attempt, START
        self.items = {item.version.kind: item.pk for item in items_of(attempt)}
        self.paper = self.printed()
        self.truth: dict[int, Any] = {}
        self.taps = 0
        milli = datetime.timedelta(milliseconds=1)
        self.phones = [
            Phone(f"phone {n}", self.receive, skew[n] * SECOND, lag[n] * milli, attempt.deadline) for n in (0, 1)
        ]
        self.phones[0].load(self.now, self.answers)

    def printed(self) -> list[Any]:
        return [(item.pk, item.position, item.version_id, item.order, item.must) for item in items_of(self.attempt)]

    def answers(self) -> dict[int, Any]:
        return answers_of(self.attempt)

    def receive(self, batch, now, device):
        return save_answers(attempt=self.attempt, batch=batch, now=now, device=device)

    def run(self, step: tuple[Any, ...]) -> None:
        # People change phones in seconds; replies travel for less.
        self.now += 4 * SECOND
        name, *rest = step
        if name == "wait":
            self.now += rest[0] * SECOND
            return
        one = self.phones[rest[0]]
        if name == "tap":
            given = CHOICES[rest[1]][rest[2] % len(CHOICES[rest[1]])]
            if one.tap(self.items[rest[1]], given, self.now):
                self.taps += 1
                self.truth[self.items[rest[1]]] = given
        elif name == "send":
            one.send(self.now, rest[1])
        elif name == "network":
            one.online = rest[1]
        elif name == "load":
            one.load(self.now, self.answers)
            assert self.printed() == self.paper
        else:
            one.kill() if name == "kill" else one.stray(self.now)

    def kept_by_server(self) -> set[str]:
        rows = AnswerEvent.objects.filter(attempt=self.attempt)
        return {str(number) for number in rows.values_list("uuid", flat=True)}

    def kept(self) -> set[str]:
        return self.kept_by_server() | {str(entry.uuid) for one in self.phones for entry in one.queue}

    def last_taps(self) -> dict[int, Any]:
        return {item: answer for item, answer in self.truth.items() if answer not in ([], "")}


@pytest.fixture
def person(make_person, post, project) -> Person:
    worker = make_person("王师傅")
    post(worker, Role.WORKER, project=project)
    return worker


@pytest.fixture
def paper() -> Paper:
    return seven_kinds()


def play(person: Person, paper: Paper, schedule: list[Any], skew: tuple[int, int], lag: tuple[int, int]) -> Exam:
    exam = Exam(begin(person, paper), skew, lag)
    for step in schedule:
        exam.run(step)
        if exam.now > at(74):
            break
    assert len(exam.kept()) == exam.taps
    return exam


quick = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(quick, max_examples=1000)
@given(schedule=schedules, skew=skews, lag=lags)
def test_every_tap_counts_when_the_phones_come_back_in_time(person, paper, schedule, skew, lag):
    """A thousand schedules, each against the real services and the database."""
    with transaction.atomic():
        exam = play(person, paper, schedule, skew, lag)
        event(f"taps: {min(exam.taps // 4 * 4, 16)}+")
        exam.now = max(exam.now, min(exam.now + 60 * SECOND, at(74.9)))
        for one in exam.phones:
            one.online = True
            one.load(exam.now, exam.answers)
            assert {item: one.shown.get(item) for item in {entry.item for entry in one.queue}} == {
                entry.item: entry.answer for entry in one.queue
            }
            one.send(exam.now, "unheard")
            one.send(exam.now, "arrives")
            assert not one.queue
            one.stray(exam.now)
        assert exam.answers() == exam.last_taps()
        assert exam.attempt.events.count() == exam.taps
        exam.phones[0].load(exam.now, exam.answers)
        assert exam.phones[0].shown == exam.last_taps()
        submit_attempt(attempt=exam.attempt, by=person, now=exam.now)
        marks = newest_result(exam.attempt).marks
        graded = {mark["item"]: mark["answer"] for mark in marks if mark["answer"] not in (None, [], "")}
        assert graded == exam.last_taps()
        exam.attempt.refresh_from_db()
        assert exam.attempt.deadline == at(45)
        transaction.set_rollback(True)


@settings(quick, max_examples=150)
@given(schedule=schedules, skew=skews, lag=lags, behind=phone)
def test_what_comes_after_the_grace_waits_for_a_word(person, paper, handler, schedule, skew, lag, behind):
    """One phone comes back a day later: its answers are kept, do not count, and count once they are admitted."""
    with transaction.atomic():
        exam = play(person, paper, schedule, skew, lag)
        late = exam.phones[behind]
        late.wire.clear()
        for one in exam.phones:
            if one is not late:
                one.online = True
                one.send(exam.now, "arrives")
        seen = exam.answers()
        close_due(now=at(76))
        late.online = True
        fresh = {str(entry.uuid) for entry in late.queue} - exam.kept_by_server()
        late.send(at(60 * 24), "arrives")
        assert exam.answers() == seen
        assert exam.attempt.events.count() == exam.taps
        waiting = exam.attempt.events.filter(standing="undecided")
        assert {str(one.uuid) for one in waiting} == fresh
        if fresh:
            decide_late(attempt=exam.attempt, by=handler, accepted=True, reason="没有信号", now=at(60 * 25))
        assert exam.answers() == exam.last_taps()
        transaction.set_rollback(True)
