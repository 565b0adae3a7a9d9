"""Figures carry their words, and round once."""

from __future__ import annotations

import itertools
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from cases.rules.sums.figures import fixed, given, own_wage, percent, plain, plus, rounded

MONEY = st.decimals(min_value=0, max_value=10_000_000, places=2)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
        ("2.675", "2.68"),
        ("1.115", "1.12"),
        ("-0.005", "-0.01"),
        ("7", "7.00"),
    ],
)
def test_half_a_cent_goes_up(value, shown):
    assert str(rounded(Fraction(value))) == shown


@drawn(st.decimals(min_value=0, max_value=10_000_000, places=5))
def test_rounding_is_half_up_of_the_exact_value(value):
    assert rounded(Fraction(value)) == value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@drawn(MONEY, st.integers(1, 400), st.integers(1, 300))
def test_the_order_of_steps_never_changes_a_cent(wage, hours, share):
    steps = [given("工资", wage), given("小时", hours, "小时"), percent(share), fixed(1) / fixed(Decimal("21.75"))]
    results = {rounded((a * b * c * d).value) for a, b, c, d in itertools.permutations(steps)}
    assert len(results) == 1


@drawn(MONEY)
def test_dividing_and_multiplying_back_loses_nothing(wage):
    days = fixed(Decimal("21.75"), "天")
    assert (given("工资", wage) / days * days).value == wage


def test_every_step_is_in_the_words():
    figure = (given("试用", 3, "个月") - fixed(2, "个月")) * given("工资", Decimal("6000.50"))
    assert figure.text == "（试用 3 个月 − 2 个月） × 工资 6000.5 元"


def test_what_is_missing_stays_missing_through_every_step():
    figure = plus([fixed(2) * given("工资", None), given("奖金", 5)]) / given("天数", None)
    assert figure.value is None
    assert figure.missing == ("工资", "天数")


def test_a_step_that_needs_more_keeps_its_words():
    figure = (fixed(2) * given("工资", 10)).needs("原因")
    assert (figure.value, figure.text, figure.missing) == (None, "2 × 工资 10 元", ("原因",))


def test_a_limit_that_is_not_known_is_said_and_not_guessed():
    figure = given("工资", 10).at_most(given("上限", None), words="上限")
    assert figure.value == 10
    assert figure.missing == ()
    assert "没有填上限" in figure.notes[0]


@pytest.mark.parametrize(
    ("wage", "counted"), [("2999.99", "3000"), ("3000", "3000"), ("15000", "15000"), ("15001", "15000")]
)
def test_own_wage_stays_between_60_and_300_percent(wage, counted):
    assert own_wage(Decimal(wage), Decimal(5000)).value == Decimal(counted)


@drawn(MONEY, MONEY)
def test_more_wage_never_gives_less_own_wage(one, other):
    low, high = sorted((one, other))
    assert own_wage(low, Decimal(8000)).value <= own_wage(high, Decimal(8000)).value


@pytest.mark.parametrize(("value", "text"), [("7200.00", "7200"), ("0.50", "0.5"), ("16.5", "16.5"), ("100", "100")])
def test_numbers_are_written_without_needless_zeros(value, text):
    assert plain(Decimal(value)) == text
    assert plain(Fraction(1, 3)) == "0.33"
