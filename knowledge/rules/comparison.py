"""Two versions of a regulation side by side: what stayed, moved, changed, came and went."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from . import numerals
from .matching import Clause, likeness, normalise, pair_articles

_WHOLE = 0.3
"""Below this likeness a marked-up mixture reads worse than the old text struck out beside the new one."""
_CRUMB = 2
"""Fewer equal characters than this between two changes are drawn into the change."""
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万")


class Kind(StrEnum):
    """`changed` has other words (and perhaps another number); `renumbered` has the same words under another number."""

    SAME = "same"
    RENUMBERED = "renumbered"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class Op(StrEnum):
    """What a stretch of text is: on both sides, only on the old one, only on the new one."""

    SAME = "same"
    DELETE = "delete"
    INSERT = "insert"


@dataclass(frozen=True)
class Side:
    """An article of one version. Equal identities are one article whatever their numbers; None is not known."""

    identity: int | None
    number: int
    sub: int
    text: str

    @property
    def label(self) -> str:
        """第十七条"""
        return numerals.article_label(self.number, self.sub)

    @property
    def key(self) -> str:
        """`17` or `276-1`, as addresses have it."""
        return numerals.article_key(self.number, self.sub)


@dataclass(frozen=True)
class Segment:
    """A stretch of the original text of one side."""

    op: Op
    text: str


@dataclass(frozen=True)
class Row:
    """One article in both versions; `left` covers the whole old text and `right` the whole new one."""

    kind: Kind
    old: Side | None
    new: Side | None
    left: list[Segment] = field(default_factory=list)
    right: list[Segment] = field(default_factory=list)

    @property
    def moved(self) -> bool:
        """The number differs."""
        return bool(self.old and self.new and (self.old.number, self.old.sub) != (self.new.number, self.new.sub))


@dataclass(frozen=True)
class Comparison:
    """Rows in the order of the new version, removed articles where they stood; counts for every kind."""

    rows: list[Row]
    counts: dict[Kind, int]


def compare(old: Sequence[Side], new: Sequence[Side]) -> Comparison:
    """Both versions, in order, article by article."""
    pairs = _pairs(old, new)
    partner = {j: i for i, j in pairs}
    kept = {i for i, _ in pairs}
    gone = iter([i for i in range(len(old)) if i not in kept])
    rows: list[Row] = []
    waiting = next(gone, None)
    for j, side in enumerate(new):
        i = partner.get(j)
        while i is not None and waiting is not None and waiting < i:
            rows.append(_row(old[waiting], None))
            waiting = next(gone, None)
        rows.append(_row(old[i] if i is not None else None, side))
    while waiting is not None:
        rows.append(_row(old[waiting], None))
        waiting = next(gone, None)
    found = Counter(row.kind for row in rows)
    return Comparison(rows, {kind: found[kind] for kind in Kind})


def _pairs(old: Sequence[Side], new: Sequence[Side]) -> list[tuple[int, int]]:
    """Equal identities first; the rest by number and likeness."""
    where = {side.identity: i for i, side in enumerate(old) if side.identity is not None}
    pairs = [(where[s.identity], j) for j, s in enumerate(new) if s.identity in where]
    used_old, used_new = {i for i, _ in pairs}, {j for _, j in pairs}
    left = [i for i in range(len(old)) if i not in used_old]
    right = [j for j in range(len(new)) if j not in used_new]
    found = pair_articles(
        [Clause(old[i].number, old[i].sub, old[i].text) for i in left],
        [Clause(new[j].number, new[j].sub, new[j].text) for j in right],
    )
    return pairs + [(left[a], right[b]) for a, b in found]


def _row(old: Side | None, new: Side | None) -> Row:
    if old is None or new is None:
        left = [Segment(Op.DELETE, old.text)] if old and old.text else []
        right = [Segment(Op.INSERT, new.text)] if new and new.text else []
        return Row(Kind.ADDED if old is None else Kind.REMOVED, old, new, left, right)
    if normalise(old.text) == normalise(new.text):
        kind = Kind.SAME if (old.number, old.sub) == (new.number, new.sub) else Kind.RENUMBERED
        return Row(kind, old, new, _plain(old.text), _plain(new.text))
    left, right = mark_changes(old.text, new.text)
    return Row(Kind.CHANGED, old, new, left, right)


def _plain(text: str) -> list[Segment]:
    return [Segment(Op.SAME, text)] if text else []


def mark_changes(old: str, new: str) -> tuple[list[Segment], list[Segment]]:
    """Both texts cut into segments; joined, each side is its original text, character for character.

    Width, white space and invisible characters never count as a change; numbers and Latin words change as a whole.
    """
    if likeness(old, new) < _WHOLE:
        return (
            [Segment(Op.DELETE, old)] if old else [],
            [Segment(Op.INSERT, new)] if new else [],
        )
    one, other = list(_tokens(old)), list(_tokens(new))
    matcher = SequenceMatcher(None, [key for key, _ in one], [key for key, _ in other], autojunk=False)
    left: list[Segment] = []
    right: list[Segment] = []
    for same, i1, i2, j1, j2 in _without_crumbs(matcher.get_opcodes()):
        _add(left, Op.SAME if same else Op.DELETE, "".join(text for _, text in one[i1:i2]))
        _add(right, Op.SAME if same else Op.INSERT, "".join(text for _, text in other[j1:j2]))
    return left, right


def _add(segments: list[Segment], op: Op, text: str) -> None:
    if text:
        segments.append(Segment(op, text))


def _without_crumbs(
    opcodes: Sequence[tuple[str, int, int, int, int]],
) -> list[tuple[bool, int, int, int, int]]:
    """(same, i1, i2, j1, j2): neighbours of one kind merged, lone equal characters between changes drawn in."""
    out: list[tuple[bool, int, int, int, int]] = []
    last = len(opcodes) - 1
    for n, (tag, i1, i2, j1, j2) in enumerate(opcodes):
        same = tag == "equal" and not (0 < n < last and i2 - i1 < _CRUMB)
        if out and out[-1][0] == same:
            out[-1] = (same, out[-1][1], i2, out[-1][3], j2)
        else:
            out.append((same, i1, i2, j1, j2))
    return out


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """(key, original): a character, or a word (see _one_word); white space stays with what stands before it."""
    key = original = ""
    for char in text:
        if char.isspace() or unicodedata.category(char) == "Cf":
            original += char
            continue
        plain = unicodedata.normalize("NFKC", char)
        if key and not (original[-1:].isalnum() and _one_word(key, plain)):
            yield key, original
            key = original = ""
        key, original = key + plain, original + char
    if original:
        yield key, original


def _one_word(before: str, after: str) -> bool:
    """Digits, Latin letters and Chinese numerals run together with their like: 三十 becomes 十五, not 十 and 五."""
    if before[-1] in _NUMERALS and after[0] in _NUMERALS:
        return True
    return (before + after).isascii() and after.isalnum() and before[-1].isdigit() == after[0].isdigit()
