"""Which month a sheet is about."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.roster.months import month_above, read_month, year_above

D = datetime.date
TODAY = D(2026, 10, 12)
SEPTEMBER = (2026, 9)


@pytest.mark.parametrize(
    "rows",
    [
        [("2026年9月考勤表",)],
        [("某某项目2026年09月份农民工工资表",) * 12],
        [("考勤月份：2026-09",)],
        [("考勤表",), ("考勤月份：", "2026-09")],
        [("考勤月份：", D(2026, 9, 1))],
        [("2026.9",)],
        [("月份：202609",)],
        [("月份：9月", "", "年度：2026")],
        [("2026年度",), ("9月份考勤表",)],
        [("考勤时间：2026年9月1日至2026年9月30日",)],
        [("2026年9月考勤表",), ("制表日期：2026年10月5日",)],
        [("2026年9月考勤表", "", "制表日期：2026年10月5日")],
        [("所属月份：2026年9月", "填表日期：2026-10-08")],
        [("工资发放表（2026年9月）",), ("发放日期：2026年10月15日",)],
        [("２０２６年９月考勤表",)],
    ],
)
def test_the_month_stands_above_the_table_in_many_ways(rows):
    assert month_above(rows) == (SEPTEMBER, "")


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([("考勤表",)], "2026-08"),
        ([], "2026-08"),
        ([("9月考勤表",)], "哪一年"),
        ([("制表日期：2026年10月5日",)], "2026-08"),
        ([("2026年8月、2026年9月考勤表",)], "几个月份"),
        ([("考勤周期：2026年8月21日至9月20日",)], "几个月份"),
        ([("工资表 2026.08.21-2026.09.20",)], "几个月份"),
        ([("考勤周期：9月",), ("2025年",), ("2026年",)], "哪一年"),
    ],
)
def test_a_month_that_is_not_sure_is_asked_for(rows, word):
    month, why = month_above(rows)
    assert month is None
    assert word in why


@pytest.mark.parametrize(
    "value",
    [
        "2026年09月",
        "2026-09",
        "202609",
        202609,
        "2026年9月份",
        "2026.9",
        "9月份",
        "9月",
        "考勤月份：2026-09",
        D(2026, 9, 3),
        "2026/9/1",
    ],
)
def test_a_cell_gives_its_month_with_the_year_of_the_sheet_where_it_lacks_one(value):
    assert read_month(value, year=2026, today=TODAY) == (SEPTEMBER, "")


@pytest.mark.parametrize(
    ("value", "word"), [("9月份", "哪一年"), ("八月", "2026-08"), (2026.1, "10 月"), ("2026-13", "2026-08")]
)
def test_a_cell_that_could_be_two_months_is_none(value, word):
    month, wrong = read_month(value, year=None, today=TODAY)
    assert month is None
    assert word in wrong


def test_the_year_is_taken_only_where_one_stands():
    assert year_above([("2026年",)]) == 2026
    assert year_above([("2025年",), ("2026年",)]) is None
    assert year_above([]) is None


@given(st.integers(2020, 2035), st.integers(1, 12))
def test_every_month_is_read_back_from_a_title_and_from_a_cell(year, month):
    for text in (f"{year}年{month}月", f"{year}-{month:02d}", f"{year}{month:02d}", f"{year}.{month:02d}"):
        assert month_above([(f"考勤月份：{text}",)]) == ((year, month), "")
        assert read_month(text, year=None, today=TODAY) == ((year, month), "")
