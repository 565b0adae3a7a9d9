"""Blanks of records and documents: what is taken, what is refused in which words, how it is told again."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.blanks import Field, read, told

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
TEN = datetime.datetime(2026, 9, 10, 10, 20, tzinfo=SHANGHAI)
ONE = Field("one", "秩序", "one", choices={"A": "平稳", "B": "激动"})
MANY = Field("many", "联系", "many", choices={"A": "安保", "B": "警方", "C": "人社"})


@pytest.mark.parametrize(
    ("kind", "raw", "kept", "words"),
    [
        ("text", "  项目部   二楼 ", "项目部 二楼", "项目部 二楼"),
        ("long", "一\r\n二 ", "一\n二", "一\n二"),
        ("day", datetime.date(2026, 3, 1), "2026-03-01", "2026年3月1日"),
        ("day", "2026-03-01", "2026-03-01", "2026年3月1日"),
        ("moment", TEN, "2026-09-10T10:20+08:00", "2026年9月10日 10:20"),
        ("number", "12", 12, "12"),
        ("money", "62,400", "62400.00", "62,400.00 元"),
        ("money", "0", "0.00", "0.00 元"),
        ("yes", "on", True, "是"),
    ],
)
def test_what_is_written_is_kept_plain_and_told_again(kind, raw, kept, words):
    blank = Field("x", "栏", kind)
    values, wrong = read([blank], {"x": raw})
    assert (values, wrong) == ({"x": kept}, {})
    assert told(blank, values) == words


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("text", "长" * 201),
        ("day", "三月一日"),
        ("day", "0026-03-01"),
        ("day", "2199-03-01"),
        ("moment", "2026-09-10 10:20"),
        ("moment", datetime.datetime(9999, 1, 1, tzinfo=SHANGHAI)),
        ("number", "-1"),
        ("number", "²"),
        ("money", "五千"),
        ("money", "1.005"),
        ("money", "-1"),
        ("money", "NaN"),
        ("money", "1e99"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_blank(kind, raw):
    values, wrong = read([Field("x", "栏", kind)], {"x": raw})
    assert values == {}
    assert wrong["x"]


def test_choices_take_listed_codes_alone_and_keep_their_order():
    assert read([ONE, MANY], {"one": "A", "many": ["C", "A"]}) == ({"one": "A", "many": ["A", "C"]}, {})
    assert set(read([ONE, MANY], {"one": "Z", "many": ["A", "Z"]})[1]) == {"one", "many"}
    assert told(MANY, {"many": ["A", "C"]}) == "安保、人社"


@pytest.mark.parametrize("empty", [None, "", "   ", []])
def test_a_required_blank_left_empty_says_so_and_an_optional_one_is_left_out(empty):
    need = Field("x", "地点", "text", required=True)
    assert read([need], {"x": empty}) == ({}, {"x": "请填“地点”"})
    assert read([Field("x", "地点", "text")], {"x": empty}) == ({}, {})


def test_what_must_have_been_done_is_not_recorded_as_left_undone():
    assert read([Field("x", "说明过", "yes", required=True)], {"x": False}) == ({}, {"x": "做到了再记"})


@given(st.dictionaries(st.sampled_from(["x", "other"]), st.text(max_size=30)))
def test_names_that_are_no_blank_are_left_out(given_values):
    values, _ = read([Field("x", "栏", "text")], given_values)
    assert set(values) <= {"x"}
