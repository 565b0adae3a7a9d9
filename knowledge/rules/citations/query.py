"""Citations typed into a search box: looser than in a text, but the whole query must be citations."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from . import tables
from .grammar import Cited, Place, read_articles
from .library import Entry, Library
from .scanner import Kind, scan
from .targets import Sort, Target, identify, narrow

_MAX_QUERY = 200
_MAX_CITATIONS = 40
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class QueryCitation:
    """`regulation`/`code` None: no law was typed and `candidates` (ids, in library order) have such an article.

    `article` None: the whole regulation. `exists` is False where the text at hand has no such article.
    """

    regulation: int | None
    code: str | None
    article: str | None
    paragraph: int = 0
    item: int = 0
    candidates: tuple[int, ...] = ()
    article_id: int | None = None
    exists: bool = True


@dataclass
class _Piece:
    """A title with the articles that belong to it."""

    target: Target | None
    cited: list[Cited]


def parse_query(text: str, library: Library, on: datetime.date) -> list[QueryCitation]:
    """工伤条例17条, 第82条 劳动合同法, 劳动法44、45条, 民法典1165, 第82条. Empty when more than citations is typed."""
    if not text.strip() or len(text) > _MAX_QUERY:
        return []
    query = _squeeze(text)
    pieces = _pieces(query, library)
    citations = [c for piece in pieces or () for c in _resolve(piece, library, on)]
    return list(dict.fromkeys(citations))[:_MAX_CITATIONS]


def _squeeze(text: str) -> str:
    """Spaces go; between two numbers they stand for 、."""
    folded = text.strip().translate(_DIGITS).replace("\u200b", "").replace("§", "第")
    folded = re.sub(r"(?<=[0-9条])\s+(?=[0-9])", "、", folded)
    return re.sub(r"\s+", "", folded)


def _pieces(query: str, library: Library) -> list[_Piece] | None:
    """None when something stands in the query that is no part of a citation."""
    found = scan(query, library, typed=True)
    titles = [t for t in found.tokens if t.kind in (Kind.TITLE, Kind.NAME, Kind.NUMBER)]
    used = [False] * len(query)
    pieces: list[_Piece] = []
    loose: list[Cited] = []
    at = 0
    for token in [*titles, None]:
        stop = token.start if token else len(query)
        cited = _articles(found.masked, at, stop, used, after_title=bool(pieces))
        if pieces and not pieces[-1].cited:
            pieces[-1].cited = cited
        elif pieces and cited:
            pieces.append(_Piece(pieces[-1].target, cited))
        else:
            loose += cited
        if token:
            target = identify(token, library, {})
            if target.sort is not Sort.HELD:
                return None
            pieces.append(_Piece(target, []))
            used[token.start : token.after] = [True] * (token.after - token.start)
            at = token.after
    if loose:
        pieces = _attach(pieces, loose)
    return pieces if _all_used(query, used) else None


def _attach(pieces: list[_Piece], loose: list[Cited]) -> list[_Piece]:
    """第82条劳动合同法: the number came first."""
    if len(pieces) == 1 and not pieces[0].cited:
        pieces[0].cited = loose
        return pieces
    return [_Piece(None, loose), *pieces]


def _articles(masked: str, at: int, stop: int, used: list[bool], after_title: bool) -> list[Cited]:
    cited: list[Cited] = []
    part = masked[:stop]
    while at < stop:
        head = _head(part, at, after_title)
        if head is None:
            at += 1
            continue
        group, end = read_articles(part, head)
        end = max(end, head.end())
        cited += group
        used[head.start() : end] = [True] * (end - head.start())
        at = end
    return _expand(cited)


def _head(part: str, at: int, after_title: bool) -> re.Match[str] | None:
    full = tables.pattern("article", "full").match(part, at)
    if full:
        return full
    if at and part[at - 1] in "0123456789第":
        return None
    short = tables.pattern("article", "short").match(part, at)
    if short or not after_title:
        return short
    return tables.pattern("article", "typed").match(part, at)


def _expand(cited: list[Cited]) -> list[Cited]:
    """A range as its articles."""
    out: list[Cited] = []
    for one in cited:
        if one.joined and out and out[-1].number < one.number <= out[-1].number + _MAX_CITATIONS:
            out += [replace(one, number=n, sub=0, places=()) for n in range(out[-1].number + 1, one.number)]
        out.append(one)
    return out


def _all_used(query: str, used: list[bool]) -> bool:
    rest = "".join(c if not taken else "\x00" for c, taken in zip(query, used, strict=True))
    filler = tables.pattern("document", "query_filler")
    return all(not filler.sub("", part) for part in rest.split("\x00"))


def _resolve(piece: _Piece, library: Library, on: datetime.date) -> list[QueryCitation]:
    if piece.target is None:
        return [c for one in piece.cited if (c := _bare(one, library, on)).candidates]
    keys = [one.key for one in piece.cited]
    entries = narrow(piece.target, keys, on, [])
    if len(entries) > 1:
        ids = tuple(entry.id for entry in entries)
        if not piece.cited:
            return [QueryCitation(None, None, None, candidates=ids)]
        return [_citation(None, one, on, ids) for one in piece.cited]
    if not piece.cited:
        return [QueryCitation(entries[0].id, entries[0].code, None)]
    return [_citation(entries[0], one, on, ()) for one in piece.cited]


def _bare(one: Cited, library: Library, on: datetime.date) -> QueryCitation:
    having = tuple(entry.id for entry in library.entries if _find(entry, one.key, on) is not None)
    return _citation(None, one, on, having)


def _citation(entry: Entry | None, one: Cited, on: datetime.date, candidates: tuple[int, ...]) -> QueryCitation:
    place = one.places[0] if one.places else Place()
    found = _find(entry, one.key, on) if entry else None
    version = entry.in_force(on) or entry.current(on) if entry else None
    return QueryCitation(
        regulation=entry.id if entry else None,
        code=entry.code if entry else None,
        article=one.key,
        paragraph=place.paragraph,
        item=place.item,
        candidates=candidates,
        article_id=found,
        exists=found is not None or version is None or not version.complete,
    )


def _find(entry: Entry, key: str, on: datetime.date) -> int | None:
    version = entry.in_force(on) or entry.current(on)
    return version.articles.get(key) if version else None
