"""Official texts in DOCX as the national law database publishes them: title, （…通过…）, 目录, chapters, articles."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from itertools import takewhile

from .dates import find_dates
from .markdown_source import MAX_BYTES, assemble, checked_title
from .official_text import Oddity, ParsedRegulation, SourceError, SourceLine, clean, tight
from .publication import is_head_note

MAX_BODY = 10 * 1024 * 1024
"""Bytes of document.xml."""
MAX_UNPACKED = 20 * 1024 * 1024
"""Bytes of the whole package."""
MAX_MARKS = 500_000
"""Opening brackets in document.xml: each costs the reader far more than its bytes, so many take some seconds."""
_MAX_PARTS = 2000
_PIECE = 64 * 1024
_BODY = "word/document.xml"
_HEADING = re.compile(r"^第[零〇一二三四五六七八九十百]+(编|分编|章|节)")
_ARTICLE = re.compile(r"^第[零〇一二三四五六七八九十百千]+条")
_PAGE = re.compile(r"[\s.．…·]*\d{1,4}$")
_TITLE_LINES = 4


def parse_docx(name: str, data: bytes) -> ParsedRegulation:
    """Lines are counted by paragraph. Raises SourceError in one line of Chinese."""
    check_package(data)
    lines = [line for line in read_paragraphs(data) if line.text]
    oddities: list[Oddity] = []
    title, rest = split_title(lines)
    head, body = split_head(rest)
    body = without_contents(body, oddities)
    return assemble(name, title, "", head, body, oddities)


def check_package(data: bytes) -> None:
    """Refuses what is no DOCX, what unpacks to more than the limits, and XML with entities of its own.

    Bytes are counted as they come out; what the package says of its own sizes is not relied on.
    """
    if len(data) > MAX_BYTES:
        raise SourceError(0, f"文件超过 {MAX_BYTES // 1048576} MB 上限")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > _MAX_PARTS:
                raise SourceError(0, "压缩包里的文件太多，拒绝读取")
            if _BODY not in package.namelist():
                raise SourceError(0, "不是 DOCX 文件（没有正文部分）")
            left = MAX_UNPACKED
            for part in parts:
                data = _unpacked(package, part, min(left, MAX_BODY) if part.filename == _BODY else left)
                left -= len(data)
                if part.filename.endswith((".xml", ".rels")):
                    _check_entities(data)
                if part.filename == _BODY and data.count(b"<") > MAX_MARKS:
                    raise SourceError(0, "文件里的格式标记太多，读不动。请把文字粘贴进来，或者拆成几份")
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(0, "不是完整的 DOCX 文件（压缩包已损坏或被截断）") from None


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    out, size = [], 0
    with package.open(part) as packed:
        while piece := packed.read(_PIECE):
            size += len(piece)
            if size > most:
                what = f"文件展开后超过 {most // 1048576} MB" if most in (MAX_BODY, MAX_UNPACKED) else "文件展开后过大"
                raise SourceError(0, f"{what}，拒绝读取。请去掉图片，拆成几份，或者把文字粘贴进来")
            out.append(piece)
    return b"".join(out)


def _check_entities(xml: bytes) -> None:
    flat = xml.replace(b"\0", b"")
    if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
        raise SourceError(0, "文件里有外部实体声明，拒绝读取")


def read_paragraphs(data: bytes) -> list[SourceLine]:
    """Paragraphs in order, table rows as paragraphs; line breaks in a paragraph make lines of the same number."""
    from docx import Document
    from docx.table import Table

    try:
        document = Document(io.BytesIO(data))
        blocks = list(document.iter_inner_content())
    except Exception:  # the library raises whatever its XML parser meets
        raise SourceError(0, "DOCX 正文无法读取") from None
    out: list[SourceLine] = []
    for number, block in enumerate(blocks, 1):
        if isinstance(block, Table):
            texts = ["　".join(dict.fromkeys(tight(c.text) for c in row.cells)) for row in block.rows]
        else:
            texts = block.text.split("\n")
        out += [SourceLine(number, clean(text)) for text in texts]
    return out


def split_title(lines: Sequence[SourceLine]) -> tuple[str, list[SourceLine]]:
    """The first paragraphs up to the head note are the title, in one line or several; an order may precede."""
    before = list(takewhile(lambda line: is_head_note(line.text), lines))
    parts: list[str] = []
    for line in lines[len(before) :][: _TITLE_LINES + 1]:
        noted = line.text.startswith(("（", "(")) and bool(find_dates(line.text) or "通过" in line.text)
        if noted or is_head_note(line.text) or _starts_body(line.text) or len(line.text) > 60:
            break
        parts.append(checked_title(line))
    if not parts or len(parts) > _TITLE_LINES:
        raise SourceError(lines[0].number if lines else 1, "没有标题（题注、目录或第一条之前应是标题）")
    return re.sub(r"\s+", "", "".join(parts)), [*before, *lines[len(before) + len(parts) :]]


def _starts_body(text: str) -> bool:
    return tight(text) == "目录" or bool(_HEADING.match(text) or _ARTICLE.match(text))


def split_head(lines: Sequence[SourceLine]) -> tuple[list[SourceLine], list[SourceLine]]:
    """(head note, the rest). The note stands in brackets that may run over several paragraphs."""
    head: list[SourceLine] = []
    depth = 0
    for n, line in enumerate(lines):
        opens = line.text.startswith(("（", "("))
        if _starts_body(line.text) or not (depth > 0 or opens or is_head_note(line.text)):
            return _cut_notes(head), list(lines[n:])
        depth += len(re.findall("[（(]", line.text)) - len(re.findall("[）)]", line.text))
        head.append(line)
    return _cut_notes(head), []


def _cut_notes(head: Sequence[SourceLine]) -> list[SourceLine]:
    """One act a line, without the brackets around all of them: （…通过　根据…修正） becomes two lines."""
    out: list[SourceLine] = []
    for note in head:
        text = note.text.removeprefix("（").removeprefix("(")
        if text.endswith(("）", ")")) and text.count("（") + text.count("(") < text.count("）") + text.count(")"):
            text = text[:-1]
        pieces = re.split(r"\s+(?=根据|[0-9一二]{4}年)", text)
        out += [SourceLine(note.number, piece.strip()) for piece in pieces if piece.strip()]
    return out


def without_contents(lines: Sequence[SourceLine], oddities: list[Oddity]) -> list[SourceLine]:
    """The text without its table of contents, which ends where its first entry comes again."""
    start = next((n for n, line in enumerate(lines) if tight(line.text) == "目录"), None)
    if start is None or start + 1 >= len(lines):
        return list(lines)
    first = _entry(lines[start + 1])
    for n in range(start + 2, len(lines)):
        if _entry(lines[n]) == first:
            return [*lines[:start], *lines[n:]]
        if _ARTICLE.match(lines[n].text):
            oddities.append(Oddity(lines[start].number, "目录没有在正文重复，目录各行按章节标题保留"))
            break
    return [*lines[:start], *lines[start + 1 :]]


def _entry(line: SourceLine) -> str:
    return tight(_PAGE.sub("", line.text))
