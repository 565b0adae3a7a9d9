"""An article as it is typed: read, or refused with what to write instead."""

from __future__ import annotations

import datetime

import pytest

from cases.rules.typed_law import cite_of, missing_place, read_typed
from knowledge.rules.citations import Entry, Library, Version

OLD, NEW = datetime.date(2011, 1, 1), datetime.date(2026, 11, 1)
DAY = datetime.date(2026, 10, 12)


def _version(pk: int, start: datetime.date, keys: tuple[str, ...], ended: datetime.date | None = None) -> Version:
    return Version(pk, start, start, ended, {key: pk * 100 + place for place, key in enumerate(keys)})


LIBRARY = Library.build(
    [
        Entry(
            1,
            "gs",
            "工伤保险条例",
            "工伤保险条例",
            versions=(_version(1, OLD, ("14", "17")), _version(2, NEW, ("14", "17", "70"))),
        ),
        Entry(2, "new", "工地新规定", "工地新规定", versions=(_version(3, NEW, ("1",)),)),
        Entry(3, "gone", "工地旧规定", "工地旧规定", versions=(_version(4, OLD, ("1",), datetime.date(2020, 1, 1)),)),
    ]
)


@pytest.mark.parametrize(
    "typed", ["工伤保险条例第14条第一项", "《工伤保险条例》第十四条第（一）项", "工伤保险条例第十四条第1项"]
)
def test_one_article_is_read_however_it_is_written(typed: str) -> None:
    one = read_typed(typed, LIBRARY, DAY).link
    assert one is not None
    assert (one.article, one.item, one.version) == ("14", 1, 1)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("随便写写", "认不出"),
        ("第十四条", "认不出"),
        ("没有的条例第九条", "没有这部法规"),
        ("工伤保险条例第14条、第17条", "一次只写一条"),
        ("工伤保险条例第99条", "没有第九十九条"),
        ("工伤保险条例第70条", "2026年11月1日起施行的文本里才有"),
        ("工地新规定第1条", "2026年11月1日起才施行"),
        ("工地旧规定第1条", "已经不再有效"),
    ],
)
def test_what_is_not_one_article_of_that_day_is_told_in_words(typed: str, told: str) -> None:
    found = read_typed(typed, LIBRARY, DAY)
    assert found.link is None
    assert told in found.wrong


def test_a_paragraph_or_an_item_that_is_not_there_is_told() -> None:
    one = read_typed("工伤保险条例第14条第二款第三项", LIBRARY, DAY).link
    assert one is not None
    assert missing_place(one, [7]) == "这一条没有第二款"
    assert missing_place(one, [7, 2]) == "这里没有第三项"
    assert missing_place(one, [7, 3]) == ""


def test_the_words_of_the_linker_are_read_back_the_same() -> None:
    words = cite_of("工伤保险条例", "14", 1, 6)
    assert words == "《工伤保险条例》第十四条第一款第（六）项"
    one = read_typed(words, LIBRARY, DAY).link
    assert one is not None
    assert (one.article, one.paragraph, one.item) == ("14", 1, 6)
    assert cite_of("最高人民法院关于《某法》的解释", "") == "《最高人民法院关于〈某法〉的解释》"
