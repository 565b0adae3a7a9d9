"""Where the words of a question stand in a text: made in Python on the raw text, the same for every engine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .analysis import han_pairs, normalise

EMPTY_WORDS = frozenset(
    """
    怎么 什么 怎样 如何 是否 可以 应该 应当 能否 能不 不能 有没 没有 我的 他的 你的 我们 他们 你们 这个 那个 哪些 哪个
    多少 多久 为什 么办 样办 怎办 是不 不是 还是 或者 以及 如果 的话 因为 所以 但是 而且 一个 一下 吗的 请问 需要 算不
    要不 会不 的人 了怎 么样 么算 么要 了我 了吗 的吗 呢吗 是什 有什 在哪 到底 究竟 现在 已经 自己 对于 关于 进行 规定
    情况 情形
    """.split()
)
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
