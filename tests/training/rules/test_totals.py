"""What a training file adds up to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules.levels import NAMES
from training.rules.totals import academic, by_level


@pytest.mark.parametrize(
    ("minutes", "hours"), [(0, "0"), (44, "0.9"), (45, "1"), (90, "2"), (100, "2.2"), (1080, "24"), (1079, "23.9")]
)
def test_minutes_as_academic_hours(minutes, hours):
    assert academic(minutes) == hours


def test_levels_in_their_order():
    found = by_level([("crew", 30), ("company", 60), ("crew", 15)])
    assert [(one.name, one.minutes, one.times, one.hours) for one in found] == [
        ("公司级", 60, 1, "1.3"),
        ("班组级", 45, 2, "1"),
    ]


@given(st.lists(st.tuples(st.sampled_from(sorted(NAMES)), st.integers(0, 500))))
def test_nothing_is_lost(rows):
    found = by_level(rows)
    assert sum(one.minutes for one in found) == sum(minutes for _, minutes in rows)
    assert sum(one.times for one in found) == len(rows)
