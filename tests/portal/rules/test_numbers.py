"""Keys of rows as addresses and forms bring them."""

import pytest

from portal.rules.numbers import LARGEST, row_key


@pytest.mark.parametrize(
    ("text", "key"),
    [("12", 12), ("007", 7), (str(LARGEST), LARGEST), (str(LARGEST + 1), 0), ("9" * 5000, 0)]
    + [(text, 0) for text in (None, "", "²", "١٢", "-1", "1.5", " 1", "a", "\x00")],
)
def test_only_what_can_be_a_key_is_one(text, key):
    assert row_key(text) == key
