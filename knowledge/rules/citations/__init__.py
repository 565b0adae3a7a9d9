"""The citation linker: every article that a text cites, with the regulation, the version and the place it means.

`link` reads a text; `parse_query` reads a search box. Both take a `Library`, plain frozen data. The grammar follows the
ways in which statutes, judgments and people write citations; its patterns and tables are the TOML files beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from . import names
from .grammar import Place
from .library import Entry, Library, Version
from .query import QueryCitation, parse_query
from .reader import Mention, Own, Reader
from .resolver import Link, Resolver, State
from .scanner import Kind, scan
from .targets import repealed_on

__all__ = [
    "Entry", "Library", "Link", "Mention", "Own", "Place", "QueryCitation", "State", "Version",
    "find", "link", "names", "names_given", "parse_query", "repealed_on", "resolve", "whole_laws",
]  # fmt: skip


def find(text: str, library: Library, own: Own | None = None, bound: Mapping[str, str] | None = None) -> list[Mention]:
    """Every article cited, with the law that the words name. The library gives the names; no date is needed."""
    return Reader(scan(text, library, bound=bound or ()), library, own, bound).read()


def resolve(
    text: str, mentions: list[Mention], library: Library, on: datetime.date | None = None, *,
    own: Own | None = None, today: datetime.date | None = None,
) -> list[Link]:  # fmt: skip
    """Mentions as links, in order of place; a range gives one link for each article inside it."""
    return Resolver(text, library, on, today, own).resolve(mentions)


def link(
    text: str, library: Library, on: datetime.date | None = None, *,
    own: Own | None = None, today: datetime.date | None = None, bound: Mapping[str, str] | None = None,
) -> list[Link]:  # fmt: skip
    """Find and resolve. `on` is the date of the citing text (None: the newest texts); `own` says that the text is
    itself law, so that 本法 and 前款 have a meaning; `today` (None: the newest text) decides `current_article`;
    `bound` are names from an earlier part of the same document (see `names_given`)."""
    return resolve(text, find(text, library, own, bound), library, on, own=own, today=today)


def names_given(text: str, library: Library) -> dict[str, str]:
    """条例 → 职工带薪年休假条例, where the text says 《职工带薪年休假条例》（以下简称条例）."""
    tokens = scan(text, library).tokens if "称" in text else []
    return {name: token.name for token in tokens for name in token.binds}


def whole_laws(text: str, library: Library, links: Iterable[Link] = ()) -> list[Link]:
    """《…》 of the library that stand without an article: the first place of each law, none of those in `links`."""
    told, found = {one.regulation for one in links}, []
    for token in scan(text, library).tokens if "《" in text else []:
        entries = library.named(token.name) if token.kind is Kind.TITLE else []
        if len(entries) == 1 and entries[0].id not in told:
            told.add(entries[0].id)
            raw, law = text[token.start : token.end], entries[0]
            found.append(Link(token.start, token.end, raw, State.RESOLVED, regulation=law.id, code=law.code))
    return found
