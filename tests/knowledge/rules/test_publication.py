"""Dates and numbers of a version."""

import datetime

import pytest

from knowledge.rules.official_text import SourceLine
from knowledge.rules.publication import commencement, document_number, is_head_note, publication

D = datetime.date


def notes(*texts: str) -> list[SourceLine]:
    return [SourceLine(3 + 2 * n, text) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("head", "last", "named", "published", "effective", "certain"),
    [
        (["2007年6月29日 会议通过"], "本法自2008年1月1日起施行。", D(2007, 6, 29), D(2007, 6, 29), D(2008, 1, 1), True),
        (["2020年12月25日 会议通过", "2021年1月1日 施行"], "", D(2020, 12, 29), D(2020, 12, 29), D(2021, 1, 1), True),
        (["1995年1月1日 执行"], "", D(1994, 12, 6), D(1994, 12, 6), D(1995, 1, 1), True),
        (
            ["2001年4月21日 国务院令第302号公布"],
            "本规定自公布之日起施行。",
            D(2001, 4, 21),
            D(2001, 4, 21),
            D(2001, 4, 21),
            True,
        ),
        (["1990年1月1日 某局令第1号发布  自发布之日施行"], "", D(1990, 1, 1), D(1990, 1, 1), D(1990, 1, 1), True),
        (
            ["1994年7月5日 会议通过", "2018年12月29日 会议修正"],
            "本法自1995年1月1日起施行。",
            None,
            D(2018, 12, 29),
            None,
            False,
        ),
        (["2008年7月17日 部务会议通过"], "本办法自发布之日起施行", D(2008, 7, 17), D(2008, 7, 17), None, False),
        (
            ["1949年12月23日 发布", "2013年12月11日 第三次修订"],
            "本办法自公布之日起施行。",
            None,
            D(2013, 12, 11),
            None,
            False,
        ),
        (["2020年12月25日 会议通过，自2021年1月1日起施行"], "", None, D(2020, 12, 25), D(2021, 1, 1), True),
        (
            ["2017年9月30日 会议通过根据2020年9月24日决定修正"],
            "本条例自2018年1月1日起施行。",
            None,
            D(2020, 9, 24),
            None,
            False,
        ),
        ([], "本规定自一九九五年一月一日起执行。", None, None, D(1995, 1, 1), False),
        ([], "", D(2020, 5, 1), D(2020, 5, 1), None, False),
    ],
    ids=[
        *("clause", "head note", "carried out", "on publication", "on its own date", "original act's date"),
        *(
            "passed is not published",
            "amended since",
            "both in one note",
            "two acts in one note",
            "no publication",
            "no first day",
        ),
    ],
)
def test_dates(
    head: list[str],
    last: str,
    named: datetime.date | None,
    published: datetime.date | None,
    effective: datetime.date | None,
    certain: bool,
) -> None:
    found = publication(notes(*head), [last], named)
    assert (found.published_on, found.effective_on, found.certain) == (published, effective, certain)


def test_a_file_dated_long_after_its_last_note_is_odd_and_its_clause_not_trusted() -> None:
    found = publication(notes("2003年4月27日 国务院令第375号公布"), ["本条例自公布之日起施行。"], D(2010, 12, 20))
    assert found.effective_on is None
    assert [o.line for o in found.oddities] == [3, 0]


def test_a_number_older_than_the_file_is_odd() -> None:
    assert any("年份" in o.what for o in publication(notes("劳社部发[2008]3号"), [], D(2009, 3, 29)).oddities)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2003年4月27日 中华人民共和国国务院令第375号公布", "国务院令第375号"),
        ("法释〔2022〕14号", "法释〔2022〕14号"),
        ("劳社部发[2008]3号", "劳社部发[2008]3号"),
        ("1990年1月1日 国家统计局令第1号发布", "国家统计局令第1号"),
        ("会议通过", ""),
    ],
)
def test_document_number(text: str, number: str) -> None:
    assert document_number(notes(text)) == number


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("本条例自2005年7月1日起施行。某规定同时废止。", "2005年7月1日"),
        ("本规定自一九九五年一月一日起执行。", "一九九五年一月一日"),
        ("本办法自发布之日起施行", "发布之日"),
        ("决定自送达之日起执行。", None),
        ("本人自2005年7月1日离开。", None),
    ],
)
def test_commencement(text: str, clause: str | None) -> None:
    assert commencement(text) == clause


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年1月1日 会议通过", True),
        ("（2020年1月1日会议通过）", True),
        ("法释〔2022〕14号", True),
        ("为了2020年的工作", False),
    ],
)
def test_is_head_note(text: str, expected: bool) -> None:
    assert is_head_note(text) is expected
