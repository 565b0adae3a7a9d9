"""Places on paper and keys behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules import kinds
from training.rules.grading import BadAnswer
from training.rules.showing import places, to_keys, to_places

OPTIONS = {"options": [{"key": key, "text": key} for key in "abcd"]}
ITEMS = {"items": [{"key": key, "text": key} for key in "abcd"]}
REGIONS = {"regions": [{"key": "a", "x": 50, "y": 5}, {"key": "b", "x": 5, "y": 50}, {"key": "c", "x": 5, "y": 9}]}


@pytest.mark.parametrize(
    ("kind", "body", "order", "shown"),
    [
        (kinds.SINGLE, OPTIONS, ["c", "a", "d", "b"], "cadb"),
        (kinds.MULTIPLE, OPTIONS, ["c"], "cabd"),
        (kinds.PICTURE, OPTIONS, ["z", "d", "d"], "dabc"),
        (kinds.ORDERING, ITEMS, ["b", "a", "d", "c"], "badc"),
        (kinds.HAZARD, REGIONS, [], "cba"),
        (kinds.HAZARD, REGIONS, ["b", "c", "a"], "bca"),
        (kinds.NUMERIC, {"unit": "米"}, [], ""),
    ],
)
def test_the_order_on_paper(kind, body, order, shown):
    assert places(kind, body, order) == list(shown)


def test_right_and_wrong_stand_fixed():
    assert places(kinds.TRUE_FALSE, {}, []) == ["true", "false"]
    assert to_keys(kinds.TRUE_FALSE, ["true", "false"], ["2"]) is False
    assert to_places(kinds.TRUE_FALSE, ["true", "false"], True) == ["1"]


@given(order=st.permutations("abcd"), ticks=st.lists(st.sampled_from("1234"), unique=True, min_size=1))
def test_there_and_back(order, ticks):
    keys = to_keys(kinds.MULTIPLE, order, ticks)
    assert to_places(kinds.MULTIPLE, order, keys) == ticks
    assert {order.index(key) for key in keys} == {int(tick) - 1 for tick in ticks}


@pytest.mark.parametrize(
    "answer", [["0"], ["5"], ["a"], [1], ["-1"], ["１"], "1", {"1": 1}, ["1"] * 5, ["²"], [""], 3, True]
)
def test_a_place_that_is_none_is_refused(answer):
    with pytest.raises(BadAnswer):
        to_keys(kinds.SINGLE, list("abcd"), answer)


@pytest.mark.parametrize("answer", [None, [], ""])
def test_taking_back_stays_empty(answer):
    assert to_keys(kinds.SINGLE, list("abcd"), answer) == answer
    assert to_places(kinds.SINGLE, list("abcd"), answer) == []


def test_typed_numbers_pass_as_they_are():
    assert to_keys(kinds.NUMERIC, [], " 2 米") == " 2 米"
    assert to_places(kinds.NUMERIC, [], "2") == []
