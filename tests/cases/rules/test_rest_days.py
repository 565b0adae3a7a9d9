"""What an editor types of a year's rest days, and what is said when it cannot be so."""

from __future__ import annotations

import datetime

import pytest

from cases.rules.calendar import national
from cases.rules.rest_days import WrongDays, read_year

D = datetime.date
REST = """
元旦 2027-01-01 2027-01-03
春节 2027-02-05 2027-02-11
清明节 2027-04-03 2027-04-05
劳动节 2027-05-01 2027-05-05
端午节 2027-06-09
中秋节 2027-09-15
国庆节 2027-10-01 2027-10-07
"""
MAKE_UP = "2027-02-13 2027-02-20\n2027-10-09"


def test_a_year_is_read_as_it_is_typed() -> None:
    year = read_year(2027, source="通知", rest=REST, make_up=MAKE_UP)
    assert year.rest[D(2027, 2, 5)] == "春节"
    assert len(year.rest) == 3 + 7 + 3 + 5 + 1 + 1 + 7
    assert year.make_up == {D(2027, 2, 13), D(2027, 2, 20), D(2027, 10, 9)}


def test_the_ways_in_which_people_write_days_are_the_same() -> None:
    free = REST.replace("春节 2027-02-05 2027-02-11", "　春节：２０２７年2月5日至2027年2月11日").replace(
        "元旦 ", "元旦，"
    )
    assert read_year(2027, source="", rest=free, make_up="2027年2月13日、2027/2/20、2027.10.9") == read_year(
        2027, source="", rest=REST, make_up=MAKE_UP
    )


@pytest.mark.parametrize("year", sorted(national().years))
def test_a_shipped_year_typed_in_is_the_same_year(year: int) -> None:
    known = national().years[year]
    rest = "\n".join(f"{name} {day}" for day, name in known.rest.items())
    assert read_year(year, source=known.source, rest=rest, make_up=" ".join(map(str, known.make_up))) == known


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("春节 2027-02-05 2027-02-11\n", "", "rest", "没有写春节"),
        ("中秋节 2027-09-15", "中秋节", "rest", "第 7 行没有日期"),
        ("中秋节 2027-09-15", "2027-09-15", "rest", "第 7 行没有节日的名字"),
        ("2027-02-05 2027-02-11", "2027-02-11 2027-02-05", "rest", "最后一天早于第一天"),
        ("2027-02-05 2027-02-11", "2027-02-05 2027-03-11", "rest", "超过 15 天"),
        ("2027-09-15", "2028-09-15", "rest", "不在 2027 年"),
        ("2027-09-15", "2027-10-03", "rest", "2027-10-03 写了两次"),
        ("2027-09-15", "2027-09-31", "rest", "没有 2027-09-31 这一天"),
        ("2027-05-01 2027-05-05", "2027-05-01 2027-05-03 2027-05-05", "rest", "三个以上的日期"),
        ("2027-10-09", "2027-10-08", "make_up", "星期五"),
        ("2027-10-09", "2027-10-03", "make_up", "又放假又上班"),
        ("2027-10-09", "2026-10-10", "make_up", "不在 2027 年"),
        ("2027-10-09", "2027-02-13", "make_up", "写了两次"),
        ("2027-10-09", "国庆以后", "make_up", "没有日期"),
    ],
)
def test_what_cannot_be_so_is_said_with_its_line(old: str, new: str, field: str, words: str) -> None:
    with pytest.raises(WrongDays) as wrong:
        read_year(2027, source="", rest=REST.replace(old, new, 1), make_up=MAKE_UP.replace(old, new, 1))
    assert wrong.value.field == field
    assert words in wrong.value.words
