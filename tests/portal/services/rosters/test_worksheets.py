"""Contracts, attendance and wages brought in as whole sheets: dry run, errors by cell, the same sheet twice."""

from __future__ import annotations

import io

import openpyxl
import pytest

from portal.models import Person, PersonRecord, RosterImport
from portal.services import attachments, rosters

from .conftest import TODAY, number, xlsx

pytestmark = pytest.mark.django_db
WAGES = ("姓名", "身份证号", "月份", "应发工资", "实发工资")
MONTH = f"{TODAY.year}-{TODAY.month:02d}"


@pytest.fixture
def two(add, crew):
    add(0, name="王一"), add(1, name="王丁")


def of(kind):
    return PersonRecord.objects.of_kind(kind).order_by("person__name", "pk")


def wages(*rows, **more):
    return {"data": xlsx(*rows, titles=WAGES), "sheet": "wages"} | more


@pytest.mark.covers("X-01")
def test_a_dry_run_writes_nothing_and_the_import_writes_records(two, send, bring):
    rows = [("王一", number(0), MONTH, 5200, 5200), ("王丁", number(1), MONTH, 6000, None)]
    sent = send(**wages(*rows))
    assert (sent.state, sent.counts) == ("checked", {"new": 2, "wrong": 0, "errors": 0})
    assert not of("wage").exists()
    done = bring(**wages(*rows))
    assert done.found["done"] == {"new": 2}
    first, second = of("wage").filter(person__name="王一").get(), of("wage").filter(person__name="王丁").get()
    assert first.values == {"sheet": "wages", "due": "5200", "paid": "5200"}
    assert second.values == {"sheet": "wages", "due": "6000"}
    assert first.title == f"{TODAY.year}年{TODAY.month}月工资"
    assert first.project == done.project
    assert done.source is None


def test_the_same_sheet_again_changes_nothing_and_another_number_supersedes(two, bring):
    row = ("王一", number(0), MONTH, 5200, 5200)
    bring(**wages(row))
    again = bring(**wages(row))
    assert again.found["done"] == {"same": 1}
    changed = bring(**wages(("王一", number(0), MONTH, 5200, 3000)))
    assert changed.found["done"] == {"changed": 1}
    assert [(one.values["paid"], one.status) for one in of("wage")] == [("5200", "superseded"), ("3000", "valid")]


def test_wrong_rows_are_named_marked_and_left_out(two, send, bring):
    rows = [
        ("王一", number(0), MONTH, "五千", ""),
        ("赵六", number(7), MONTH, 5200, ""),
        ("王丙", number(0), MONTH, 5200, ""),
        ("王丁", number(1), MONTH, 6000, ""),
    ]
    sent = send(**wages(*rows))
    assert [(error["line"], error["title"]) for error in sent.wrong] == [(2, "应发工资"), (3, "身份证号"), (4, "姓名")]
    assert sent.counts == {"new": 1, "wrong": 3, "errors": 3}
    assert number(7) not in str(sent.wrong)
    with attachments.original(sent.marked) as stream:
        sheet = openpyxl.load_workbook(io.BytesIO(stream.read())).active
    assert "先导入花名册" in sheet["F3"].value
    assert sheet["D2"].fill.fill_type == "solid"
    done = bring(**wages(*rows))
    assert [one.person.name for one in of("wage")] == ["王丁"]
    assert done.state == RosterImport.State.DONE


def test_attendance_comes_as_csv_in_an_old_encoding(two, bring):
    text = f"考勤表,,,\n姓名,身份证号,考勤月份,出勤天数,加班小时\n王一,{number(0)},{MONTH},26,8\n合计,,,26,8\n"
    bring(data=text.encode("gb18030"), name="考勤.csv", sheet="attendance")
    (row,) = of("attendance")
    assert row.values == {"sheet": "attendance", "days": "26", "overtime": "8"}


def test_contracts_stand_beside_what_the_roster_said(two, bring):
    titles = ("姓名", "身份证号", "合同编号", "合同开始日期", "合同到期日期", "月工资")
    row = ("王一", number(0), "HT-1", "2026-03-01", "2029-02-28", 6000)
    bring(data=xlsx(row, titles=titles), sheet="contracts")
    found = of("contract").get(values__sheet="contracts")
    assert (found.title, found.values["wage"], str(found.ends_on)) == ("劳动合同 HT-1", "6000", "2029-02-28")


def test_a_roster_sent_as_wages_is_refused_in_words(two, send):
    sent = send(data=xlsx(("王一", 1), titles=("姓名", "工龄")), sheet="wages")
    assert sent.state == RosterImport.State.REFUSED
    assert "身份证号" in sent.refusal


@pytest.mark.parametrize("sheet", ["contracts", "attendance", "wages"])
def test_each_template_can_be_filled_in_and_sent(two, send, sheet):
    book = openpyxl.load_workbook(io.BytesIO(rosters.template(sheet)))
    header = [cell.value for cell in book.active[2]]
    given = {
        "姓名": "王一",
        "身份证号": number(0),
        "月份": MONTH,
        "出勤天数": "20",
        "应发工资": "1",
        "合同开始日期": "2026-03-01",
    }
    book.active.append([given.get(title) for title in header])
    out = io.BytesIO()
    book.save(out)
    assert send(data=out.getvalue(), sheet=sheet).counts == {"new": 1, "wrong": 0, "errors": 0}


def test_nobody_is_made_by_a_sheet(two, bring):
    before = Person.objects.count()
    bring(**wages(("新人", number(8), MONTH, 1, 1)))
    assert Person.objects.count() == before
