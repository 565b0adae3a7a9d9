"""Where the words of a question stand in a text: made in Python on the raw text, the same for every engine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .analysis import INVISIBLE, han_pairs, normalise

EMPTY_WORDS = frozenset((Path(__file__).parent / "empty_words.txt").read_text(encoding="utf8").split())
"""Pairs that say nothing of the matter: never marked, and no hit for their sake alone."""


@dataclass(frozen=True)
class Piece:
    """A stretch of raw text, marked or not."""

    text: str
    marked: bool = False


def marks(question: str) -> list[str]:
    """What of a question is marked in a text: pairs with meaning, numbers, words."""
    return [pair for pair in dict.fromkeys(han_pairs(question)) if pair not in EMPTY_WORDS]


def spans(text: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Merged (start, end) of every place where one of `wanted` stands; offsets of the raw text."""
    plain = normalise(text)
    if INVISIBLE in plain:
        seen = [i for i, char in enumerate(plain) if char != INVISIBLE]
        bare = plain.replace(INVISIBLE, "")
        return [(seen[start], seen[end - 1] + 1) for start, end in spans(bare, wanted)]
    found: list[tuple[int, int]] = []
    for word in wanted:
        if word.isascii():
            found += [m.span() for m in re.finditer(rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])", plain)]
            continue
        at = plain.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = plain.find(word, at + 1)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def mark(text: str, wanted: Iterable[str]) -> list[Piece]:
    """The whole text in pieces; joined, they are the text."""
    return _cut(text, spans(text, wanted), 0, len(text))


def snippet(text: str, wanted: Iterable[str], size: int = 90) -> list[Piece]:
    """About `size` characters around the richest place, in pieces, with … where something was left out."""
    found = spans(text, wanted)
    start = _richest(found, size)
    start = 0 if start < size // 4 else max(0, start - size // 6)
    end = min(len(text), start + size)
    pieces = _cut(text, found, start, end)
    if start:
        pieces.insert(0, Piece("…"))
    if end < len(text):
        pieces.append(Piece("…"))
    return pieces


def _richest(found: list[tuple[int, int]], size: int) -> int:
    """Start of the window of `size` characters that holds most marked characters."""
    best, best_start = -1, 0
    for i, (start, _) in enumerate(found):
        held = sum(min(e, start + size) - s for s, e in found[i : i + 40] if s < start + size)
        if held > best:
            best, best_start = held, start
    return best_start


def _cut(text: str, found: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    for left, right in found:
        left, right = max(left, start), min(right, end)
        if left >= right:
            continue
        if left > at:
            pieces.append(Piece(text[at:left]))
        pieces.append(Piece(text[left:right], marked=True))
        at = right
    if at < end:
        pieces.append(Piece(text[at:end]))
    return pieces
