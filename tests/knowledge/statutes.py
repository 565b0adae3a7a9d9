"""Official-looking texts in our own words, for tests of reading and importing."""

from __future__ import annotations

import io
from collections.abc import Sequence

INFO_END = "<!-- INFO END -->"
CLAUSE = "本办法自2020年3月1日起施行。"
BODY = (
    "为了让工地上的人按时拿到工钱，写下本办法。",
    "进场先登记姓名和工种，再领安全帽。",
    "高处作业系好安全带，雨天停工。",
    "工资按月结清，打到本人卡上。",
)
NUMBERS = "一二三四五六七八九十"


def statute(
    title: str = "某工地用工办法",
    texts: Sequence[str] = (*BODY, CLAUSE),
    info: Sequence[str] = ("2020年1月15日 某省建设委员会通过",),
) -> bytes:
    """A Markdown file: each text an article, numbered from 第一条."""
    lines = [f"# {title}", *info, INFO_END]
    lines += [f"第{NUMBERS[n]}条 {text}" for n, text in enumerate(texts)]
    return "\n\n".join(lines).encode()


def markdown(*lines: str) -> bytes:
    """Lines as a file, with empty lines between them as in the collection; line n of it is 2n-1."""
    return "\n\n".join(lines).encode()


def document(*paragraphs: str, table: Sequence[Sequence[str]] = ()) -> bytes:
    """A DOCX of these paragraphs and, at the end, a table."""
    from docx import Document

    made = Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    if table:
        grid = made.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
