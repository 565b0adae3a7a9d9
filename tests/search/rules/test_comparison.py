"""Facet by facet: the same, another, not said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.rules.comparison import Compared, compare


def test_each_facet_falls_where_it_belongs():
    own = {"trade": "TR-SCF", "hazard": "HZ-HGT", "disability": "DG08", "employment": ""}
    theirs = {"trade": ["TR-CRP", "TR-SCF"], "hazard": ["HZ-ELE"], "employment": ["EM-LAB"]}
    assert compare(own, theirs) == Compared(
        same=(("trade", "TR-SCF"),), other=(("hazard", "HZ-HGT", ("HZ-ELE",)),), unsaid=("disability",)
    )


def test_nothing_said_is_nothing_compared():
    assert compare({}, {"trade": ["TR-SCF"]}) == Compared()
    assert compare({"trade": ""}, {"trade": ["TR-SCF"]}) == Compared()


def test_an_empty_value_of_the_case_is_not_said():
    assert compare({"trade": "TR-SCF"}, {"trade": [""]}).unsaid == ("trade",)


NAMES = st.sampled_from(["trade", "hazard", "disability"])
VALUES = st.sampled_from(["a", "b", "c", ""])


@given(st.dictionaries(NAMES, VALUES), st.dictionaries(NAMES, st.lists(VALUES, max_size=3)))
def test_every_facet_that_was_said_is_told_once(own, theirs):
    found = compare(own, theirs)
    told = [facet for facet, _ in found.same] + [facet for facet, _, _ in found.other] + list(found.unsaid)
    assert sorted(told) == sorted(facet for facet, value in own.items() if value)
    assert all(value in theirs[facet] for facet, value in found.same)
    assert all(value not in theirs[facet] for facet, value, _ in found.other)
