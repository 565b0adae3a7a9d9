"""Attendance and wages as sites keep them, sent as real files: marks by day, deductions by name, doubts told twice."""

from __future__ import annotations

import calendar
import io

import openpyxl
import pytest
from django.urls import reverse

from cases.rules.lookups import words_of
from portal.models import PersonRecord
from portal.services import attachments

from .conftest import DAY, TODAY, number

pytestmark = pytest.mark.django_db
BEFORE = TODAY.replace(day=1) - DAY
LAST = BEFORE.day
"""The month before this one, and its days."""


@pytest.fixture
def two(add, crew):
    add(0, name="王一"), add(1, name="王丁")


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def attendance(*people, legend="图例：√出勤 △迟到 ×旷工 ○休息"):
    """As it is printed: a title over all columns, two rows of header, a crew, an afternoon, sums and signatures."""
    book = openpyxl.Workbook()
    sheet = book.active
    width = LAST + 4
    sheet.append([f"{BEFORE.year}年{BEFORE.month}月份考勤表"])
    sheet.append(["序号", "姓名", "身份证号", "日期", *[None] * (LAST - 1), "出勤天数"])
    sheet.append([None, None, None, *range(1, LAST + 1), None])
    sheet.append(["木工班组"])
    for row in people:
        sheet.append(list(row))
    sheet.append(["合计"])
    sheet.append([legend])
    sheet.append(["制表人：赵", None, None, "审核：钱"])
    for line in (1, 4, len(people) + 6):
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=width)
    for column in (1, 2, 3, width):
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    sheet.merge_cells(start_row=2, end_row=2, start_column=4, end_column=LAST + 3)
    return {"data": saved(book), "name": "考勤.xlsx", "sheet": "attendance"}


def wages(*rows):
    book = openpyxl.Workbook()
    book.active.append(["工资发放表", None, f"工资月份：{BEFORE.year}-{BEFORE.month:02d}"])
    book.active.append(["姓名", "身份证号", "应发工资", "代扣社保", "个税", "借支", "罚款", "实发工资"])
    for row in rows:
        book.active.append(list(row))
    return {"data": saved(book), "name": "工资.xlsx", "sheet": "wages"}


def valid(kind, name):
    return PersonRecord.objects.of_kind(kind).get(person__name=name, status=PersonRecord.Status.VALID)


@pytest.mark.covers("D-04")
def test_a_printed_sheet_of_marks_becomes_days_and_its_doubts_stay_in_the_report(two, send, bring, signed_in, handler):
    letter = openpyxl.utils.get_column_letter(LAST + 4)
    rows = [
        (1, "王一", number(0), *["√"] * (LAST - 3), "△", "×", "半", LAST - 1.5),
        (2, "王丁", number(1), *["√"] * LAST, LAST - 1),
        (3, "王丁", number(1), "☆"),
    ]
    sent = send(**attendance(*rows))
    assert sent.counts == {"new": 2, "wrong": 1, "errors": 1, "warnings": 1}
    assert [(one["where"], one["title"]) for one in sent.wrong] == [("第 7 行 D 列", "1 日")]
    assert [one["where"] for one in sent.found["warnings"]] == [f"第 6 行 {letter} 列"]
    with attachments.original(sent.marked) as stream:
        marked = openpyxl.load_workbook(io.BytesIO(stream.read())).active
    told = [str(cell.value) for row in marked.iter_rows() for cell in row if cell.value]
    assert any(f"提醒：第 6 行 {letter} 列" in text for text in told)
    assert any(text.startswith("第 7 行 D 列，1 日：") for text in told)
    page = signed_in(handler).get(reverse("roster", args=[sent.pk])).content.decode()
    assert "第 7 行 D 列" in page
    assert f"第 6 行 {letter} 列" in page
    done = bring(**attendance(*rows))
    assert done.found["done"] == {"new": 2}
    report = signed_in(handler).get(reverse("roster", args=[done.pk])).content.decode()
    assert "第 7 行 D 列" in report
    assert f"第 6 行 {letter} 列" in report
    first, second = valid("attendance", "王一"), valid("attendance", "王丁")
    assert (first.values["days"], str(first.starts_on)) == (f"{LAST - 1.5:g}", str(BEFORE.replace(day=1)))
    assert first.values["daily"][str(LAST - 2)] == "迟到"
    assert (second.values["days"], second.values["days_stated"]) == (str(LAST), str(LAST - 1))
    assert [one["where"] for one in done.found["left_out"]] == ["第 7 行 D 列"]
    assert [one["where"] for one in done.found["warnings"]] == [f"第 6 行 {letter} 列"]
    assert "who" not in str(done.found)
    assert f"旷工 {LAST - 1} 日" in words_of(first.values)


def test_the_same_marks_again_change_nothing_and_a_corrected_day_is_told(two, send, bring, signed_in, handler):
    row = (1, "王一", number(0), *["√"] * LAST, LAST)
    bring(**attendance(row))
    assert bring(**attendance(row)).found["done"] == {"same": 1}
    corrected = (1, "王一", number(0), "√", "×", *["√"] * (LAST - 2), LAST - 1)
    sent = send(**attendance(corrected))
    page = signed_in(handler).get(reverse("roster", args=[sent.pk])).content.decode()
    assert "2 日 出勤 → 旷工" in page
    (told,) = sent.found["changed"]
    assert (told["line"], told["words"]) == (5, f"出勤天数 {LAST} → {LAST - 1}；2 日 出勤 → 旷工")
    done = bring(**attendance(corrected))
    assert done.found["done"] == {"changed": 1}
    assert "changed" not in done.found
    assert valid("attendance", "王一").values["daily"]["2"] == "旷工"


def test_every_deduction_is_kept_and_shown_where_a_case_asks(two, bring):
    done = bring(
        **wages(
            ("王一", number(0), "￥6,000元", 300, "－", "５００", 0, 5200),
            ("王丁", number(1), 6000, "", "", "", "", "(50)"),
        )
    )
    values = valid("wage", "王一").values
    assert values["deductions"] == {"代扣社保": "300", "借支": "500", "罚款": "0"}
    assert "各项扣款：代扣社保 300 元、借支 500 元、罚款 0 元" in words_of(values)
    assert valid("wage", "王丁").values == {"sheet": "wages", "due": "6000", "paid": "-50"}
    assert [one["where"] for one in done.found["warnings"]] == ["第 4 行 H 列"] * 2


def test_days_that_could_be_misread_are_refused_in_one_sentence(two, send):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号", *range(21, 32), *range(1, 21)])
    book.active.append(["王一", number(0), *["√"] * 31])
    sent = send(data=saved(book), name="考勤.xlsx", sheet="attendance")
    assert sent.state == "refused"
    assert "从小到大" in sent.refusal


def test_a_month_with_two_columns_a_day_is_read_to_its_end(two, bring):
    book = openpyxl.Workbook()
    book.active.append([f"{BEFORE.year}年{BEFORE.month}月考勤表"])
    book.active.append(["姓名", "身份证号", *(cell for day in range(1, LAST + 1) for cell in (day, None))])
    book.active.append([None, None, *["上午", "下午"] * LAST])
    book.active.append(["王一", number(0), *["√"] * (2 * LAST)])
    bring(data=saved(book), name="考勤.xlsx", sheet="attendance")
    assert valid("attendance", "王一").values["days"] == str(calendar.monthrange(BEFORE.year, BEFORE.month)[1])
