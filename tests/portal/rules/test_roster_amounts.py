"""Amounts as people write them."""

from decimal import Decimal as N

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.roster.amounts import is_nothing, plain, read_amount

MOST = N(10_000_000)


def read(value, *, least=-MOST, most=MOST):
    return read_amount(value, least=least, most=most)


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        (("¥5,200.00元", "￥5200", "５，２００元", "5 200", 5200, 5200.0, "人民币5200元", "+5200"), "5200"),
        (("-200", "−200", "－200元", "(200)", "（200.00）", "¥-200", "-¥200", -200), "-200"),
        (("0", 0, "0.00元"), "0"),
        ((".5", 0.5, "0.50"), "0.5"),
        (("1,234,567.8",), "1234567.8"),
    ],
)
def test_amounts_are_read_in_every_spelling(cells, number):
    for cell in cells:
        assert read(cell) == (N(number), ""), cell


@pytest.mark.parametrize("cell", [None, "", "　", "-", "—", "/", "－", "——", "无", "--"])
def test_a_sign_for_nothing_is_no_nought(cell):
    assert is_nothing(cell)
    assert read(cell) == (None, "")


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("五千", "数字"),
        ("1.2万", "数字"),
        ("#REF!", "数字"),
        ("NaN", "数字"),
        ("Infinity", "数字"),
        ("5200/月", "数字"),
        ("1e999999", "数字"),
        ("5,20", "逗号"),
        ("52,00.00", "逗号"),
        (10_000_001, "数不对"),
        ("1 200 300 400", "数不对"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(cell, word):
    number, wrong = read(cell)
    assert number is None
    assert word in wrong


def test_what_may_not_be_minus_is_refused():
    assert "数不对" in read("-1", least=N(0))[1]


@given(st.decimals(min_value=-9_999_999, max_value=9_999_999, places=2))
def test_a_number_written_plainly_or_with_commas_is_read_as_itself(number):
    for text in (plain(number), f"{number:,}", f"￥{number:,}元"):
        assert read(text) == (number, "")


@given(st.text(max_size=12) | st.integers() | st.floats() | st.none() | st.booleans())
def test_any_cell_is_read_or_refused_in_words(cell):
    number, wrong = read(cell)
    assert (number is not None or is_nothing(cell)) == (wrong == "")
