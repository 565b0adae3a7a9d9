"""Limits that bind an authority, a court or an insurer: we wait for them, and what may be done when they have passed.

The data is `cases/content/awaited.toml`. Such a limit is never one that we missed; that it passed is kept all the same.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent.parent / "content" / "awaited.toml"


@dataclass(frozen=True)
class Step:
    """What may be done, in words, with the articles that give it; none where it is only asking."""

    words: str
    articles: tuple[str, ...] = ()


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf8"))


@cache
def who() -> frozenset[str]:
    """Codes of `who` in clocks.toml that are an authority or another body, neither us nor the worker's side."""
    return frozenset(_data()["who"])


def steps(definition: str) -> tuple[Step, ...]:
    """What may be done when this limit of theirs has passed: asking first, then what the law gives."""
    given = [Step(row["words"], tuple(row["article"])) for row in _data()["steps"] if definition in row["codes"]]
    return (Step(_data()["ask"]), *given)
