"""What was picked."""

import pytest

from tests.training.factories import SHAPES
from training.rules.picks import picks


def told(kind, answers):
    body, key = SHAPES[kind]
    found = picks(kind, body, key, answers)
    return found, [(pick.words, pick.count, pick.right) for pick in found.rows]


def test_every_option_is_counted_also_one_that_nobody_took():
    found, rows = told("single", [["b"], ["b"], ["a"], []])
    assert rows == [("做法a", 1, False), ("做法b", 2, True), ("做法c", 0, False), ("做法d", 0, False)]
    assert (found.n, found.blank) == (4, 1)
    assert [pick.share for pick in found.rows] == [0.25, 0.5, 0, 0]
    assert found.strongest_wrong.words == "做法a"


def test_several_ticks_count_one_each():
    found, rows = told("multiple", [["a", "c"], ["a", "b"], None])
    assert [count for _, count, _ in rows] == [2, 1, 1, 0]
    assert [right for _, _, right in rows] == [True, False, True, False]
    assert found.blank == 1


def test_false_is_an_answer():
    found, rows = told("true_false", [True, False, False])
    assert rows == [("对", 1, False), ("错", 2, True)]
    assert found.blank == 0


def test_places_on_a_picture_are_told_by_their_label():
    assert told("hazard", [["a"]])[1][0] == ("第1处", 1, True)


def test_orders_are_told_whole_the_right_one_first():
    _, rows = told("ordering", [["a", "b", "c"], ["a", "b", "c"], ["c", "a", "b"], ["b"]])
    assert rows == [("第c步 → 第a步 → 第b步", 1, True), ("第a步 → 第b步 → 第c步", 2, False), ("第b步", 1, False)]


def test_numbers_that_are_right_are_one_row():
    _, rows = told("numeric", ["1.5", "１．５", "2", "2", ""])
    assert rows == [("1.5 米", 2, True), ("2 米", 2, False)]


def test_of_many_wrong_numbers_the_most_frequent_are_told():
    _, rows = told("numeric", [str(n) for n in range(20, 40)] + ["20"])
    assert len(rows) == 6
    assert rows[1] == ("20 米", 2, False)


@pytest.mark.parametrize("kind", SHAPES)
def test_nobody_answered(kind):
    found, rows = told(kind, [])
    assert (found.n, found.blank) == (0, 0)
    assert all(count == 0 for _, count, _ in rows)


def test_a_picture_option_keeps_its_picture():
    body = {"options": [{"key": "a", "text": "", "picture": 7}]}
    assert picks("picture", body, ["a"], [["a"]]).rows[0].picture == 7
