"""What loaders of shipped content have in common: where it lies, and the report of what was done."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent.parent / "content"


@dataclass
class Loaded:
    """How many rows of each kind were added or renewed; what a person has changed and was left alone; what is odd."""

    added: Counter[str] = field(default_factory=Counter)
    renewed: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """新增 题目 448；更新 题目 3."""
        told = []
        for verb, counts in (("新增", self.added), ("更新", self.renewed)):
            named = "、".join(f"{name} {count}" for name, count in counts.items() if count)
            told += [f"{verb} {named}"] if named else []
        return told


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf8"))


def entries(folder: Path, pattern: str, table: str) -> list[tuple[str, dict[str, Any]]]:
    """Every entry of a table in the files that fit, with the name of its file, in the order of the names."""
    return [
        (path.relative_to(folder).as_posix(), entry)
        for path in sorted(folder.glob(pattern))
        for entry in read(path).get(table, [])
    ]
