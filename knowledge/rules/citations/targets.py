"""What a title names: a regulation of the library, a law outside it, a contract, or nothing that has articles."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from . import names, tables
from .library import Entry, Library
from .scanner import Kind, Token


class Sort(Enum):
    """HELD: in the library. UNKNOWN: law, but not held. CONTRACT: never law. NOTHING: no title to go by."""

    HELD = "held"
    UNKNOWN = "unknown"
    CONTRACT = "contract"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Target:
    """`entries` holds more than one where a name is shared. `own`: the regulation that the text itself belongs to."""

    sort: Sort
    name: str = ""
    entries: tuple[Entry, ...] = ()
    start: int = -1
    year: int = 0
    own: bool = False
    noun: bool = False

    @property
    def is_law(self) -> bool:
        return self.sort in (Sort.HELD, Sort.UNKNOWN)

    @cached_property
    def _plain_names(self) -> list[str]:
        held = [name for entry in self.entries for name in (entry.title, entry.short_title, *entry.aliases)]
        return [names.canonical(names.without_year(name)).rstrip("一二三四五六") for name in (self.name, *held)]

    def ends_with(self, kind: str) -> bool:
        """Whether 该法, 该条例 … can mean it, by any of its names."""
        wanted = {"法": ("法", "法典"), "司法解释": ("解释", "规定"), "规定": ("规定", "条例", "办法", "通知")}
        return any(name.endswith(wanted.get(kind, (kind,))) for name in self._plain_names)


NOTHING = Target(Sort.NOTHING)


def identify(token: Token, library: Library, bound: dict[str, Target]) -> Target:
    """The target of a title, name or document number, names bound earlier in the document first."""
    if token.kind is Kind.NUMBER:
        return _numbered(token, library)
    plain = names.canonical(token.name)
    if plain in bound:
        target = bound[plain]
        return Target(target.sort, target.name, target.entries, token.start, target.year, target.own)
    entries = library.named(token.name)
    by_number = [entry for key in token.numbers for entry in library.numbered(key)]
    both = [entry for entry in entries if entry in by_number]
    entries = both or entries
    if not entries and plain.endswith("号"):
        entries = [entry for key in names.document_keys(token.name) for entry in library.numbered(key)]
    if entries:
        year = token.year or names.year_of(token.name)
        return Target(Sort.HELD, token.name, tuple(entries), token.start, year)
    if names.without_book(plain) in tables.known_laws() or token.kind is Kind.NAME:
        return Target(Sort.UNKNOWN, token.name, (), token.start)
    kind = names.kind_of(token.name)
    if kind is names.NameKind.OTHER:
        return NOTHING
    sort = Sort.UNKNOWN if kind is names.NameKind.LAW else Sort.CONTRACT
    return Target(sort, token.name, (), token.start)


def _numbered(token: Token, library: Library) -> Target:
    entries = library.numbered(token.name)
    if entries:
        return Target(Sort.HELD, token.name, tuple(entries), token.start)
    if "[]" in token.name:
        return NOTHING
    return Target(Sort.UNKNOWN, token.name, (), token.start)


def narrow(target: Target, keys: list[str], on: datetime.date | None, seen: list[Target]) -> tuple[Entry, ...]:
    """Of the regulations that share a name, those that the date, earlier mentions and the articles cited leave over."""
    left = target.entries
    if len(left) < 2:
        return left
    named = {entry.id for other in seen if len(other.entries) == 1 for entry in other.entries}
    tests: list[Callable[[Entry], bool]] = [
        lambda e: e.id in named,
        lambda e: e.in_force(on) is not None if on else not e.ended(None),
        lambda e: all(_has(e, key, on) for key in keys),
    ]
    for keep in tests:
        left = tuple(entry for entry in left if keep(entry)) or left
        if len(left) == 1:
            break
    return left


def _has(entry: Entry, key: str, on: datetime.date | None) -> bool:
    version = (entry.in_force(on) if on else None) or entry.current(on)
    return version is not None and (key in version.articles or not version.complete)


def repealed_on(name: str) -> datetime.date | None:
    """First day without force of a law outside the library, when the table knows it."""
    return tables.known_laws().get(names.canonical(names.without_year(name)))
