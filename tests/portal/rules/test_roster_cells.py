"""Reading cells of a roster."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import identity
from portal.rules.roster.cells import (
    EPOCH,
    EPOCH_1904,
    masked_value,
    read_date,
    read_document,
    read_kind,
    read_name,
    same_name,
    text_of,
)
from portal.rules.roster.headers import Column

TODAY = datetime.date(2026, 11, 25)
DAYS = st.dates(datetime.date(1990, 1, 1), TODAY + datetime.timedelta(days=366))
SPELLINGS = [
    "{0.year}-{0.month:02}-{0.day:02}",
    "{0.year}-{0.month}-{0.day}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year} 年 {0.month} 月 {0.day} 号",
    "{0.year}{0.month:02}{0.day:02}",
    "{0.year}-{0.month:02}-{0.day:02} 00:00:00",
    "{0.year}-{0.month:02}-{0.day:02}T08:30:00",
    "  {0.year}．{0.month}．{0.day}　",
]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(DAYS, st.sampled_from(SPELLINGS), st.booleans())
def test_a_date_is_read_in_every_spelling(day, spelling, wide):
    text = spelling.format(day)
    assert read_date(text.translate(FULL_WIDTH) if wide else text, today=TODAY) == (day, "")


@given(DAYS, st.booleans())
def test_a_date_is_read_from_a_day_number(day, from_1904):
    serial = (day - (EPOCH_1904 if from_1904 else EPOCH)).days
    for value in (serial, float(serial), serial + 0.5, str(serial)):
        assert read_date(value, today=TODAY, from_1904=from_1904) == (day, "")


@given(DAYS)
def test_a_date_is_read_as_a_date(day):
    moment = datetime.datetime.combine(day, datetime.time(8, 30))
    assert read_date(day, today=TODAY) == read_date(moment, today=TODAY) == (day, "")


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.none()))
def test_any_cell_is_a_date_or_a_reason_or_empty(value):
    day, wrong = read_date(value, today=TODAY)
    assert not (day and wrong)
    assert day is None or datetime.date(1990, 1, 1) <= day <= TODAY + datetime.timedelta(days=366)


@pytest.mark.parametrize("empty", [None, "", "  ", "-", "/", "无", "至今"])
def test_nothing_is_no_date(empty):
    assert read_date(empty, today=TODAY) == (None, "")


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("2026.3", "缺了哪一日"),
        (2026.3, "缺了哪一日"),
        ("2026年3月", "缺了哪一日"),
        ("26.3.1", "四位"),
        ("2026-02-30", "没有这一天"),
        ("2026-13-01", "没有这一天"),
        ("三月一号", "看不懂"),
        ("上周", "看不懂"),
        (12, "看不懂"),
        ("9" * 500, "看不懂"),
        ("1905-01-01", "太早"),
        ("2062-03-01", "一年以后"),
    ],
)
def test_a_wrong_date_says_what_to_do(value, part):
    day, wrong = read_date(value, today=TODAY)
    assert day is None
    assert part in wrong


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (13800138000, "13800138000"),
        (13800138000.0, "13800138000"),
        (1.5, "1.5"),
        (True, "是"),
        ("　王 \u200b伟 ", "王 伟"),
        (datetime.datetime.fromisoformat("2026-03-01"), "2026-03-01"),
        (datetime.datetime.fromisoformat("2026-03-01T08:00"), "2026-03-01 08:00:00"),
    ],
)
def test_a_cell_is_a_text(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("王　伟", "王伟"),
        (" 王 建 国 ", "王建国"),
        ("买买提•艾力", "买买提·艾力"),
        ("阿卜杜 . 热合曼", "阿卜杜·热合曼"),
        ("John   A. Smith", "John A. Smith"),
        ("𬀩 㛃", "𬀩㛃"),
    ],
)
def test_names_have_one_form(raw, name):
    assert read_name(raw) == name
    assert read_name(name) == name


@given(st.text(max_size=40))
def test_reading_a_name_twice_changes_nothing(raw):
    assert read_name(read_name(raw)) == read_name(raw)


def test_spaces_and_dots_do_not_make_another_name():
    assert same_name("买买提·艾力", "买买提 艾力")
    assert same_name("JOHN SMITH", "John  Smith")
    assert not same_name("王伟", "王维")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", "resident_id"),
        (None, "resident_id"),
        ("居民身份证", "resident_id"),
        ("身 份 证", "resident_id"),
        ("护照", "passport"),
        ("港澳台居民通行证/居住证", "hmt_permit"),
        ("台胞证", "hmt_permit"),
        ("驾驶证", None),
    ],
)
def test_kinds_of_document(value, kind):
    assert read_kind(value) == kind


@pytest.mark.parametrize(
    ("kind", "value", "number"),
    [
        ("resident_id", "11010519491231002X", "11010519491231002X"),
        ("resident_id", "'１１０１０５ 19491231 002x", "11010519491231002X"),
        ("passport", "E12345678", "E12345678"),
        ("passport", " e1234 5678", "E12345678"),
        ("hmt_permit", "H12345678", "H12345678"),
        ("hmt_permit", 12345678, "12345678"),
    ],
)
def test_documents_that_may_be_real(kind, value, number):
    assert read_document(kind, value, today=TODAY) == (number, "")


@pytest.mark.parametrize(
    ("kind", "value", "part"),
    [
        ("resident_id", "", "没有填"),
        ("resident_id", "110105491231002", "15 位"),
        ("resident_id", 110105194912310020, "存成了数字"),
        ("resident_id", 1.1010519491231e17, "存成了数字"),
        ("resident_id", "1.10105E+17", "存成了数字"),
        ("resident_id", "110105194912310021", "校验位"),
        ("resident_id", "1101051949123100", "这里是 16 位"),
        ("resident_id", "E12345678", "证件类型"),
        ("resident_id", "119905194912310028", "校验位"),
        ("passport", "12-3", "护照"),
        ("hmt_permit", "ABC", "通行证"),
    ],
)
def test_wrong_documents_say_why(kind, value, part):
    number, wrong = read_document(kind, value, today=TODAY)
    assert number == ""
    assert part in wrong


@given(st.text(max_size=25), st.sampled_from(["resident_id", "passport", "hmt_permit"]))
def test_a_document_is_good_or_has_a_reason(text, kind):
    number, wrong = read_document(kind, text, today=TODAY)
    assert bool(number) != bool(wrong)
    assert not number or identity.problem(kind, number, today=TODAY) == ""


@pytest.mark.parametrize(
    ("column", "text", "shown"),
    [
        (Column.NAME, "王建国", "王**"),
        (Column.DOCUMENT, "110105194912310021", "110****0021"),
        (Column.PHONE, "1380013800", "1****800"),
        (Column.STARTS, "2026-13-01", "2026-13-01"),
        (Column.CREW, "木工班 13800138000", "木工班 [电话]"),
    ],
)
def test_values_beside_errors_are_masked(column, text, shown):
    assert masked_value(column, text) == shown
