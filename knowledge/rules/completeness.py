"""Signs that a file was cut: better no text than half of one."""

from __future__ import annotations

from .books import Book
from .official_text import ParsedRegulation, SourceError
from .publication import commencement

_ENDS = "。”！？）》】.)"
_LAST = 3
"""The clause on commencement stands in one of this many last articles."""
_WITHOUT_CLAUSE = ("最高人民法院", "最高人民检察院")


def check_whole(parsed: ParsedRegulation, *, last_line: int, book: Book | None) -> None:
    """Raises SourceError when the text stops in the middle of a sentence, a list, a book, or before 本法自…起施行.

    Interpretations of the courts often have no such clause and are let through without one.
    """
    if not parsed.articles:
        return
    final = parsed.articles[-1]
    clause = any(commencement(a.text) for a in parsed.articles[-_LAST:])
    ending = parsed.annex or final.text
    if not parsed.annex and not clause and ending and ending[-1] not in _ENDS:
        raise SourceError(last_line, f"文件在句中断开：“…{ending[-12:]}”，可能被截断")
    if not ending:
        raise SourceError(last_line, "最后一条没有文字，文件可能被截断")
    if book:
        _check_book(parsed, book, last_line)
    elif not clause and not parsed.part and not parsed.title.startswith(_WITHOUT_CLAUSE):
        raise SourceError(last_line, "最后几条没有“自……起施行”，文件可能被截断")


def _check_book(parsed: ParsedRegulation, book: Book, last_line: int) -> None:
    first, last = parsed.articles[0].number, parsed.articles[-1].number
    if (first, last) != (book.first, book.last):
        raise SourceError(
            last_line,
            f"{parsed.part}应为第{book.first}条至第{book.last}条，文件里是第{first}条至第{last}条，可能被截断",
        )
