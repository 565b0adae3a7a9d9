"""Dated numbers: what ships, and how a day and a place pick one."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cases.rules.sums.parameters import read, shipped

INCOME = {2020: 42359, 2021: 43834, 2022: 47412, 2023: 49283, 2024: 51821, 2025: 54188, 2026: 56502}


@pytest.mark.parametrize(("year", "value"), INCOME.items())
def test_the_income_is_that_of_the_year_before_the_death(year, value):
    for day in (datetime.date(year, 1, 1), datetime.date(year, 12, 31)):
        found = shipped().find("national_income", on=day)
        assert found is not None
        assert found.value == value
        assert found.source.startswith(f"{year - 1}年")
        assert not found.verified


@pytest.mark.parametrize("day", [datetime.date(2019, 12, 31), datetime.date(2027, 1, 1), None])
def test_a_day_without_a_row_has_no_number(day):
    assert shipped().find("national_income", on=day) is None


def test_no_two_rows_hold_for_one_kind_place_and_day():
    for rows in ([(p.kind, p.region, p) for p in shipped().parameters], [("", g.region, g) for g in shipped().grants]):
        for kind, region, row in rows:
            same = [other for k, r, other in rows if (k, r) == (kind, region) and other.holds(row.valid_from)]
            assert same == [row]


@pytest.mark.parametrize(
    ("region", "grade", "medical", "job", "base", "verified"),
    [
        ("浙江省杭州市", 5, 30, 30, "province_wage", True),
        ("浙江", 10, 2, 2, "province_wage", True),
        ("河南省郑州市", 5, 16, 56, "region_wage", False),
        ("河南", 9, 8, 16, "region_wage", False),
        ("广东省深圳市", 6, 8, 40, "own_wage", False),
        ("广东", 10, 1, 4, "own_wage", False),
    ],
)
def test_the_province_says_how_many_months_of_which_wage(region, grade, medical, job, base, verified):
    grant = shipped().grant(region, on=datetime.date(2026, 3, 1))
    assert grant is not None
    assert (grant.medical[grade], grant.job[grade], grant.base, grant.verified) == (medical, job, base, verified)


def test_other_provinces_and_earlier_days_have_no_table():
    assert shipped().grant("四川省", on=datetime.date(2026, 3, 1)) is None
    assert shipped().grant("", on=datetime.date(2026, 3, 1)) is None
    assert shipped().grant("浙江", on=datetime.date(2017, 12, 31)) is None
    assert shipped().grant("浙江", on=None) is None


def test_the_nearest_place_and_the_newest_row_win():
    def row(region: str, value: str, since: int) -> dict[str, object]:
        return {
            "kind": "x", "region": region, "value": value, "unit": "元",
            "valid_from": datetime.date(since, 1, 1), "source": "s", "verified": True,
        }  # fmt: skip

    book = read({"parameter": [row("", "1", 2020), row("浙江", "2", 2020), row("浙江", "3", 2025)]})
    assert book.find("x", on=datetime.date(2024, 1, 1), region="浙江省宁波市").value == Decimal(2)
    assert book.find("x", on=datetime.date(2026, 1, 1), region="浙江省宁波市").value == Decimal(3)
    assert book.find("x", on=datetime.date(2026, 1, 1), region="广东").value == Decimal(1)
