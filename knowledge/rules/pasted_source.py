"""Official texts as an editor pastes them: Markdown, or the plain lines of a web page or a DOCX."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from .docx_source import check_package, read_paragraphs, split_head, split_title, without_contents
from .markdown_source import MAX_BYTES, assemble, decode, parse_markdown
from .official_text import NUMERAL, Oddity, ParsedRegulation, SourceError, SourceLine, clean
from .publication import NO_PUBLICATION
from .titles import title_key

_BODY = re.compile(rf"^(目\s*录$|第[{NUMERAL}]+(编|分编|章|节|条))")


def lines_of_file(name: str, data: bytes) -> str:
    """The text of a DOCX, Markdown or plain file. Raises SourceError in one line of Chinese."""
    kind = name.lower().rpartition(".")[2]
    if kind == "docx":
        check_package(data)
        return "\n".join(line.text for line in read_paragraphs(data) if line.text)
    if kind in ("md", "markdown", "txt"):
        return decode(data)
    raise SourceError(0, "只收 DOCX、Markdown（.md）和纯文本（.txt）文件")


def parse_pasted(
    text: str, *, title: str, published_on: datetime.date, effective_on: datetime.date, number: str
) -> ParsedRegulation:
    """The text of the regulation `title`, dated as the editor says. A text without its title is read as if it had it.

    Raises SourceError for what cannot be read, has another title, is only a part, or has no articles.
    """
    if len(text.encode()) > MAX_BYTES:
        raise SourceError(0, f"文字超过 {MAX_BYTES // 1048576} MB 上限")
    marked = text.lstrip("\ufeff \r\n\t").startswith("#")
    parsed = parse_markdown("", text.encode()) if marked else _plain(text, title)
    _check_title(parsed.title, title)
    if parsed.part:
        raise SourceError(0, "这只是其中一编，请放全文")
    if not parsed.articles:
        raise SourceError(0, "没有认出“第…条”，请检查是不是官方全文")
    return replace(
        parsed,
        published_on=published_on,
        effective_on=effective_on,
        number=number or parsed.number,
        certain=True,
        oddities=tuple(one for one in parsed.oddities if one.what != NO_PUBLICATION),
    )


def _check_title(found: str, title: str) -> None:
    if title_key(found) != title_key(title):
        raise SourceError(0, f"这份文字的标题是《{found}》，不是《{title}》")


def _plain(text: str, title: str) -> ParsedRegulation:
    lines = [SourceLine(n, clean(raw)) for n, raw in enumerate(text.splitlines(), 1)]
    lines = [line for line in lines if line.text]
    if not lines:
        raise SourceError(0, "没有文字")
    if _BODY.match(lines[0].text):
        lines = [SourceLine(lines[0].number, title), *lines]
    oddities: list[Oddity] = []
    found, rest = split_title(lines)
    _check_title(found, title)
    head, body = split_head(rest)
    return assemble("", found, "", head, without_contents(body, oddities), oddities)
