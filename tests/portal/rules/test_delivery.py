"""Waiting between tries, and what fits on one line."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.delivery import shortened, wait_after


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 180), (5, None), (0, None), (99, None)])
def test_waiting_grows_and_ends(tries, minutes):
    assert wait_after(tries) == (None if minutes is None else datetime.timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "longest", "line"),
    [("短", 5, "短"), ("一二三四五", 5, "一二三四五"), ("一二三四五六", 5, "一二三四…"), (" 一\n 二 ", 9, "一 二")],
)
def test_a_long_line_is_cut(text, longest, line):
    assert shortened(text, longest) == line


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_it_always_fits_on_one_line(text, longest):
    line = shortened(text, longest)
    assert len(line) <= longest
    assert "\n" not in line
