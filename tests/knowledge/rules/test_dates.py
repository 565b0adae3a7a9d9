"""Dates in official texts."""

import datetime

import pytest

from knowledge.rules.dates import date_in_name, find_dates, first_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020年5月28日 通过", (2020, 5, 28)),
        ("一九九四年十二月六日", (1994, 12, 6)),
        ("二○一○年十月二十八日", (2010, 10, 28)),
        ("二〇二一年一月一日起施行", (2021, 1, 1)),
        ("２０２０年１月１５日", (2020, 1, 15)),
        ("2010-12-20", (2010, 12, 20)),
        ("1995 年 1 月 1 日", (1995, 1, 1)),
    ],
)
def test_first_date(text: str, day: tuple[int, int, int]) -> None:
    assert first_date(text) == datetime.date(*day)


@pytest.mark.parametrize("text", ["", "2021年2月30日", "第2020年会", "法释〔2020〕26号", "3月1日"])
def test_no_date(text: str) -> None:
    assert first_date(text) is None


def test_find_dates_gives_places() -> None:
    text = "自2020年3月1日起施行，2019-12-31前的不算"
    assert [text[d.start : d.end] for d in find_dates(text)] == ["2020年3月1日", "2019-12-31"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("社会法/某法(2018-12-29).md", datetime.date(2018, 12, 29)),
        ("某解释（一）(2020-12-29).md", datetime.date(2020, 12, 29)),
        ("某法（2018-12-29）.docx", datetime.date(2018, 12, 29)),
        ("某法.md", None),
        ("某法(2018-13-29).md", None),
        ("2018-12-29/某法.md", None),
    ],
)
def test_date_in_name(name: str, day: datetime.date | None) -> None:
    assert date_in_name(name) == day
