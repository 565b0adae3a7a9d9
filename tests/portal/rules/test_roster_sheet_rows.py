"""Sheets of attendance and wages as building sites keep them: layouts that differ, and what is said of each cell."""

import calendar
import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.roster import Sheet, Unreadable, read_worksheet

D = datetime.date
TODAY = D(2026, 10, 12)
ID, OTHER = "11010519491231002X", "44010619900307001X"
DAYS = tuple(range(1, 31))
TITLE = ("2026年9月份考勤表",) * 34


def attendance(*rows):
    return read_worksheet(enumerate(rows, 1), of=Sheet.ATTENDANCE, today=TODAY)


def wages(*rows):
    return read_worksheet(enumerate(rows, 1), of=Sheet.WAGES, today=TODAY)


def said(errors):
    return [(error.where, error.title, error.reason) for error in errors]


def test_a_plain_sheet_of_marks_becomes_days_by_date():
    made = attendance(
        TITLE,
        ("序号", "姓名", "身份证号", *DAYS, "出勤天数"),
        (1, "王建国", ID, *["√"] * 27, "半", "旷", "病", 27.5),
        ("", "", ""),
        ("合计", "", "", *[1] * 30, 27.5),
        ("制表人：赵", "", "审核：钱"),
    )
    (row,) = made.rows
    assert (made.wrong, made.warnings, made.layout.unused) == ([], [], ("序号",))
    assert (row.starts_on, row.ends_on) == (D(2026, 9, 1), D(2026, 9, 30))
    assert row.values["days"] == "27.5"
    assert [row.values["daily"][day] for day in ("1", "27", "28", "29", "30")] == [
        "出勤",
        "出勤",
        "半天",
        "旷工",
        "病假",
    ]


def test_a_printed_sheet_with_merged_cells_crews_and_its_own_legend():
    made = attendance(
        ("某某项目部",) * 34,
        ("考勤月份：2026-09", "", "单位：工日"),
        ("姓名", "身份证号", *["日期"] * 30, "合计"),
        ("姓名", "身份证号", *(f"{day}日" for day in DAYS), "合计"),
        ("", "", *"一二三四五六日" * 4, "一", "二"),
        ("木工班组",) * 33,
        ("王建国", ID, *["√"] * 26, "△", "○", "1.5", "", 28.5),
        ("钢筋班组", "", ""),
        (),
        ("李四", OTHER, *["√"] * 30, 29),
        ("图例：√出勤 △迟到 ○旷工",) * 33,
        ("项目经理：", "王", "", "劳资员：", "李"),
    )
    assert made.wrong == []
    assert [(row.name, row.values["days"]) for row in made.rows] == [("王建国", "28.5"), ("李四", "30")]
    assert [made.rows[0].values["daily"][day] for day in ("27", "28", "29")] == ["迟到", "旷工", "1.5 工"]
    assert said(made.warnings) == [("第 10 行 AG 列", "合计", "表里写 29，按每天的记号数出来是 30")]
    assert made.rows[1].values["days_stated"] == "29"


def test_a_sheet_of_hours_keeps_hours():
    made = attendance(
        ("月份：9月", "", "", "2026年"),
        ("姓名", "证件号码", *(f"{day:02d}" for day in DAYS), "合计"),
        ("王建国", ID, *[8] * 20, 9.5, 10, *[""] * 8, 179.5),
        ("李四", OTHER, "8+2", *[""] * 29, 9),
    )
    first, second = made.rows
    assert {name: first.values[name] for name in ("hours", "hour_days")} == {"hours": "179.5", "hour_days": "22"}
    assert "days" not in first.values
    assert (second.values["hours"], second.values["overtime"], second.values["hours_stated"]) == ("8", "2", "9")
    assert [error.where for error in made.warnings] == ["第 4 行 AG 列"]


def test_mornings_and_afternoons_in_lines_of_their_own_are_halves():
    head = ("姓名", "身份证号", "时段", *DAYS)
    made = attendance(
        TITLE,
        head,
        ("王建国", ID, "上午", *["√"] * 10),
        ("", "", "下午", *["√"] * 9, "病"),
        ("", "", "加班(小时)", 2, 3),
        ("李四", OTHER, "上午", "√", "√"),
        ("李四", OTHER, "下午", "√", "旷"),
    )
    assert made.wrong == []
    first, second = made.rows
    assert (first.values["days"], first.values["overtime"], second.values["days"]) == ("9.5", "5", "1.5")
    assert (first.values["daily"]["10"], second.values["daily"]["2"]) == ("半天、病假", "半天、旷工")


def test_mornings_and_afternoons_in_columns_are_halves():
    heads = ("姓名", "身份证号", *(cell for day in DAYS for cell in (day, "")))
    below = ("", "", *["上午", "下午"] * 30)
    made = attendance(TITLE, heads, below, ("王建国", ID, *["√", "√"] * 5, "√", "休"))
    (row,) = made.rows
    assert row.values["days"] == "5.5"


