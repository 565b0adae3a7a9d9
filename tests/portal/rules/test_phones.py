"""Phone numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import phones

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    ("raw", "e164"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("138-0013-8000", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("８６１３８００１３８０００", "+8613800138000"),
        ("（+86）13800138000", "+8613800138000"),
        ("020-87654321", "+862087654321"),
        ("0755 8765 4321", "+8675587654321"),
        ("+86 20 87654321", "+862087654321"),
        ("+862087654321", "+862087654321"),
        ("010-65432109", "+861065432109"),
        ("400-820-8820", "+864008208820"),
        ("+852 2345 6789", "+85223456789"),
        ("12800138000", ""),
        ("1380013800", ""),
        ("138001380000", ""),
        ("87654321", ""),
        ("12333", ""),
        ("", ""),
        ("电话", ""),
        ("١٣٨٠٠١٣٨٠٠٠", ""),
    ],
)
def test_normalise(raw: str, e164: str) -> None:
    assert phones.normalise(raw) == e164


@given(mobiles, st.sampled_from(["", "+86", "86", "0086", "+86 "]), st.sampled_from(["", " ", "-", "　"]))
def test_every_way_of_writing_is_one_number(mobile: str, prefix: str, gap: str) -> None:
    assert phones.normalise(prefix + gap.join((mobile[:3], mobile[3:7], mobile[7:]))) == "+86" + mobile


@given(st.text(max_size=30))
def test_a_normal_form_stays(raw: str) -> None:
    once = phones.normalise(raw)
    assert once == "" or phones.normalise(once) == once


@given(mobiles)
def test_a_masked_number_hides_the_middle(mobile: str) -> None:
    assert phones.masked("+86" + mobile) == f"{mobile[:3]}****{mobile[7:]}"
    assert phones.is_mobile("+86" + mobile)


def test_other_numbers_keep_their_end_only() -> None:
    assert phones.masked("+862087654321") == "****4321"
    assert phones.masked("") == ""
    assert not phones.is_mobile("+862087654321")
