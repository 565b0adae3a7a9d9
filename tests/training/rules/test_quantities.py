"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.numerals import to_chinese
from training.rules.quantities import NotANumber, read_number


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1.5", "", "1.5"), ("１．５", "", "1.5"), ("1。5", "", "1.5"), (".5", "", "0.5"), ("5.", "", "5"),
        ("+3", "", "3"), ("-3", "", "-3"), ("－３", "", "-3"), ("负三", "", "-3"), ("1,200", "", "1200"),
        ("1，200.5", "", "1200.5"), ("1 200", "", "1200"), ("一点五", "", "1.5"), ("零点零五", "", "0.05"),
        ("一百一十", "", "110"), ("一百十", "", "110"), ("十二", "", "12"), ("一十二", "", "12"),
        ("二〇二六", "", "2026"),
        ("两万五千", "", "25000"), ("三万零五", "", "30005"), ("1.5万", "", "15000"), ("5万", "", "50000"),
        ("2米", "米", "2"), ("两米", "米", "2"), ("２ 米", "米", "2"), ("10㎡", "m²", "10"), ("10 M2", "㎡", "10"),
        ("5％", "%", "5"), ("百分之五", "%", "5"), ("20kg", "KG", "20"), ("00.50", "", "0.5"),
    ],
)  # fmt: skip
def test_one_number_is_read(text, unit, value):
    assert read_number(text, unit=unit) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", " ", "米", "二百五", "一千二", "一万二", "十十", "百", "1,5", "12,34", "1.2.3", "1e3", "1/2", "½米", "2-3",
     "约2", "2左右", "一点", "点五", "一点十", "0x10", "--3", "2m", "9" * 16, "nan", "inf", "٣٤٥六", "万", "五万万万"],
)  # fmt: skip
def test_what_could_mean_two_things_is_refused(text):
    with pytest.raises(NotANumber):
        read_number(text, unit="米")


@given(st.integers(0, 9999))
def test_chinese_and_figures_agree(number):
    assert read_number(to_chinese(number)) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6, places=4))
def test_width_grouping_and_unit_change_nothing(number):
    wide = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
    assert read_number(f"{number:,f} 元", unit="元") == number
    assert read_number(f"{number:f}".translate(wide)) == number


@given(st.text(max_size=60), st.sampled_from(["", "米", "%", "m²"]))
def test_any_text_is_read_or_refused(text, unit):
    try:
        read_number(text, unit=unit)
    except NotANumber:
        return
