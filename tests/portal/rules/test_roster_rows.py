"""Reading the rows of a roster."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.identity import check_character
from portal.rules.roster import NoHeader, read_roster
from portal.rules.roster.headers import Column

TODAY = datetime.date(2026, 11, 25)
TITLES = ("序号", "姓名", "身份证号", "手机号", "工种", "班组", "进场日期", "退场日期")
DAY = datetime.date(2026, 3, 1)


def number(n: int) -> str:
    seventeen = f"1101051990{n // 1000 % 12 + 1:02}01{n % 1000:03}"
    return seventeen + check_character(seventeen)


def sheet(*rows, titles=TITLES, first=1):
    return [(first + i, row) for i, row in enumerate([titles, *rows])]


def read(*rows, **more):
    return read_roster(sheet(*rows, **more), today=TODAY)


def person(n=0, **changed):
    row = {"n": n, "name": "王建国", "id": number(n), "phone": 13800138000, "trade": "木工", "crew": "木工班"}
    row |= {"starts": "2026.3.1", "ends": None} | changed
    return tuple(row.values())


def test_a_person_is_read():
    row = read(person()).rows[0]
    assert (row.line, row.name, row.kind, row.number) == (2, "王建国", "resident_id", number(0))
    assert (row.phone, row.trade, row.crew) == ("+8613800138000", "木工", "木工班")
    assert (row.starts_on, row.ends_on, row.contract) == (DAY, None, None)


def test_lines_are_those_of_the_spreadsheet():
    top = [(1, ("花名册",)), (4, TITLES), (6, person(0)), (9, person(1, name=""))]
    roster = read_roster(top, today=TODAY)
    assert [row.line for row in roster.rows] == [6]
    assert [wrong.line for wrong in roster.wrong] == [9]


@pytest.mark.parametrize(
    ("changed", "title", "part"),
    [
        ({"name": ""}, "姓名", "没有填姓名"),
        ({"name": "王1"}, "姓名", "数字"),
        ({"name": "王" * 61}, "姓名", "太长"),
        ({"id": "110105194912310021"}, "身份证号", "校验位"),
        ({"id": None}, "身份证号", "没有填"),
        ({"phone": "1380013800"}, "手机号", "手机号不对"),
        ({"phone": "13800138000/13900139000"}, "手机号", "几个号码"),
        ({"starts": "2026.3"}, "进场日期", "哪一日"),
        ({"ends": "2026-02-01"}, "退场日期", "早于进场"),
        ({"crew": "班" * 61}, "班组", "最多 60"),
        ({"trade": "工" * 31}, "工种", "最多 30"),
    ],
)
def test_a_wrong_cell_is_named(changed, title, part):
    roster = read(person(**changed))
    assert roster.rows == []
    [wrong] = roster.wrong
    assert wrong.title == title
    assert part in wrong.reason
    assert TITLES[wrong.place] == title


def test_every_wrong_cell_of_a_row_is_named():
    roster = read(person(name="", id="1", phone="2", starts="?"))
    assert {wrong.title for wrong in roster.wrong} == {"姓名", "身份证号", "手机号", "进场日期"}
    assert roster.bad_lines == {2}


def test_errors_show_no_number_and_no_name():
    roster = read(person(id="110105194912310021", phone="1380013800"))
    said = repr(roster.wrong)
    assert "王**" in said
    for secret in ("王建国", "110105194912310021", "1380013800'"):
        assert secret not in said


def test_the_second_of_two_equal_documents_is_wrong():
    roster = read(person(0), person(1), person(0, name="李四"))
    assert [row.line for row in roster.rows] == [2, 3]
    assert "第 2 行" in roster.wrong[0].reason


def test_a_wrong_row_does_not_block_a_right_one_with_its_document():
    roster = read(person(0, name=""), person(0))
    assert [row.line for row in roster.rows] == [3]


def test_a_number_may_serve_several_people():
    roster = read(person(0), person(1), person(2, phone="13900139000"), person(3, phone=None))
    assert len(roster.rows) == 4
    assert roster.shared_phones == 1
    assert roster.without_phone == 1


@pytest.mark.parametrize(
    "note",
    [
        (None,) * 8,
        (),
        ("", "", "", "", "木工", "木工班"),
        ("合计", "3 人"),
        ("制表人：钱劳务", None, None, "审核人："),
        ("", "备注：以上人员已核对", ""),
        TITLES,
    ],
)
def test_lines_that_are_nobody_are_passed_over(note):
    roster = read(person(0), note, person(1))
    assert len(roster.rows) == 2
    assert roster.wrong == []


def test_a_person_without_document_is_not_passed_over():
    assert read((1, "王建国", None, None)).wrong


TITLES_OF_CONTRACT = ("姓名", "证件号码", "证件类型", "合同签订", "合同编号", "合同期限", "劳务公司")


@pytest.mark.parametrize(
    ("cells", "values", "day"),
    [
        (
            ("是", "HT-1", "2026.1.1-2026.12.31"),
            {"signed": True, "number": "HT-1", "term": "2026.1.1-2026.12.31"},
            None,
        ),
        (("未签", None, None), {"signed": False}, None),
        (("√", "", ""), {"signed": True}, None),
        (("2026-03-01", "", ""), {"signed": True}, DAY),
        (("口头约定", "", ""), {"note": "口头约定"}, None),
        ((None, "HT-2", None), {"number": "HT-2"}, None),
    ],
)
def test_contracts(cells, values, day):
    [row] = read(("王建国", "E12345678", "护照", *cells, "顺达劳务"), titles=TITLES_OF_CONTRACT).rows
    assert row.contract.values() == values
    assert row.contract.signed_on == day
    assert row.organisation == "顺达劳务"
    assert row.kind == "passport"


def test_an_empty_contract_is_none():
    [row] = read(("王建国", "E12345678", "护照", None, "", " ", ""), titles=TITLES_OF_CONTRACT).rows
    assert row.contract is None


def test_an_unknown_kind_of_document_is_wrong():
    [wrong] = read(("王建国", "E12345678", "驾驶证"), titles=TITLES_OF_CONTRACT).wrong
    assert wrong.title == "证件类型"


def test_the_second_of_two_columns_fills_the_first():
    titles = ("姓名", "身份证号", "手机号", "联系电话")
    [row] = read(("王建国", number(0), None, "13800138000"), titles=titles).rows
    assert row.phone == "+8613800138000"


def test_dates_of_a_mac_count_from_1904():
    [row] = read_roster(sheet(person(starts=44620)), today=TODAY, from_1904=True).rows
    assert row.starts_on == DAY


def test_no_header_is_said():
    with pytest.raises(NoHeader):
        read_roster([(1, ("a", "b"))], today=TODAY)
    with pytest.raises(NoHeader):
        read_roster([], today=TODAY)


CELL = st.one_of(st.none(), st.text(max_size=20), st.integers(), st.floats(), st.dates(), st.booleans())


@given(st.lists(st.lists(CELL, max_size=9).map(tuple), max_size=8))
def test_no_row_makes_it_fall(rows):
    roster = read(*rows)
    assert len(roster.rows) + len(roster.bad_lines) <= len(rows)
    assert all(wrong.reason and wrong.line > 1 for wrong in roster.wrong)
    assert {row.line for row in roster.rows}.isdisjoint(roster.bad_lines)


@given(st.lists(st.integers(0, 30), max_size=30))
def test_each_document_comes_once(numbers):
    roster = read(*(person(n) for n in numbers))
    found = [row.number for row in roster.rows]
    assert len(found) == len(set(found)) == len(set(numbers))
    assert len(roster.bad_lines) == len(numbers) - len(set(numbers))


def test_columns_know_their_titles():
    assert read(person()).layout.titles[Column.STARTS] == "进场日期"
