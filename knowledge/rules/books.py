"""Codes that are published book by book: which articles each book holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Book:
    """第一编 总则 holds the articles `first` to `last`; 附则 has no number."""

    number: int | None
    title: str
    first: int
    last: int


_CIVIL_CODE = (
    Book(1, "总则", 1, 204),
    Book(2, "物权", 205, 462),
    Book(3, "合同", 463, 988),
    Book(4, "人格权", 989, 1039),
    Book(5, "婚姻家庭", 1040, 1118),
    Book(6, "继承", 1119, 1163),
    Book(7, "侵权责任", 1164, 1258),
    Book(None, "附则", 1259, 1260),
)
"""中华人民共和国民法典 (2020-05-28)."""

BOOKS = {"民法典": _CIVIL_CODE}
"""By short title."""


def book_of(short_title: str, part: str) -> Book | None:
    """合同编 or 合同 of 民法典; None for what is not in the table."""
    return next((b for b in BOOKS.get(short_title, ()) if b.title == part.removesuffix("编")), None)