@pytest.mark.parametrize(
    ("rows", "where", "word"),
    [
        ([("王建国", ID, "上午", "√")], "第 3 行 A 列", "上午、下午各一行"),
        ([("王建国", ID, "加班", "2小时")], "第 3 行 A 列", "上午、下午各一行"),
        ([("王建国", ID, "上午", "√"), ("", "", "下午"), ("", "", "下午", "√")], "第 3 行 A 列", "上午、下午各一行"),
        ([("", "", "", "√")], "第 3 行 A 列", "不知道是谁"),
        ([("王建国", ID, "", "√", "☆")], "第 3 行 E 列", "看不懂"),
        ([("王建国", "", "", "√")], "第 3 行 B 列", "证件号码"),
        ([("王建国", ID, "")], "第 3 行 D 列", "没有考勤"),
        ([("王建国", ID, "", 1, 8)], "第 3 行 D 列", "既有小时数"),
    ],
)
def test_what_cannot_be_taken_is_named_by_row_and_letter(rows, where, word):
    made = attendance(TITLE, ("姓名", "身份证号", "时段", *DAYS), *rows)
    assert [(error.where, word in error.reason) for error in made.wrong] == [(where, True)]


def test_two_lines_that_may_be_halves_of_one_day_are_both_left_out():
    head = ("姓名", "身份证号", *DAYS)
    for below in (("", "", "√", "半"), ("王建国", ID, "√", "半")):
        made = attendance(TITLE, head, ("李四", OTHER, "√"), ("王建国", ID, "√", "√"), below)
        assert [row.name for row in made.rows] == ["李四"]
        assert sorted(made.bad_lines) == [4, 5]


def test_a_line_of_overtime_below_a_day_is_added_to_it():
    head = ("姓名", "身份证号", "类别", *DAYS, "备注")
    made = attendance(
        TITLE,
        head,
        ("王建国", ID, "", "√", "√"),
        ("", "", "加班小时", 2, 1),
        ("李四", OTHER, "", "√", *[""] * 29, "加班"),
    )
    assert made.wrong == []
    assert [(row.values["days"], row.values.get("overtime")) for row in made.rows] == [("2", "3"), ("1", None)]


def test_a_sheet_that_also_holds_wages_is_read_for_its_days():
    head = ("序号", "日期\n姓名", "身份证号", "工种", *DAYS, "出勤", "日工资", "合计")
    made = attendance(
        TITLE,
        head,
        ("一", "木工班组"),
        (1, "王建国", ID, "木工", *["√"] * 26, *[""] * 4, 26, 300, 7800),
        ("", "钢筋班", "", "班组长：王"),
        ("合计", *[""] * 36, 7800),
    )
    assert made.wrong == []
    assert made.rows[0].values["days"] == "26"
    assert [(error.where, "没有核对" in error.reason) for error in made.warnings] == [("第 4 行 AK 列", True)]


@pytest.mark.parametrize(
    ("title", "stated", "words"),
    [("出勤天数", 2, []), ("出勤天数", 3, ["2 天"]), ("工日", 2.5, ["没有写一天算几小时"])],
)
def test_days_stated_beside_hours_are_counted_and_work_units_are_not_made_of_hours(title, stated, words):
    made = attendance(TITLE, ("姓名", "身份证号", *DAYS, title), ("王建国", ID, 8, 10, *[""] * 28, stated))
    assert made.rows[0].values["days"] == f"{stated:g}"
    assert [word in error.reason for word, error in zip(words, made.warnings, strict=True)] == [True] * len(words)


def test_a_day_that_the_month_does_not_have_is_wrong_where_it_is_filled():
    head = ("姓名", "身份证号", "月份", *range(1, 32))
    made = attendance(head, ("王建国", ID, "2026-06", *["√"] * 31), ("李四", OTHER, "2026年06月", *["√"] * 30))
    assert [(error.where, "30 天" in error.reason) for error in made.wrong] == [("第 2 行 AH 列", True)]
    assert [row.name for row in made.rows] == ["李四"]


def test_a_sheet_that_names_no_month_says_where_to_write_it():
    made = attendance(("考勤表",), ("姓名", "身份证号", *DAYS), ("王建国", ID, "√"))
    assert ["标题里写" in error.reason for error in made.wrong] == [True]


def test_dates_as_heads_give_the_month():
    made = attendance(("姓名", "身份证号", *(D(2026, 9, day) for day in DAYS)), ("王建国", ID, *["√"] * 30))
    assert made.rows[0].starts_on == D(2026, 9, 1)
    with pytest.raises(Unreadable, match="8 月"):
        attendance(("2026年8月考勤表",), ("姓名", "身份证号", *(D(2026, 9, day) for day in DAYS)), ("王建国", ID, "√"))


def test_a_sheet_of_totals_alone_is_read_as_before_and_two_totals_that_differ_are_not():
    head = ("姓名", "身份证号", "月份", "出勤天数", "工日")
    made = attendance(head, ("王建国", ID, "2026-09", 26, ""), ("李四", OTHER, "2026-09", 26, 25))
    assert made.rows[0].values == {"days": "26"}
    assert [(error.where, "D、E" in error.reason) for error in made.wrong] == [("第 3 行 D 列", True)]


