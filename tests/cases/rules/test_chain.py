"""Rows chained by hashes."""

import hashlib

import pytest

from cases.rules.chain import link_hash


def test_anyone_can_compute_it_with_standard_tools() -> None:
    assert link_hash("ab", {"b": 1, "a": "证"}) == hashlib.sha256('ab\n{"a":"证","b":1}'.encode()).hexdigest()


def test_another_row_before_or_another_fact_gives_another_hash() -> None:
    assert len({link_hash("", {"a": 1}), link_hash("x", {"a": 1}), link_hash("", {"a": 2}), link_hash("", {})}) == 4


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        link_hash("", {"a": object()})
