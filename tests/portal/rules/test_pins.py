"""Which PINs are too easy."""

from __future__ import annotations

import pytest

from portal.rules import pins


@pytest.mark.parametrize(
    "pin",
    ["123456", "654321", "890123", "000000", "999999", "121212", "123123", "112233", "12345", "1234567", "12a456", ""],
)
def test_refused(pin: str) -> None:
    assert pins.problem(pin)


@pytest.mark.parametrize("pin", ["402719", "618305", "904172"])
def test_taken(pin: str) -> None:
    assert pins.problem(pin) == ""


def test_digits_others_know_are_refused() -> None:
    assert pins.problem("138402", known=["+8613840271955"])
    assert pins.problem("402719", known=["", "+8613800138000"]) == ""


def test_full_width_digits_are_not_a_pin() -> None:
    assert pins.problem("４０２７１９")
