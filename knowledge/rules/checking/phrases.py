"""How articles and days are called in what a check says."""

from __future__ import annotations

import datetime

from .. import numerals


def label_of(key: str) -> str:
    number, sub = numerals.parse_article_key(key)
    return numerals.article_label(number, sub) if number <= 9999 else f"第{number}条"


def chinese(number: int) -> str:
    return numerals.to_chinese(number) if number <= 9999 else str(number)


def beyond(key: str, last: str) -> bool:
    return numerals.parse_article_key(key) > numerals.parse_article_key(last)


def day_of(day: datetime.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day and day != datetime.date.min else "后来"


def dead_since(day: datetime.date | None, on: datetime.date) -> str:
    if day is None:
        return "已经废止"
    return f"{day_of(day)}起废止" + ("，写的时候已经不是法律" if day <= on else "，写的时候还有效")
