"""The table of limits."""

from __future__ import annotations

from portal.rules.limits import DAY, PER_ADDRESS, PER_NUMBER


def test_every_action_is_limited_both_ways() -> None:
    assert set(PER_NUMBER) == set(PER_ADDRESS)


def test_an_address_is_wider_than_a_number() -> None:
    """A building site shares one address."""
    for action, limits in PER_NUMBER.items():
        assert min(limit.amount for limit in PER_ADDRESS[action]) > max(limit.amount for limit in limits)


def test_no_limit_looks_further_back_than_rows_are_kept() -> None:
    assert all(limit.seconds <= DAY for table in (PER_NUMBER, PER_ADDRESS) for ls in table.values() for limit in ls)
