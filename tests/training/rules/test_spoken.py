"""What is read aloud of a question, and what of it outlives an edit."""

from __future__ import annotations

import pytest

from tests.training.factories import SHAPES
from training.rules.spoken import carried, duration_words, lesson_bytes, longest, spoken

PARTS = {
    "single": ["", "a", "b", "c", "d"],
    "multiple": ["", "a", "b", "c", "d"],
    "true_false": [""],
    "picture": ["", "a", "b", "c", "d"],
    "hazard": ["", "a", "b", "c", "d"],
    "ordering": ["", "a", "b", "c"],
    "numeric": [""],
}


@pytest.mark.parametrize("kind", PARTS)
def test_the_stem_and_everything_that_is_tapped_is_spoken(kind):
    assert list(spoken(kind, "怎么做？", SHAPES[kind][0])) == PARTS[kind]


def test_the_unit_is_spoken_with_the_stem():
    assert spoken("numeric", "从几米算起？", {"unit": "米"}) == {"": "从几米算起？（单位：米）"}


def test_what_says_the_same_is_kept_wherever_it_stands_now():
    before = {"": "怎么做？", "a": "先看", "b": "先挂", "c": "先干"}
    assert carried(before, before) == {"": "", "a": "a", "b": "b", "c": "c"}
    assert carried(before, {"": "怎么做好？", "a": "先挂", "b": "先问"}) == {"a": "b"}
    assert carried({"": "先看", "a": "先挂"}, {"": "先挂", "a": "先看"}) == {}, "a stem is no option"


@pytest.mark.parametrize(("seconds", "words"), [(9.4, "9 秒"), (60, "1 分钟"), (125, "2 分 5 秒")])
def test_durations_are_said_shortly(seconds, words):
    assert duration_words(seconds) == words


def test_a_lesson_may_be_as_large_as_it_is_long():
    assert lesson_bytes(10) == 1_800_000
    assert longest(lesson_bytes(10), 24_000) == 600
    assert lesson_bytes(0) == lesson_bytes(1)
