"""Which answer counts, whatever the order of arrival."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules.events import Event, Standing, Window, clamp, final_answers, standing

START = datetime.datetime(2026, 3, 2, 8, 0, tzinfo=datetime.UTC)


def at(minutes: float) -> datetime.datetime:
    return START + datetime.timedelta(minutes=minutes)


OPEN = Window(at(0), at(45), at(75))


@pytest.mark.parametrize(
    ("answered", "received", "closed", "expected"),
    [
        (1, 1, None, Standing.ON_TIME),
        (45, 45, None, Standing.ON_TIME),
        (44, 46, None, Standing.IN_GRACE),
        (45, 75, None, Standing.IN_GRACE),
        (45, 75.01, None, Standing.UNDECIDED),
        (44, 300, None, Standing.UNDECIDED),
        (45.01, 46, None, Standing.TOO_LATE),
        (45.01, 300, None, Standing.TOO_LATE),
        (10, 20, 15, Standing.UNDECIDED),
        (10, 50, 15, Standing.UNDECIDED),
        (44, 80, 75, Standing.UNDECIDED),
        (46, 80, 75, Standing.TOO_LATE),
    ],
)
def test_how_an_answer_came_in(answered, received, closed, expected):
    window = replace(OPEN, closed_at=None if closed is None else at(closed))
    assert standing(window, answered_at=at(answered), received_at=at(received)) is expected


@pytest.mark.parametrize(("claimed", "kept"), [(None, 9), (-60, 0), (0, 0), (5, 5), (9, 9), (600, 9)])
def test_the_phone_is_believed_between_start_and_arrival(claimed, kept):
    moment = None if claimed is None else at(claimed)
    assert clamp(moment, started_at=at(0), received_at=at(9)) == at(kept)


def tap(item=1, minute=1.0, seq=0, answer="a", standing=Standing.ON_TIME, uuid="u", admitted=False) -> Event:
    return Event(item, uuid, seq, answer, at(minute), standing, admitted)


@pytest.mark.parametrize(
    ("events", "counts"),
    [
        ([], None),
        ([tap(answer="a"), tap(minute=2, answer="b")], "b"),
        ([tap(minute=2, answer="b"), tap(answer="a")], "b"),
        ([tap(seq=2, answer="b"), tap(seq=1, answer="a")], "b"),
        ([tap(uuid="v", answer="b"), tap(uuid="u", answer="a")], "b"),
        ([tap(answer="a"), tap(minute=2, answer=[])], []),
        ([tap(answer="a"), tap(minute=44, answer="b", standing=Standing.IN_GRACE)], "b"),
        ([tap(answer="a"), tap(minute=44, answer="b", standing=Standing.UNDECIDED)], "a"),
        ([tap(answer="a"), tap(minute=44, answer="b", standing=Standing.UNDECIDED, admitted=True)], "b"),
        ([tap(answer="a"), tap(minute=46, answer="b", standing=Standing.TOO_LATE, admitted=True)], "a"),
        ([tap(minute=44, answer="b", standing=Standing.UNDECIDED)], None),
    ],
)
def test_the_last_that_counts_is_the_answer(events, counts):
    found = final_answers(events).get(1)
    assert (found.answer if found else None) == counts


taps = st.builds(
    tap,
    item=st.integers(1, 4),
    minute=st.floats(0, 80),
    seq=st.integers(0, 9),
    answer=st.sampled_from(["a", "b", []]),
    standing=st.sampled_from(list(Standing)),
    uuid=st.uuids().map(str),
    admitted=st.booleans(),
)


@given(st.lists(taps, max_size=30, unique_by=lambda event: event.uuid), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(events: list[Event], chance: random.Random):
    again = events * 5
    chance.shuffle(again)
    assert final_answers(again) == final_answers(events)


@given(st.lists(taps, max_size=30, unique_by=lambda event: event.uuid))
def test_what_does_not_count_is_as_if_it_were_not_there(events):
    assert final_answers(events) == final_answers([event for event in events if event.counts])
