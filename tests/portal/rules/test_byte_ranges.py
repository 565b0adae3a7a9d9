"""Parts of a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.byte_ranges import Unsatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=0-1", (0, 1)),
        ("bytes=90-200", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-1000", (0, 99)),
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("chapters=1-2", None),
        ("bytes=a-b", None),
    ],
)
def test_a_part_of_a_hundred_bytes(header, part):
    assert parse_range(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=200-300", "bytes=-0"])
def test_outside_there_is_nothing(header):
    with pytest.raises(Unsatisfiable):
        parse_range(header, 100)


@given(st.text(alphabet="bytes=0123456789-, ", max_size=30), st.integers(min_value=1, max_value=10**9))
def test_a_part_lies_inside(header, size):
    try:
        part = parse_range(header, size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part[0] <= part[1] < size