def test_what_the_days_add_up_to_counts_and_the_total_of_the_sheet_is_kept_beside():
    made = attendance(TITLE, ("姓名", "身份证号", *DAYS, "出勤天数"), ("王建国", ID, "√", "半", *[""] * 28, 3))
    assert made.rows[0].values == {"days": "1.5", "days_stated": "3", "daily": {"1": "出勤", "2": "半天"}}
    assert [error.where for error in made.warnings] == ["第 3 行 AG 列"]


def test_totals_of_absence_and_overtime_are_compared():
    head = ("姓名", "身份证号", *DAYS, "旷工天数", "加班小时")
    made = attendance(TITLE, head, ("王建国", ID, "√+2", "旷", "病", *[""] * 27, 2, 3))
    assert [error.where for error in made.warnings] == ["第 3 行 AH 列", "第 3 行 AG 列"]


def test_every_deduction_is_kept_by_its_name_and_the_sum_is_checked():
    head = ("姓名", "身份证号", "应发工资", "扣款", "代扣社保", "个税", "借支", "罚款", "借支", "实发工资", "签字")
    made = wages(
        ("2026年09月工资表",),
        head,
        ("王建国", ID, "￥6,000.00元", "-", "３００", 20, 500, "—", 100, 5080, ""),
        ("李四", OTHER, 6000, 100, 0, "", "(50)", "", "", 5000, ""),
        ("合计", "", 12000, 100, 300, 20, 450, "", 100, 10080),
    )
    assert made.wrong == []
    first, second = made.rows
    assert first.values["deductions"] == {"代扣社保": "300", "个税": "20", "借支": "500", "借支（第2列）": "100"}
    assert second.values["deductions"] == {"扣款": "100", "代扣社保": "0", "借支": "-50"}
    assert said(made.warnings) == [("第 4 行 J 列", "实发工资", "应发 6000 元减扣款 50 元，不等于表里的实发 5000 元")]


def test_groups_above_their_columns_give_sums_their_meaning():
    made = wages(
        ("2026年9月工资表",),
        ("姓名", "身份证号", "应发工资", "", "", "扣款", "", "", "实发"),
        ("", "", "基本", "加班费", "合计", "社保", "其他", "小计", ""),
        ("王建国", ID, 5000, 1000, 6000, 300, 50, 350, 5650),
        ("钢筋班小计", "", 5000, 1000, 6000, 300, 50, 350, 5650),
    )
    (row,) = made.rows
    assert row.values == {"due": "6000", "deducted": "350", "paid": "5650", "deductions": {"社保": "300", "其他": "50"}}
    assert made.warnings == []


def test_the_column_of_deductions_is_their_sum_where_the_numbers_show_it():
    head = ("姓名", "身份证号", "月份", "应发", "扣款", "借支", "罚款", "实发")
    made = wages(head, ("王建国", ID, "2026-09", 6000, 600, 500, 100, 5400))
    assert made.rows[0].values["deductions"] == {"借支": "500", "罚款": "100"}
    assert made.rows[0].values["deducted"] == "600"
    assert made.warnings == []


def test_minus_is_kept_and_asked_about_and_two_columns_that_differ_are_refused():
    head = ("姓名", "身份证号", "月份", "应发", "应发", "实发")
    made = wages(head, ("王建国", ID, "2026-09", 100, "", "-200"), ("李四", OTHER, "2026-09", 5000, 6000, 1))
    assert made.rows[0].values == {"due": "100", "paid": "-200"}
    assert [(error.where, "负数" in error.reason) for error in made.warnings] == [("第 2 行 F 列", True)]
    assert [(error.where, "D、E" in error.reason) for error in made.wrong] == [("第 3 行 D 列", True)]


_WRITTEN = {"√": ("出勤", 2), "半": ("半天", 1), "×": ("旷工", 0), "休": ("休息", 0), "事": ("事假", 0), "": (None, 0)}


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(2026, 2), (2026, 6), (2026, 9), (2024, 2), (2026, 8)]),
    st.lists(st.sampled_from(sorted(_WRITTEN)), min_size=31, max_size=31),
    st.sampled_from(["{}", "{:02d}", "{}日"]),
    st.booleans(),
)
def test_a_sheet_made_of_random_marks_gives_the_same_days(month, marks, form, below):
    last = calendar.monthrange(*month)[1]
    marks = ["√", *marks[1:last]]
    heads = [form.format(day) for day in range(1, last + 1)]
    header = [("姓名", "身份证号", *[""] * last), ("", "", *heads)] if below else [("姓名", "身份证号", *heads)]
    halves = sum(_WRITTEN[mark][1] for mark in marks)
    made = attendance((f"{month[0]}年{month[1]}月考勤表",), *header, ("王建国", ID, *marks), ("制表人：赵",))
    assert (made.wrong, made.warnings) == ([], [])
    (row,) = made.rows
    assert row.ends_on == D(*month, last)
    assert float(row.values["days"]) == halves / 2
    assert row.values["daily"] == {str(day): _WRITTEN[mark][0] for day, mark in enumerate(marks, 1) if mark}
