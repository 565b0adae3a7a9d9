"""Shares by knowledge point, crew and trade; the chart that is drawn of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules import charts
from training.rules.weak_points import FEW, Answer, Share, by_group, by_point, whole


def answers(point, marks, crew="木工班", trade="木工"):
    return [Answer(point, crew, trade, mark) for mark in marks]


def test_the_weakest_point_stands_first_and_what_is_little_known_last():
    found = by_point([*answers(1, [1] * 20), *answers(2, [0, 1] * 10), *answers(3, [0] * (FEW - 1))])
    assert list(found) == [2, 1, 3]
    assert [share.percent for share in found.values()] == [50, 100, 0]
    assert [share.few for share in found.values()] == [False, False, True]


def test_half_a_mark_is_half_an_answer():
    assert by_point(answers(1, [0.5, 1]))[1].percent == 75


def test_groups_stand_by_name_each_with_its_own():
    found = by_group([*answers(1, [1]), *answers(1, [0, 0], crew="钢筋班")], lambda one: one.crew)
    assert {name: shares[1].n for name, shares in found.items()} == {"木工班": 1, "钢筋班": 2}


def test_nothing_asked_says_nothing():
    assert (Share().share, Share().percent, Share().interval) == (None, None, None)
    assert whole([]) == Share()


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from([0.0, 0.5, 1.0])), max_size=60))
def test_points_together_are_the_whole(rows):
    shares = by_point(Answer(point, "", "", mark) for point, mark in rows)
    assert whole(shares.values()) == Share(len(rows), sum(mark for _, mark in rows))
    for share in shares.values():
        low, high = share.interval
        assert 0 <= low <= share.percent <= high <= 100


def test_bars_are_as_long_as_their_share_and_say_their_number():
    chart = charts.bars([("挂安全带", 0.25, 40, False), ("验收", 1.0, 3, True)], mark=0.8)
    first, second = chart.bars
    assert (first.length, first.weak, first.value) == (80.0, True, "25%，40 次")
    assert (second.length, second.weak, second.few, second.value) == (320.0, False, True, "100%，3 次，次数少")
    assert (chart.line, chart.height) == (256.0, 2 * charts.ROW)


@pytest.mark.parametrize(
    ("label", "wanted"), [("短", "短"), ("字" * 14, "字" * 14), ("字" * 15, "字" * 13 + "…"), ("a" * 23, "a" * 23)]
)
def test_a_long_label_ends_with_a_dot(label, wanted):
    assert charts.shorten(label) == wanted


def test_no_rows_are_a_chart_all_the_same():
    assert charts.bars([]).bars == ()
