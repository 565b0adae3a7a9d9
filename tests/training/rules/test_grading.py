"""Marking by tables for every kind, and by properties for whatever a phone may send."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules import kinds
from training.rules.grading import BadAnswer, check_answer, in_points, is_empty, mark

OPTIONS = {"options": [{"key": key, "text": key.upper()} for key in "abcd"]}
REGIONS = {"regions": [{"key": key, "x": 1, "y": 1, "w": 9, "h": 9, "label": key} for key in "abcde"]}
ITEMS = {"items": [{"key": key, "text": key} for key in "abcd"]}
METRES = {"unit": "米"}
BODIES = {
    kinds.SINGLE: (OPTIONS, ["b"]),
    kinds.PICTURE: (OPTIONS, ["c"]),
    kinds.MULTIPLE: (OPTIONS, ["a", "c"]),
    kinds.TRUE_FALSE: ({}, False),
    kinds.HAZARD: (REGIONS, ["a", "d"]),
    kinds.ORDERING: (ITEMS, ["c", "a", "d", "b"]),
    kinds.NUMERIC: (METRES, {"value": 2, "tolerance": 0}),
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("kind", "answer", "fraction"),
    [
        (kinds.SINGLE, ["b"], 1), (kinds.SINGLE, "b", 1), (kinds.SINGLE, ["b", "b"], 1), (kinds.SINGLE, ["a"], 0),
        (kinds.PICTURE, ["c"], 1), (kinds.PICTURE, ["d"], 0),
        (kinds.MULTIPLE, ["c", "a"], 1), (kinds.MULTIPLE, ["a", "a", "c"], 1), (kinds.MULTIPLE, ["a"], 0),
        (kinds.MULTIPLE, ["a", "b"], 0), (kinds.MULTIPLE, ["a", "b", "c", "d"], 0),
        (kinds.TRUE_FALSE, False, 1), (kinds.TRUE_FALSE, "false", 1), (kinds.TRUE_FALSE, True, 0),
        (kinds.HAZARD, ["d", "a"], 1), (kinds.HAZARD, ["a"], 0), (kinds.HAZARD, ["a", "b", "d"], 0),
        (kinds.ORDERING, ["c", "a", "d", "b"], 1), (kinds.ORDERING, ["c", "a", "b", "d"], 0),
        (kinds.ORDERING, ["c", "a"], 0),
        (kinds.NUMERIC, "2", 1), (kinds.NUMERIC, "2.0", 1), (kinds.NUMERIC, "２米", 1), (kinds.NUMERIC, " 两 米 ", 1),
        (kinds.NUMERIC, "二", 1), (kinds.NUMERIC, 2, 1), (kinds.NUMERIC, "2.01", 0), (kinds.NUMERIC, "20", 0),
        (kinds.NUMERIC, "-2", 0),
    ],
)  # fmt: skip
def test_each_kind_is_marked(kind, answer, fraction):
    body, key = BODIES[kind]
    assert mark(kind, body, key, answer) == fraction


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("answer", [None, [], "", "  ", "\u3000"])
def test_no_answer_marks_nothing(kind, answer):
    body, key = BODIES[kind]
    assert mark(kind, body, key, answer) == 0
    assert is_empty(check_answer(kind, body, answer))


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (kinds.SINGLE, ["a", "b"]), (kinds.SINGLE, ["z"]), (kinds.SINGLE, 1), (kinds.SINGLE, [["a"]]),
        (kinds.SINGLE, {"a": 1}), (kinds.MULTIPLE, ["a", "z"]), (kinds.MULTIPLE, "a"), (kinds.MULTIPLE, [None]),
        (kinds.MULTIPLE, ["a"] * 99), (kinds.TRUE_FALSE, 1), (kinds.TRUE_FALSE, 0), (kinds.TRUE_FALSE, "对"),
        (kinds.TRUE_FALSE, [True]), (kinds.HAZARD, ["f"]), (kinds.ORDERING, ["a", "a"]), (kinds.ORDERING, "abcd"),
        (kinds.NUMERIC, "很高"), (kinds.NUMERIC, "2m"), (kinds.NUMERIC, True), (kinds.NUMERIC, ["2"]),
        (kinds.NUMERIC, "2-3"), (kinds.NUMERIC, "9" * 41), (kinds.NUMERIC, float("nan")), ("essay", "x"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_in_words(kind, answer):
    body, key = BODIES.get(kind, ({}, None))
    for ask in (lambda: check_answer(kind, body, answer), lambda: mark(kind, body, key, answer)):
        with pytest.raises(BadAnswer) as refused:
            ask()
        assert refused.value.message.endswith("。")


def test_tolerance_is_exact_at_its_edge():
    key = {"value": 1.2, "tolerance": 0.1}
    assert [mark(kinds.NUMERIC, METRES, key, text) for text in ("1.1", "1.3", "1.30001", "1.09999")] == [1, 1, 0, 0]


def test_half_only_where_the_paper_says_so():
    body, key = BODIES[kinds.MULTIPLE]
    answers = (["a"], ["c"], ["a", "c"], ["a", "b"], ["b"], [])
    assert [mark(kinds.MULTIPLE, body, key, answer, partial=True) for answer in answers] == [0.5, 0.5, 1, 0, 0, 0]
    assert mark(kinds.HAZARD, *BODIES[kinds.HAZARD], ["a"], partial=True) == 0


@pytest.mark.parametrize("kind", [kinds.MULTIPLE, kinds.HAZARD])
@given(ticks=st.lists(st.sampled_from("abcd"), unique=True, min_size=1))
def test_the_order_of_ticks_does_not_matter(kind, ticks):
    body, key = BODIES[kind]
    marks = {mark(kind, body, key, list(one), partial=True) for one in itertools.permutations(ticks)}
    assert len(marks) == 1
    assert (marks == {1.0}) == (set(ticks) == set(key))


@pytest.mark.parametrize("kind", [*BODIES, "essay"])
@given(answer=json_values)
def test_whatever_comes_is_kept_marked_or_refused(kind, answer):
    """Never another exception; what is kept is kept the same when it comes again, and has the same mark."""
    body, key = BODIES.get(kind, ({}, None))
    try:
        kept = check_answer(kind, body, answer)
    except BadAnswer:
        with pytest.raises(BadAnswer):
            mark(kind, body, key, answer)
        return
    assert check_answer(kind, body, kept) == kept
    assert mark(kind, body, key, kept) == mark(kind, body, key, answer) in (0.0, 1.0)


@given(wanted=st.decimals(-1000, 1000, places=2), typed=st.decimals(-1000, 1000, places=2))
def test_numbers_are_never_near_enough(wanted, typed):
    key = {"value": float(wanted), "tolerance": 0}
    assert mark(kinds.NUMERIC, METRES, key, str(typed)) == float(Decimal(str(float(wanted))) == typed)


@pytest.mark.parametrize(
    ("score", "words"),
    [("23.33", "23.3"), ("79.97", "79.9"), ("80.00", "80"), ("100.00", "100"), ("0.00", "0"), ("66.67", "66.6")],
)
def test_a_score_is_never_shown_above_what_it_is(score, words):
    assert in_points(Decimal(score)) == words
