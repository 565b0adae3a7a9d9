"""Amounts as people say them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases.rules.figures import spoken_yuan


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, ""),
        (0, "0 元"),
        (8000, "8000 元"),
        (Decimal("8000.50"), "8000.5 元"),
        (10_000, "1 万元"),
        (316_000, "31.6 万元"),
        (1_022_040, "102.2 万元"),
        (Decimal("19999.99"), "2 万元"),
        (100_000, "10 万元"),
    ],
)
def test_an_amount_in_words(amount, words):
    assert spoken_yuan(amount) == words
