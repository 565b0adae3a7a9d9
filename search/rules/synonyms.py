"""Lay words and the words law uses for them: what a search adds to what was typed, and what editors may enter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .analysis import normalise

MIN_LENGTH = 2
MAX_LENGTH = 20
MAX_MEANINGS = 12
_ALLOWED = re.compile(r"[\w+·]+")


@dataclass(frozen=True)
class Expansion:
    """`said` stands at `start` of the text; law writes it as one of `means`."""

    said: str
    start: int
    means: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Lay word → legal words, indexed by the first character, longest word first."""

    meanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def build(cls, pairs: Iterable[tuple[str, Sequence[str]]]) -> Table:
        """From (said, means); words are kept as `analysis.normalise` writes them, later pairs replace earlier ones."""
        meanings = {normalise(said): tuple(map(normalise, means)) for said, means in pairs if said and means}
        words: dict[str, list[str]] = {}
        for word in {*meanings, *(m for means in meanings.values() for m in means if m)}:
            words.setdefault(word[0], []).append(word)
        return cls(meanings, {first: tuple(sorted(some, key=lambda w: (-len(w), w))) for first, some in words.items()})


def expand(text: str, table: Table) -> list[Expansion]:
    """What `text` says in lay words, from left to right, longest first, each lay word once, none overlapping.

    A legal word already there is not read as a lay one (取保候审 says nothing about 取保), and a lay word beside
    a legal word for it adds nothing: the reader has said it.
    """
    plain = normalise(text)
    found: list[Expansion] = []
    at = 0
    while at < len(plain):
        word = next((w for w in table.words.get(plain[at], ()) if plain.startswith(w, at)), "")
        means = table.meanings.get(word, ())
        new = means and all(f.said != word for f in found)
        if new and not any(m in plain for m in means):
            found.append(Expansion(word, at, means))
        at += len(word) or 1
    return found


def problems(said: str, means: Sequence[str], others: Mapping[str, Sequence[str]]) -> list[str]:
    """What is wrong with an entry, in words for its editor; empty when it may be saved.

    `others` are the entries that stand already; the one under the same word is the one being replaced.
    """
    found = [p for word in (said, *means) if (p := _word_problem(word))]
    if not means:
        found.append("至少写一个法律用词，一行一个。")
    if len(means) > MAX_MEANINGS:
        found.append(f"法律用词最多 {MAX_MEANINGS} 个，现在有 {len(means)} 个。")
    twice = sorted({m for m in means if means.count(m) > 1})
    if twice:
        found.append(f"法律用词写重了：{'、'.join(twice)}。")
    if normalise(said) in map(normalise, means):
        found.append(f"“{said}”不能解释成它自己。")
    elif road := _circle(normalise(said), means, others):
        found.append(f"转了一圈又回到原词：{' → '.join(road)}。")
    return found


def _word_problem(word: str) -> str:
    if len(word) < MIN_LENGTH:
        return f"“{word}”太短，至少 {MIN_LENGTH} 个字。"
    if len(word) > MAX_LENGTH:
        return f"“{word}”太长，最多 {MAX_LENGTH} 个字。"
    if not _ALLOWED.fullmatch(word):
        return f"“{word}”里只能有汉字、字母和数字，不要空格和标点。"
    return ""


def _circle(said: str, means: Sequence[str], others: Mapping[str, Sequence[str]]) -> list[str]:
    """The way from `said` over its meanings back to it, or nothing."""
    table = {normalise(k): [normalise(m) for m in v] for k, v in others.items()} | {said: [normalise(m) for m in means]}
    roads, seen = [[said]], {said}
    while roads:
        road = roads.pop()
        for word in table.get(road[-1], ()):
            if word == said:
                return [*road, said]
            if word not in seen:
                seen.add(word)
                roads.append([*road, word])
    return []
