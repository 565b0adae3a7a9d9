"""Sheets of contracts, attendance and wages as people send them."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.roster import NoHeader, Sheet, Unreadable, read_worksheet

D = datetime.date
TODAY = D(2026, 10, 12)
ID, OTHER = "11010519491231002X", "44010619900307001X"
WAGES = ("序号", "姓名", "身份证号", "月份", "应发工资（元）", "扣款", "实发", "发放日期", "备注")
ATTENDANCE = ("姓名", "证件号码", "考勤月份", "出勤天数", "加班小时")
CONTRACTS = ("姓名", "身份证号码", "合同编号", "签订日期", "合同开始日期", "合同到期日期", "月工资", "发薪日")


def read(of, *rows, **more):
    return read_worksheet(enumerate(rows, 1), of=of, today=TODAY, **more)


def only(made):
    assert made.wrong == []
    (row,) = made.rows
    return row


def test_a_line_of_wages_becomes_plain_numbers_of_its_month():
    row = only(read(Sheet.WAGES, WAGES, (1, "王　建国", ID, "2026年8月", "5,200.00", 100, 5100.5, "2026-09-15", "")))
    assert (row.name, row.number, row.starts_on, row.ends_on) == ("王建国", ID, D(2026, 8, 1), D(2026, 8, 31))
    assert row.values == {"due": "5200", "deducted": "100", "paid": "5100.5", "paid_on": "2026-09-15"}


def test_an_empty_cell_is_left_out_and_a_nought_is_kept():
    row = only(read(Sheet.WAGES, WAGES, (1, "王建国", ID, "2026-08", 5200, "", 0, "", "")))
    assert row.values == {"due": "5200", "paid": "0"}


@pytest.mark.parametrize(
    "month", ["2026年8月", "2026-08", "2026/8", "202608", "2026.8", "2026年08月份", D(2026, 8, 15), "46235"]
)
def test_a_month_is_read_in_every_spelling(month):
    row = only(read(Sheet.ATTENDANCE, ATTENDANCE, ("王建国", ID, month, 26, 8)))
    assert (row.starts_on, row.ends_on) == (D(2026, 8, 1), D(2026, 8, 31))
    assert row.values == {"days": "26", "overtime": "8"}


def test_the_month_may_stand_in_the_title_above():
    made = read(Sheet.WAGES, ("甲项目2026年8月份工资表",), ("姓名", "身份证号", "应发"), ("王建国", ID, 5200))
    assert only(made).starts_on == D(2026, 8, 1)


def test_a_contract_runs_for_years_and_its_wage_is_kept():
    cells = ("王建国", ID, "HT-1", "2026-03-01", "2026-03-01", "2029-02-28", "6000元", "每月15日")
    row = only(read(Sheet.CONTRACTS, CONTRACTS, cells))
    assert (row.starts_on, row.ends_on) == (D(2026, 3, 1), D(2029, 2, 28))
    assert row.values == {
        "contract_number": "HT-1",
        "contract_signed": "2026-03-01",
        "wage": "6000",
        "pay_day": "每月15日",
    }


@pytest.mark.parametrize(
    ("cells", "title", "word"),
    [
        ((1, "", ID, "2026-08", 1, "", "", "", ""), "姓名", "没有填姓名"),
        ((1, "王建国", "110105", "2026-08", 1, "", "", "", ""), "身份证号", "18 位"),
        ((1, "王建国", 110105194912310021.0, "2026-08", 1, "", "", "", ""), "身份证号", "最后几位"),
        ((1, "王建国", ID, "八月", 1, "", "", "", ""), "月份", "2026-08"),
        ((1, "王建国", ID, "2026-11", 1, "", "", "", ""), "月份", "还没有到"),
        ((1, "王建国", ID, "2026-08", "五千", "", "", "", ""), "应发工资（元）", "数字"),
        ((1, "王建国", ID, "2026-08", 10_000_001, "", "", "", ""), "应发工资（元）", "数不对"),
        ((1, "王建国", ID, "2026-08", "", 10, "", "", ""), "应发工资（元）", "至少填一个"),
        ((1, "王建国", ID, "2026-08", 1, "", "", "九月十五", ""), "发放日期", "日期"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_by_row_and_column(cells, title, word):
    made = read(Sheet.WAGES, WAGES, cells)
    assert made.rows == []
    (wrong,) = made.wrong
    assert (wrong.line, wrong.title) == (2, title)
    assert word in wrong.reason
    assert ID not in f"{wrong.who}{wrong.value}"


def test_the_same_person_and_month_stands_once_and_two_months_are_two_rows():
    twice = ("王建国", ID, "2026-08", 26, 0)
    made = read(Sheet.ATTENDANCE, ATTENDANCE, twice, ("王建国", ID, "2026-07", 25, 0), twice)
    assert [row.line for row in made.rows] == [2, 3]
    assert "第 2 行" in made.wrong[0].reason


def test_sums_signatures_and_repeated_headers_are_nobody():
    made = read(
        Sheet.ATTENDANCE,
        ("考勤表",),
        ATTENDANCE,
        ("王建国", ID, "2026-08", 26, 0),
        ATTENDANCE,
        (),
        ("李四", OTHER, "2026-08", 20, ""),
        ("合计", "", "", 46, ""),
        ("制表人：赵", "", "", "", ""),
    )
    assert [row.name for row in made.rows] == ["王建国", "李四"]
    assert made.wrong == []


def test_a_sheet_without_names_or_documents_is_no_sheet_of_ours():
    with pytest.raises(NoHeader):
        read(Sheet.WAGES, ("姓名", "月份", "应发"), ("王建国", "2026-08", 1))


def test_a_contract_that_ends_before_it_begins_is_wrong():
    made = read(Sheet.CONTRACTS, CONTRACTS, ("王建国", ID, "", "", "2026-03-01", "2025-03-01", "", ""))
    assert [wrong.title for wrong in made.wrong] == ["合同到期日期"]
    none = read(Sheet.CONTRACTS, CONTRACTS, ("王建国", ID, "", "", "", "", 6000, ""))
    assert "哪天开始" in none.wrong[0].reason


CELL = st.sampled_from(
    [
        "",
        None,
        "姓名",
        "身份证号",
        "月份",
        "应发",
        "实发",
        "扣款",
        "借支",
        "出勤天数",
        "合计",
        "上午",
        "下午",
        "加班",
        "√",
        "半",
        "休",
        "8+2",
        8,
        1.5,
        "图例：√出勤 ×旷工",
        "2026年9月考勤表",
        "2026-09",
        "9月",
        "木工班组",
        "王建国",
        ID,
        "制表人：赵",
        *range(1, 8),
    ]
)
TABLE = st.lists(st.lists(CELL, max_size=9).map(tuple), max_size=6)
HEADERS = [
    ("姓名", "身份证号", *range(1, 8)),
    ("姓名", "身份证号", "应发", "借支", "罚款", "扣款", "实发", "月份", ""),
]


@settings(max_examples=60, deadline=None)
@given(TABLE, st.sampled_from(HEADERS), TABLE, st.sampled_from(Sheet))
def test_any_table_is_read_or_refused_and_no_line_is_both_taken_and_wrong(above, header, below, of):
    try:
        made = read(of, *above, header, *below)
    except (NoHeader, Unreadable):
        return
    lines = [row.line for row in made.rows]
    assert len(set(lines)) == len(lines)
    assert not set(lines) & made.bad_lines
    assert all(error.reason and error.where.startswith(f"第 {error.line} 行") for error in made.wrong + made.warnings)
    assert {warning.line for warning in made.warnings} <= set(lines)
