"""Books of a code."""

from itertools import pairwise

import pytest

from knowledge.rules.books import BOOKS, book_of


@pytest.mark.parametrize("code", BOOKS)
def test_books_follow_one_another_without_gaps(code: str) -> None:
    books = BOOKS[code]
    assert books[0].first == 1
    assert all(before.last + 1 == after.first for before, after in pairwise(books))


def test_book_of_knows_both_spellings() -> None:
    assert book_of("民法典", "合同编") is book_of("民法典", "合同")
    assert book_of("民法典", "附则").number is None
    assert book_of("民法典", "知识产权编") is None
    assert book_of("刑法", "总则") is None
