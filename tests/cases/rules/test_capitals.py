"""Amounts in capitals."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.capitals import MOST, capital_yuan


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("1", "人民币壹元整"),
        ("10", "人民币壹拾元整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("62400", "人民币陆万贰仟肆佰元整"),
        ("1130040", "人民币壹佰壹拾叁万零肆拾元整"),
        ("100000000", "人民币壹亿元整"),
        ("100000001", "人民币壹亿零壹元整"),
        ("1000000000000", "人民币壹万亿元整"),
        ("1000500000000", "人民币壹万零伍亿元整"),
        ("0.005", "人民币壹分"),
    ],
)
def test_amounts_as_a_bank_writes_them(amount, words):
    assert capital_yuan(Decimal(amount)) == words


@pytest.mark.parametrize("amount", [Decimal("-0.01"), MOST + 1])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(ValueError, match="no amount"):
        capital_yuan(amount)


DIGITS = "零壹贰叁肆伍陆柒捌玖"


def back(words: str) -> Decimal:
    """A slow reading of capitals."""
    text = words.removeprefix("人民币").removesuffix("整")
    whole, cut, rest = text.rpartition("元")
    total = Decimal(_number(whole)) if cut else Decimal(0)
    jiao, fen = re.search(r"(.)角", rest), re.search(r"(.)分", rest)
    total += Decimal(DIGITS.index(jiao[1])) / 10 if jiao else 0
    return total + (Decimal(DIGITS.index(fen[1])) / 100 if fen else 0)


def _number(text: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        head, cut, tail = text.rpartition(unit)
        if cut:
            return _number(head) * size + _number(tail)
    return DIGITS.index(text[-1]) if text else 0


@given(st.decimals(min_value=0, max_value=MOST, places=2))
def test_capitals_read_back_are_the_amount(amount):
    assert back(capital_yuan(amount)) == amount


@given(st.decimals(min_value=0, max_value=MOST, places=2))
def test_no_two_noughts_stand_together(amount):
    assert "零零" not in capital_yuan(amount)
