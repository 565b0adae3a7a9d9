"""Our plain words: lines that start with a dash, key words between double stars. Nothing else of Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    strong: bool = False


def split_digest(digest: str) -> list[list[Run]]:
    """Each point of a digest as runs, ready for a template that escapes them."""
    points = []
    for line in digest.splitlines():
        line = line.strip().removeprefix("- ").strip()
        if line:
            parts = _BOLD.split(line)
            points.append([Run(part, strong=bool(i % 2)) for i, part in enumerate(parts) if part])
    return points


def plain(digest: str) -> str:
    """The digest as one line without marks, for descriptions and indexes."""
    return "".join(run.text for point in split_digest(digest) for run in point)
