"""The inside of an article: 款 (paragraphs) and 项 (items)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .numerals import to_int

_ITEM = re.compile(r"^[（(]\s*([一二三四五六七八九十百零〇]{1,5})\s*[）)]")


@dataclass(frozen=True)
class Item:
    """项: `number` counts as printed (六 is 6), `text` keeps its mark."""

    number: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """款: `number` counts from 1; an item list belongs to the paragraph that opens it."""

    number: int
    text: str
    items: list[Item] = field(default_factory=list)


def split_paragraphs(text: str) -> list[Paragraph]:
    """Lines of an article as paragraphs and their items; empty lines are passed over."""
    paragraphs: list[Paragraph] = []
    for line in (part.strip() for part in text.splitlines()):
        if not line:
            continue
        mark = _ITEM.match(line)
        if mark and paragraphs:
            paragraphs[-1].items.append(Item(to_int(mark[1]), line))
        else:
            paragraphs.append(Paragraph(len(paragraphs) + 1, line))
    return paragraphs
