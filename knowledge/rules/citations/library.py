"""The regulations a text may cite, as plain frozen data that edges build."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from .. import validity
from . import names, tables

Trie = dict[str, Any]


@dataclass(frozen=True)
class Version:
    """One dated text. `articles`: key (`17`, `276-1`) → stable article id, in the order of the text; `complete` says
    that no other article exists. `places`: key → number of items (项) in each paragraph (款), when known."""

    id: int
    published_on: datetime.date | None = None
    effective_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    articles: Mapping[str, int] = field(default_factory=dict)
    complete: bool = True
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def span(self) -> validity.Span:
        return validity.Span(self.id, self.published_on, self.effective_on, self.ended_on)

    @property
    def day(self) -> datetime.date | None:
        """The date by which the version is named."""
        return self.effective_on or self.published_on

    @cached_property
    def keys(self) -> dict[int, str]:
        """Stable id → number in this version."""
        return {article: key for key, article in self.articles.items()}


@dataclass(frozen=True)
class Entry:
    """One regulation with its names. `numbers` are its document numbers as printed."""

    id: int
    code: str
    title: str
    short_title: str = ""
    level: str = ""
    aliases: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()

    def ordered(self) -> list[Version]:
        """Oldest first."""
        by_id = {version.id: version for version in self.versions}
        return [by_id[span.id or 0] for span in validity.in_order([v.span() for v in self.versions])]

    def in_force(self, on: datetime.date) -> Version | None:
        """The version that was law on that day, else one already published and not yet ended."""
        spans = [version.span() for version in self.versions]
        found = validity.in_force(spans, on)
        if found is None:
            coming = [s for s in spans if s.published_on and s.published_on <= on and s.ended_on is None]
            coming = [s for s in coming if s.effective_on and s.effective_on > on]
            found = coming[-1] if coming else None
        return next((v for v in self.versions if found and v.id == found.id), None)

    def current(self, today: datetime.date | None) -> Version | None:
        """The text in force today, or the newest when no day is given or none is in force."""
        ordered = self.ordered()
        if not ordered:
            return None
        return (self.in_force(today) if today else None) or ordered[-1]

    def ended(self, on: datetime.date | None) -> bool:
        """No version is law on that day (or ever again)."""
        ordered = self.ordered()
        if not ordered:
            return False
        last = ordered[-1]
        return last.ended_on is not None and (on is None or last.ended_on <= on)


@dataclass(frozen=True)
class Library:
    """Entries with the indexes a reader needs. Build it with `Library.build`."""

    entries: tuple[Entry, ...]
    names: Mapping[str, tuple[int, ...]]
    numbers: Mapping[str, tuple[int, ...]]
    trie: Trie = field(repr=False)
    last_characters: str
    informal: frozenset[str]

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> Library:
        held = tuple(entries)
        official: dict[str, list[int]] = {}
        for index, entry in enumerate(held):
            for name in (entry.title, entry.short_title):
                for form in names.variants(name) if name else ():
                    official.setdefault(form, []).append(index)
        known = {form: list(dict.fromkeys(rows)) for form, rows in official.items()}
        for name, rows in _alias_rows(held, known):
            if name not in official:
                known[name] = list(dict.fromkeys([*known.get(name, []), *rows]))
        numbers: dict[str, list[int]] = {}
        for index, entry in enumerate(held):
            for key in {key for number in (*entry.numbers, *entry.aliases) for key in names.document_keys(number)}:
                numbers.setdefault(key, []).append(index)
        printed = [name for entry in held for name in (entry.title, entry.short_title, *entry.aliases)]
        marked = {names.fold(name).replace(" ", ""): names.canonical(name) for name in printed if "（" in name}
        trie, last = _trie(tuple(({name: name for name in [*known, *tables.known_laws()]} | marked).items()))
        return cls(
            entries=held,
            names={name: tuple(rows) for name, rows in known.items()},
            numbers={key: tuple(rows) for key, rows in numbers.items()},
            trie=trie,
            last_characters=last,
            informal=frozenset(n for n in known if n not in official),
        )

    @classmethod
    def from_plain(cls, rows: Iterable[Mapping[str, Any]]) -> Library:
        """From dictionaries with the fields of Entry and Version (`articles` may be a count: 67 means 1–67)."""
        return cls.build(_entry(dict(row), index) for index, row in enumerate(rows, 1))

    def entry(self, key: int | str) -> Entry | None:
        """By id or code."""
        return next((e for e in self.entries if key in (e.id, e.code)), None)

    def named(self, name: str) -> list[Entry]:
        """Every entry that bears the name, canonical or not; the edition in brackets is passed over."""
        plain = names.canonical(names.without_year(name))
        short = names.without_issuer(plain)
        for form in (names.canonical(name), plain, short, names.without_book(plain)):
            if form in self.names:
                return [self.entries[index] for index in self.names[form]]
        return []

    def numbered(self, key: str) -> list[Entry]:
        return [self.entries[index] for index in self.numbers.get(key, ())]


def _alias_rows(entries: tuple[Entry, ...], official: Mapping[str, list[int]]) -> Iterator[tuple[str, list[int]]]:
    codes = {entry.code: index for index, entry in enumerate(entries)}
    for index, entry in enumerate(entries):
        for alias in entry.aliases:
            yield names.canonical(alias), [index]
    for shared, targets in tables.aliases():
        rows: list[int] = []
        for target in targets:
            rows += [codes[target]] if target in codes else official.get(names.canonical(target), [])
        for name in shared if rows else ():
            yield names.canonical(name), rows


@lru_cache(maxsize=2)
def _trie(known: tuple[tuple[str, str], ...]) -> tuple[Trie, str]:
    """Names written backwards, so that the longest that ends at a place is found in one walk. "" marks a whole name.

    Kept: most publications bring no new name.
    """
    trie: Trie = {}
    last: set[str] = set()
    for written, name in known:
        for form in _written(written):
            node = trie
            for character in reversed(form):
                node = node.setdefault(character, {})
            node[""] = name
            last.add(form[-1])
    return trie, "".join(sorted(last))


def _written(name: str) -> set[str]:
    """How a canonical name may stand in folded text: 解释一 also as 解释(一)."""
    if len(name) > 3 and name[-1] in "一二三四五六七八九" and name[-2] not in "第之零十":
        return {name, f"{name[:-1]}({name[-1]})"}
    return {name}


def _entry(row: dict[str, Any], index: int) -> Entry:
    versions = tuple(_version(dict(v), index * 100 + n) for n, v in enumerate(row.pop("versions", ()), 1))
    for name in ("aliases", "numbers"):
        row[name] = tuple(row.get(name, ()))
    fields: dict[str, Any] = {"id": index, "versions": versions} | row
    return Entry(**fields)


def _version(row: dict[str, Any], number: int) -> Version:
    articles = row.get("articles", {})
    if isinstance(articles, int):
        row["articles"] = {str(n): number * 10_000 + n for n in range(1, articles + 1)}
    return Version(**({"id": number} | row))
