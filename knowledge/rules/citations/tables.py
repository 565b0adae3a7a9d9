"""The tables beside this code, read once: patterns, aliases, what is known of laws outside the library."""

from __future__ import annotations

import datetime
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def _read(name: str) -> dict[str, Any]:
    with (_HERE / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


_PATTERNS = _read("patterns")
_WORDS: dict[str, Any] = _PATTERNS["words"]


def _expand(pattern: str, atoms: dict[str, str]) -> str:
    return re.sub(r"(?<!\?P)<([a-z_]+)>", lambda m: atoms[m[1]], pattern)


@cache
def _atoms() -> dict[str, str]:
    atoms: dict[str, str] = {}
    for name, pattern in _PATTERNS["atoms"].items():
        atoms[name] = _expand(pattern, atoms)
    return atoms | {"bridge": _expand(_PATTERNS["title"]["bridge"], atoms)}


@cache
def pattern(section: str, name: str) -> re.Pattern[str]:
    """An entry of patterns.toml, its atoms filled in, compiled."""
    return re.compile(_expand(_PATTERNS[section][name], _atoms()))


def words(name: str) -> tuple[str, ...]:
    """A list of [words] (a string counts as its characters)."""
    return tuple(_WORDS[name])


@cache
def aliases() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """(names, codes or full titles) of aliases.toml."""
    return tuple((tuple(entry["names"]), tuple(entry["of"])) for entry in _read("aliases")["alias"])


@cache
def known_laws() -> dict[str, datetime.date | None]:
    """Name → first day without force, None while in force."""
    table = _read("known_laws")
    known: dict[str, datetime.date | None] = dict.fromkeys(table["current"].split())
    known.update(table["repealed"])
    return known


@dataclass(frozen=True)
class Renumbering:
    """Numbers of a text in force `start`–`end` (first day without) as they stand in the text that begins on `later`."""

    title: str
    start: datetime.date
    end: datetime.date
    later: datetime.date
    numbers: dict[str, str]


@cache
def renumberings() -> tuple[Renumbering, ...]:
    return tuple(
        Renumbering(row["title"], row["from"], row["until"], row["later"], row["numbers"])
        for row in _read("history")["renumbered"]
    )


@cache
def steady() -> dict[str, datetime.date]:
    """Title → day since which article numbers have not moved."""
    return dict(_read("history")["steady"])
