"""Lessons as authors write them in files, turned into the blocks that editors see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_STRONG = re.compile(r"\*\*(.+?)\*\*", re.S)
_FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("heading", "body"),
    "picture": ("alt", "caption"),
    "steps": ("heading", "steps"),
    "case": ("precedent", "title", "what", "why", "lesson"),
    "check": ("question",),
    "articles": ("citations",),
    "remember": ("lines",),
}
_LISTS = {"steps", "citations", "lines"}


class UnknownBlock(ValueError):
    """A block that the page has no place for; the message names it."""


def rich_text(body: str) -> str:
    """Paragraphs, "- " lists and **strong** as HTML. A paragraph may run over several lines."""
    parts: list[str] = []
    items: list[str] = []
    lines: list[str] = []

    def close() -> None:
        if lines:
            parts.append(f"<p>{_inline(''.join(lines))}</p>")
        if items:
            parts.append("<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + "</ul>")
        lines.clear()
        items.clear()

    for raw in body.strip().splitlines():
        line = raw.strip()
        is_item = line.startswith("- ")
        if not line or (lines if is_item else items):
            close()
        if line:
            (items if is_item else lines).append(line.removeprefix("- ") if is_item else line)
    close()
    return "".join(parts)


def _inline(text: str) -> str:
    return _STRONG.sub(r"<b>\1</b>", escape(text, quote=False))


def stream(blocks: Iterable[Mapping[str, Any]], pictures: Mapping[str, int]) -> list[dict[str, Any]]:
    """The blocks of a lesson as the page stores them. Raises UnknownBlock for another kind or a missing picture."""
    return [{"type": str(block.get("kind")), "value": _value(block, pictures)} for block in blocks]


def _value(block: Mapping[str, Any], pictures: Mapping[str, int]) -> dict[str, Any]:
    kind = str(block.get("kind"))
    if kind not in _FIELDS:
        raise UnknownBlock(f"没有这种内容块：{kind}")
    found: dict[str, Any] = {
        name: list(block.get(name, ())) if name in _LISTS else str(block.get(name, "")).strip()
        for name in _FIELDS[kind]
    }
    if kind == "case" and not found["precedent"]:
        del found["precedent"]
    if kind == "text":
        found["body"] = rich_text(found["body"])
    if kind == "picture":
        if block.get("file") not in pictures:
            raise UnknownBlock(f"没有这张图：{block.get('file')}")
        found["picture"] = pictures[block["file"]]
    return found


def files_of(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """The pictures that the blocks show."""
    return [block["file"] for block in blocks if block.get("kind") == "picture" and block.get("file")]


def same(kept: Any, asked: Any) -> bool:
    """Whether stored blocks say what the file says; the numbers that the page gives to blocks do not matter."""
    return _plain(kept) == _plain(asked)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        if value.get("type") == "item" and "value" in value:
            return _plain(value["value"])
        return {name: _plain(entry) for name, entry in value.items() if name != "id"}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value
