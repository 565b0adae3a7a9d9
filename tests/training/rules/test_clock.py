"""The clock of an attempt, and when the next may begin."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules.clock import Allowance, Finished, allowance, extra_minutes, in_words, minutes_taken, times

START = datetime.datetime(2026, 3, 2, 8, 0, tzinfo=datetime.UTC)


def at(minutes: float) -> datetime.datetime:
    return START + datetime.timedelta(minutes=minutes)


def test_deadline_and_grace():
    found = times(START, minutes=45, extra=15, grace=30)
    assert (found.deadline, found.grace_until) == (at(60), at(90))
    assert extra_minutes([]) == 0
    assert extra_minutes([10, 20, 15]) == 20


@pytest.mark.parametrize(
    ("finished", "limit", "cooldown", "expected"),
    [
        ([], 0, 60, Allowance(None, None)),
        ([], 2, 60, Allowance(2, None)),
        ([(10, False)], 2, 0, Allowance(1, None)),
        ([(10, False), (20, False)], 2, 0, Allowance(0, None)),
        ([(10, False), (20, False), (30, False)], 2, 0, Allowance(0, None)),
        ([(10, False), (20, True)], 2, 0, Allowance(2, None)),
        ([(20, True), (10, False)], 2, 0, Allowance(2, None)),
        ([(10, True), (20, False)], 2, 0, Allowance(1, None)),
        ([(80, False)], 2, 60, Allowance(1, at(140))),
        ([(40, False)], 2, 60, Allowance(1, None)),
        ([(80, True)], 0, 60, Allowance(None, at(140))),
    ],
)
def test_how_often_and_how_soon(finished, limit, cooldown, expected):
    rows = [Finished(at(minute), passed) for minute, passed in finished]
    found = allowance(rows, limit=limit, cooldown_minutes=cooldown, now=at(100))
    assert found == expected
    assert found.may_begin == (expected.left != 0 and expected.not_before is None)


@given(st.lists(st.booleans()), st.integers(1, 5))
def test_never_more_than_the_limit_without_a_pass(results, limit):
    finished: list[Finished] = []
    tries = 0
    for minute, passed in enumerate(results):
        if not allowance(finished, limit=limit, cooldown_minutes=0, now=at(500)).may_begin:
            break
        finished.append(Finished(at(minute), passed))
        tries = 0 if passed else tries + 1
        assert tries <= limit


@pytest.mark.parametrize(("closed", "minutes"), [(0, 1), (0.5, 1), (12, 12), (12.5, 13), (45, 45), (75, 45)])
def test_minutes_at_the_paper(closed, minutes):
    assert minutes_taken(START, closed_at=at(closed), deadline=at(45)) == minutes


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 秒"), (0, "0 秒"), (39.2, "40 秒"), (60, "1 分钟"), (61, "2 分钟"), (3599, "1 小时"), (3600, "1 小时"),
     (3660, "1 小时 1 分"), (86400, "1 天"), (90000, "1 天 1 小时"), (90001, "1 天 2 小时")],
)  # fmt: skip
def test_time_in_words(seconds, words):
    assert in_words(seconds) == words
