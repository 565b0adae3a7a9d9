"""Signs that a file was cut: better no text than half of one."""

from __future__ import annotations

import re

from .books import Book
from .official_text import Oddity, ParsedRegulation, SourceError
from .publication import commencement

_ENDS = "。”！？）》】.)"
_LAST = 3
"""The clause on commencement stands in one of this many last articles."""
_COURTS = ("最高人民法院", "最高人民检察院")
_IN_FORCE = re.compile(r"起[^。；]{0,4}(施行|实施|执行|生效)$")
_CLOSING = re.compile(r"本(解释|规定|批复)[^。]{0,12}施行|不一致的|相抵触|不再适用|同时废止|为准")


def check_whole(parsed: ParsedRegulation, *, last_line: int, book: Book | None) -> list[Oddity]:
    """Raises SourceError when the text stops in the middle of a sentence, a list, a book, or before 本法自…起施行.

    Some interpretations of the courts end without any such clause: they are let through, and that is odd.
    """
    ending = parsed.annex or (parsed.articles[-1].text if parsed.articles else parsed.preamble)
    if not ending:
        raise SourceError(last_line, "最后一条没有文字，文件可能被截断")
    if not parsed.annex and ending[-1] not in _ENDS and not _IN_FORCE.search(ending):
        raise SourceError(last_line, f"文件在句中断开：“…{ending[-12:]}”，可能被截断")
    if book:
        _check_book(parsed, book, last_line)
    clause = any(commencement(a.text) for a in parsed.articles[-_LAST:])
    if book or clause or parsed.part or not parsed.articles:
        return []
    if not parsed.title.startswith(_COURTS):
        raise SourceError(last_line, "最后几条没有“自……起施行”，文件可能被截断")
    if _CLOSING.search(ending):
        return []
    return [Oddity(last_line, "末条没有施行或效力的说明，请核对是否完整")]


def _check_book(parsed: ParsedRegulation, book: Book, last_line: int) -> None:
    first, last = (parsed.articles[0].number, parsed.articles[-1].number) if parsed.articles else (0, 0)
    if (first, last) != (book.first, book.last):
        raise SourceError(
            last_line,
            f"{parsed.part}应为第{book.first}条至第{book.last}条，文件里是第{first}条至第{last}条，可能被截断",
        )
