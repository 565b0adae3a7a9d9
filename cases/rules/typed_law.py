"""An article as somebody types it, 工伤保险条例第14条第一项: the one that was law on a day, or why there is none."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.rules.citations import Library, Link, State, link
from knowledge.rules.citations.library import Entry
from knowledge.rules.numerals import article_label, parse_article_key, to_chinese

LIKE = "写成“工伤保险条例第14条第一项”这样"


@dataclass(frozen=True)
class Typed:
    """`link` is the one article; without it `wrong` says in Chinese what to write instead."""

    link: Link | None = None
    wrong: str = ""


def read_typed(text: str, library: Library, on: datetime.date) -> Typed:
    """Exactly one article, in the text that was law on the day. Where it is several, none, unknown or not law then:
    the reason."""
    found = [one for one in link(text, library, on) if one.state is not State.NOT_LAW]
    if not found:
        return Typed(wrong=f"认不出是哪一条，{LIKE}")
    if len(found) > 1:
        return Typed(wrong="一次只写一条，几条分开加")
    (one,) = found
    entry = library.entry(one.regulation) if one.regulation else None
    wrong = _unknown(one, library) if entry is None else _not_then(one, entry, on)
    return Typed(wrong=wrong) if wrong else Typed(one)


def _unknown(one: Link, library: Library) -> str:
    if one.state is State.AMBIGUOUS:
        titles = [entry.title for entry in library.entries if entry.code in one.candidates]
        return f"叫这个名字的不止一部：{'、'.join(f'《{title}》' for title in titles[:5])}。请写全名"
    return f"{one.reason or '库中没有这部法规'}，看看名字有没有写错"


def _not_then(one: Link, entry: Entry, on: datetime.date) -> str:
    """Why an article of a law at hand may not be cited for that day; "" when it may."""
    if one.article is None:
        return f"写到第几条，{LIKE}"
    first = min((version.day for version in entry.versions if version.day), default=None)
    if first and first > on and one.article_id is None:
        return f"《{entry.title}》{_day(first)}起才施行，事发那天（{_day(on)}）还没有"
    if one.version_date and one.version_date > on:
        return f"这个文本{_day(one.version_date)}起才施行，事发那天（{_day(on)}）还没有"
    if entry.ended(on):
        return f"《{entry.title}》事发那天（{_day(on)}）已经不再有效"
    if one.article_id is None:
        label = article_label(*parse_article_key(one.article))
        later = [v.day for v in entry.versions if v.day and v.day > on and one.article in v.articles]
        if later:
            return f"{label}在{_day(min(later))}起施行的文本里才有，事发那天（{_day(on)}）还没有"
        return f"《{entry.title}》事发那天的文本里没有{label}" if entry.versions else "这部法的条文还没有收录"
    return ""


def missing_place(one: Link, items: Sequence[int]) -> str:
    """A paragraph or item that the article does not have; `items` are how many items each of its paragraphs has."""
    if one.paragraph > len(items):
        return f"这一条没有第{to_chinese(one.paragraph)}款"
    most = items[one.paragraph - 1] if one.paragraph else max(items, default=0)
    return f"这里没有第{to_chinese(one.item)}项" if one.item > most else ""


def cite_of(title: str, article: str, paragraph: int | None = None, item: int | None = None, point: int = 0) -> str:
    """As the linker reads it: 《工伤保险条例》第十四条第一款第（一）项. `article` "" is the whole text."""
    parts = [f"《{title.replace('《', '〈').replace('》', '〉')}》"]
    if article:
        parts.append(article_label(*parse_article_key(article)))
    if paragraph:
        parts.append(f"第{to_chinese(paragraph)}款")
    if item:
        parts.append(f"第（{to_chinese(item)}）项")
    if point:
        parts.append(f"第{to_chinese(point)}目")
    return "".join(parts)


def _day(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
