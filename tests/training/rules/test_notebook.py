"""When a wrong question comes back, and when it is learnt."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules.notebook import LONGEST_DAYS, TO_CLEAR, after_right, after_wrong, day_begins

ZONE = datetime.timezone(datetime.timedelta(hours=8))
NOW = datetime.datetime(2026, 11, 25, 6, 40, tzinfo=ZONE)
DAY = datetime.timedelta(days=1)


def days_until(standing, now=NOW):
    return (standing.due_at.date() - now.astimezone(ZONE).date()).days


def test_a_wrong_question_comes_back_the_next_day_from_its_first_minute():
    standing = after_wrong({}, NOW)
    assert standing.due_at == datetime.datetime(2026, 11, 26, tzinfo=ZONE)
    assert (standing.streak, standing.cleared) == (0, False)


def test_late_in_the_evening_it_is_still_the_next_day_in_shanghai():
    late = datetime.datetime(2026, 11, 25, 15, 59, tzinfo=datetime.UTC)
    assert after_wrong({}, late).due_at == datetime.datetime(2026, 11, 26, tzinfo=ZONE)
    assert day_begins(late) == datetime.datetime(2026, 11, 25, tzinfo=ZONE)


def test_two_right_answers_days_apart_clear_it():
    first = after_right(after_wrong({}, NOW).card, 0, NOW + DAY)
    assert (first.streak, first.cleared) == (1, False)
    assert days_until(first, NOW + DAY) >= 2
    assert after_right(first.card, first.streak, first.due_at).cleared
    assert TO_CLEAR == 2


def test_a_wrong_answer_begins_the_count_again():
    once = after_right(after_wrong({}, NOW).card, 0, NOW + DAY)
    again = after_wrong(once.card, NOW + 3 * DAY)
    assert again.streak == 0
    assert 1 <= days_until(again, NOW + 3 * DAY) <= 2


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 90 * 24)), max_size=12))
def test_whatever_happens_the_next_day_is_ahead_and_near_and_can_be_stored(steps):
    standing, now = after_wrong({}, NOW), NOW
    for right, hours in steps:
        now += datetime.timedelta(hours=hours)
        card = json.loads(json.dumps(standing.card))
        standing = after_right(card, standing.streak, now) if right else after_wrong(card, now)
        assert 1 <= days_until(standing, now) <= LONGEST_DAYS
        assert standing.due_at == day_begins(standing.due_at)


@pytest.mark.parametrize("streak", [0, 1])
def test_the_harder_question_comes_back_sooner(streak):
    """Twice wrong is due before once wrong, after the same right answers."""
    once = after_wrong({}, NOW)
    twice = after_wrong(after_wrong(once.card, NOW + DAY).card, NOW + 2 * DAY)
    later = NOW + 10 * DAY
    assert after_right(twice.card, streak, later).due_at <= after_right(once.card, streak, later).due_at
