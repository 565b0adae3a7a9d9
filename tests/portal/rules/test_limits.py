"""The table of limits."""

from __future__ import annotations

from portal.rules.limits import DAY, PER_ADDRESS, PER_NUMBER


def test_every_action_is_limited_both_ways() -> None:
    assert set(PER_NUMBER) == set(PER_ADDRESS)


def test_an_address_is_wider_than_a_number() -> None:
    """A building site shares one address. Limits for the same time are compared."""
    for action, limits in PER_NUMBER.items():
        wide = {limit.seconds: limit.amount for limit in PER_ADDRESS[action]}
        shared = [limit for limit in limits if limit.seconds in wide]
        assert shared
        assert all(wide[limit.seconds] > limit.amount for limit in shared)


def test_no_limit_looks_further_back_than_rows_are_kept() -> None:
    assert all(limit.seconds <= DAY for table in (PER_NUMBER, PER_ADDRESS) for ls in table.values() for limit in ls)
