"""Which article of one version is which of another, when numbers have moved and words have changed."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

ALIKE = 0.45
"""Least likeness (Dice of character pairs, 0–1) at which two texts standing at the same place are one article."""
ALIKE_ELSEWHERE = 0.6
"""Least likeness for an article that has moved past its neighbours."""
ALIKE_SAME_NUMBER = 0.3
"""Enough when the number has stayed and nothing else claims either of the two."""


@dataclass(frozen=True)
class Clause:
    """An article as matching sees it: number (276), sub (1 for 之一) and official text."""

    number: int
    sub: int
    text: str


def normalise(text: str) -> str:
    """Text without white space, invisible characters and differences of width; equal words compare equal."""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(c for c in wide if not c.isspace() and unicodedata.category(c) != "Cf")


def likeness(one: str, other: str) -> float:
    """0 for nothing in common, 1 for the same words (Dice of character pairs)."""
    left, right = normalise(one), normalise(other)
    return 1.0 if left == right else _dice(_shingles(left), _shingles(right))


def pair_articles(old: Sequence[Clause], new: Sequence[Clause]) -> list[tuple[int, int]]:
    """Pairs (index in `old`, index in `new`) of the same article, by place in `new`; the rest was added or removed.

    Identical texts hold the alignment; between them likeness decides in order, then articles that moved, then those
    that kept their number while most words changed. Each index occurs once at most.
    """
    table = _Table(old, new)
    anchors = _longest_rising(_identical(table.old_text, table.new_text))
    pairs = list(anchors)
    edges = [(-1, -1), *anchors, (len(old), len(new))]
    for (i, j), (k, m) in pairwise(edges):
        pairs += _align(table, range(i + 1, k), range(j + 1, m))
    pairs += _moved(table, pairs)
    pairs += _same_number(table, pairs)
    return sorted(pairs, key=lambda p: p[1])


class _Table:
    """Both versions with their character pairs ready; likeness is asked for by index."""

    def __init__(self, old: Sequence[Clause], new: Sequence[Clause]) -> None:
        self.old, self.new = old, new
        self.old_text = [normalise(c.text) for c in old]
        self.new_text = [normalise(c.text) for c in new]
        self.old_pairs = [_shingles(t) for t in self.old_text]
        self.new_pairs = [_shingles(t) for t in self.new_text]

    def score(self, i: int, j: int) -> float:
        if self.old_text[i] and self.old_text[i] == self.new_text[j]:
            return 1.0
        return _dice(self.old_pairs[i], self.new_pairs[j])

    def same_number(self, i: int, j: int) -> bool:
        one, other = self.old[i], self.new[j]
        return (one.number, one.sub) == (other.number, other.sub)


def _shingles(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text))) or frozenset(text)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one) + len(other)
    if not one or not other or min(len(one), len(other)) * 8 < both:
        return 0.0
    return 2 * len(one & other) / both


def _identical(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Texts that occur exactly once on either side."""
    where = {text: i for i, text in enumerate(old)}
    seen_old, seen_new = Counter(old), Counter(new)
    return [(where[t], j) for j, t in enumerate(new) if t and seen_old[t] == seen_new[t] == 1]


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs (sorted by the second) whose first index rises too: patience sorting."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for n, (i, _) in enumerate(pairs):
        place = bisect_left(tails, i)
        tails[place : place + 1] = [i]
        at[place : place + 1] = [n]
        before.append(at[place - 1] if place else -1)
    out, n = [], at[-1] if at else -1
    while n >= 0:
        out.append(pairs[n])
        n = before[n]
    return out[::-1]


def _align(table: _Table, rows: range, columns: range) -> list[tuple[int, int]]:
    """Best pairing in order within a gap between anchors (dynamic programming over likeness)."""
    if not rows or not columns:
        return []
    width = len(columns) + 1
    best = [[0.0] * width for _ in range(len(rows) + 1)]
    gain = [[0.0] * width for _ in range(len(rows) + 1)]
    for a, i in enumerate(rows, 1):
        above, here, gains = best[a - 1], best[a], gain[a]
        for b, j in enumerate(columns, 1):
            score = table.score(i, j)
            if score >= ALIKE:
                gains[b] = score + (0.05 if table.same_number(i, j) else 0.0)
            here[b] = max(above[b], here[b - 1], above[b - 1] + gains[b] if gains[b] else 0.0)
    return _trace(best, gain, rows, columns)


def _trace(best: list[list[float]], gain: list[list[float]], rows: range, columns: range) -> list[tuple[int, int]]:
    pairs, a, b = [], len(rows), len(columns)
    while a and b:
        if gain[a][b] and best[a][b] == best[a - 1][b - 1] + gain[a][b]:
            pairs.append((rows[a - 1], columns[b - 1]))
            a, b = a - 1, b - 1
        elif best[a][b] == best[a - 1][b]:
            a -= 1
        else:
            b -= 1
    return pairs[::-1]


def _free(table: _Table, pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    used_old, used_new = {i for i, _ in pairs}, {j for _, j in pairs}
    return (
        [i for i in range(len(table.old)) if i not in used_old],
        [j for j in range(len(table.new)) if j not in used_new],
    )


def _moved(table: _Table, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Articles that left their place: the most alike first."""
    rows, columns = _free(table, pairs)
    scored = [(table.score(i, j), i, j) for i in rows for j in columns]
    out: list[tuple[int, int]] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for score, i, j in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        if score < ALIKE_ELSEWHERE:
            break
        if i not in taken_old and j not in taken_new:
            out.append((i, j))
            taken_old.add(i)
            taken_new.add(j)
    return out


def _same_number(table: _Table, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left, by number, when some words stayed."""
    rows, columns = _free(table, pairs)
    place = {(table.new[j].number, table.new[j].sub): j for j in columns}
    out = []
    for i in rows:
        j = place.get((table.old[i].number, table.old[i].sub))
        if j is not None and table.score(i, j) >= ALIKE_SAME_NUMBER:
            out.append((i, j))
    return out
