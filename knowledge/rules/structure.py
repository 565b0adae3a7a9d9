"""The inside of an article: 款 (paragraphs) and 项 (items)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .numerals import to_int

_ITEM = re.compile(r"[（(]\s*([一二三四五六七八九十百零〇]{1,5})\s*[）)]")


@dataclass(frozen=True)
class Item:
    """项: `number` as printed (六 is 6), `text` keeps its mark, `start` is its offset in the article's text."""

    number: int
    text: str
    start: int


@dataclass(frozen=True)
class Paragraph:
    """款: `number` counts from 1; an item list belongs to the paragraph that opens it."""

    number: int
    text: str
    start: int
    items: list[Item] = field(default_factory=list)


def split_paragraphs(text: str) -> list[Paragraph]:
    """Lines of an article as paragraphs and their items; empty lines are passed over."""
    paragraphs: list[Paragraph] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        line = raw.strip()
        start = position + (len(raw) - len(raw.lstrip()))
        position += len(raw)
        if not line:
            continue
        mark = _ITEM.match(line)
        if mark and paragraphs:
            paragraphs[-1].items.append(Item(to_int(mark[1]), line, start))
        else:
            paragraphs.append(Paragraph(len(paragraphs) + 1, line, start))
    return paragraphs
