"""Bands, provinces and packed values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from search.rules import facets


def test_packed_values_are_in_one_order_and_each_once():
    given = {"trade": ["TR-SCF", "TR-CRP", "TR-SCF"], "year": ["2024"], "hazard": [], "outcome": [""]}
    assert facets.packed(given) == ["trade:TR-CRP", "trade:TR-SCF", "year:2024"]


@pytest.mark.parametrize(
    ("yuan", "code"),
    [(None, ""), ("0", "0"), ("9999.99", "0"), ("10000", "1w"), ("49999.99", "1w"), ("50000", "5w"),
     ("100000", "10w"), ("299999.99", "10w"), ("300000", "30w"), ("1000000", "100w"), ("99999999", "100w")],
)  # fmt: skip
def test_an_amount_lies_in_one_band(yuan, code):
    assert facets.band(None if yuan is None else Decimal(yuan)) == code


def test_every_band_has_a_name_and_they_rise():
    starts = [start for _, start, _ in facets.BANDS]
    assert starts == sorted(set(starts))
    assert all(facets.band_names()[facets.band(Decimal(start))] for start in starts)


@pytest.mark.parametrize(
    ("region", "place"),
    [("广东省深圳市", "广东省"), ("北京市朝阳区", "北京市"), ("内蒙古自治区包头市", "内蒙古自治区"),
     ("香港特别行政区", "香港特别行政区"), ("浙江省", "浙江省"), ("市", "市"), ("某地", "某地"), ("", "全国")],
)  # fmt: skip
def test_the_province_of_a_place(region, place):
    assert facets.province(region) == place


def test_values_stand_in_the_order_readers_look_for_them():
    assert facets.in_order("year", [("2019", 9), ("2024", 1)]) == [("2024", 1), ("2019", 9)]
    assert facets.in_order("band", [("100w", 5), ("x", 1), ("0", 1)]) == [("0", 1), ("100w", 5), ("x", 1)]
    assert facets.in_order("disability", [("DG10", 9), ("DG02", 1)]) == [("DG02", 1), ("DG10", 9)]
    assert facets.in_order("trade", [("b", 2), ("a", 2), ("c", 3)]) == [("c", 3), ("a", 2), ("b", 2)]
