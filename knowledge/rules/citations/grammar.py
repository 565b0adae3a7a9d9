"""Articles, paragraphs, items: from 第 to the last 项, lists and ranges included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from .. import numerals
from . import tables

_MAX_PLACES = 60
_MAX_RANGE = 60
_SHORT_GAP = 2


class Place(NamedTuple):
    """款, 项, 目; 0 where none is named."""

    paragraph: int = 0
    item: int = 0
    point: int = 0


@dataclass(frozen=True)
class Cited:
    """One article as written at `start`–`end`. `joined`: it closes a range that the one before it opens."""

    number: int
    sub: int
    start: int
    end: int
    places: tuple[Place, ...] = ()
    joined: bool = False

    @property
    def key(self) -> str:
        return numerals.article_key(self.number, self.sub)


def read_articles(text: str, head: re.Match[str]) -> tuple[list[Cited], int]:
    """The group that `head` (a match of an [article] pattern) opens, and where it ends."""
    cited = _chain(text, head, joined=False)
    end = cited[-1].end
    follow = tables.pattern("article", "follow")
    while len(cited) < _MAX_PLACES:
        match = follow.match(text, end)
        if not match:
            break
        cited += _chain(text, match, joined=bool(match["to"]))
        end = cited[-1].end
    return cited, end


def _chain(text: str, match: re.Match[str], joined: bool) -> list[Cited]:
    """第三十八、三十九条第一款: every number is an article, 之一 and places belong to the last."""
    pieces = [(joined, match["first"], match.start("first"), match.end("first"))]
    number = tables.pattern("article", "number")
    base = match.start("rest")
    at = base
    while at < match.end("rest"):
        skip = re.compile(r"[ \t\u3000,、和及其与以或者/]*").match(text, at, match.end("rest"))
        at = skip.end() if skip else at
        found = number.match(text, at, match.end("rest"))
        if not found:
            break
        pieces.append((bool(found["to"]), text[found.start("n") : found.end()], found.start("n"), found.end()))
        at = found.end()
    places, end = read_places(text, match.end())
    cited = []
    for index, (to, words, start, stop) in enumerate(pieces):
        last = index == len(pieces) - 1
        value, sub = _number(words)
        if last and match["sub"]:
            sub = numerals.to_int(match["sub"])
        begin = _before(text, start)
        cited.append(Cited(value, sub, begin, end if last else stop, tuple(places) if last else (), to))
    return cited


def _before(text: str, start: int) -> int:
    """Where 第 stands, when it stands before the number."""
    at = start
    while at > 0 and start - at < _SHORT_GAP and text[at - 1] in " \t\u3000":
        at -= 1
    return at - 1 if at > 0 and text[at - 1] == "第" else start


def _number(words: str) -> tuple[int, int]:
    head, _, sub = re.sub(r"[第 \t\u3000]", "", words).replace("-", "之").partition("之")
    return numerals.to_int(head), numerals.to_int(sub) if sub else 0


def read_places(text: str, at: int) -> tuple[list[Place], int]:
    """Paragraphs, items and points that follow an article, and where they end (`at` when there are none)."""
    places: list[Place] = []
    end, paragraph, to = at, 0, False
    while len(places) < _MAX_PLACES:
        before = len(places)
        match = tables.pattern("place", "paragraph").match(text, at)
        if match:
            places += [Place(n) for n in _values(match[0], places[-1].paragraph if to and places else 0)]
            paragraph, at, to = places[-1].paragraph, match.end(), False
        match = _item(text, at)
        if match:
            if len(places) > before:
                places.pop()
            opened = places[-1].item if to and places else 0
            places += [Place(paragraph, n) for n in _values(match[0], opened)]
            at = match.end()
            point = tables.pattern("place", "point").match(text, at)
            if point:
                places[-1] = Place(paragraph, places[-1].item, _values(point[0], 0)[0])
                at = point.end()
        if at == end or len(places) == before:
            break
        end = at
        join = tables.pattern("place", "join").match(text, at)
        if not join:
            break
        at, to = join.end(), bool(join["to"])
    return places, end


def _item(text: str, at: int) -> re.Match[str] | None:
    found = tables.pattern("place", "item").match(text, at)
    return found or tables.pattern("place", "loose_item").match(text, at)


def _values(words: str, opened: int) -> list[int]:
    """第一、三项 as 1, 3; 第一至第三项 as 1, 2, 3. `opened` > 0: the first number closes a range begun there."""
    values: list[int] = []
    for match in tables.pattern("place", "number").finditer(words):
        value = numerals.to_int(match["n"])
        low = values[-1] if values else opened
        if (match["to"] or (opened and not values)) and low and low < value <= low + _MAX_RANGE:
            values += range(low + 1, value)
        values.append(value)
    return values or [0]
