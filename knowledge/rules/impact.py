"""What a new version does to each article of the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from .comparison import Comparison, Kind, Row, Side
from .matching import normalise

_TAKEN = 0.5
"""An added article with at least this part of its words from an old one was split off it."""


class What(StrEnum):
    CHANGED = "changed"
    SPLIT = "split"
    ENDED = "ended"


@dataclass(frozen=True)
class Effect:
    """`pieces` are the articles that say it now: one when changed, several when split, none when ended."""

    what: What
    old: Side
    pieces: tuple[Side, ...]

    @property
    def new_text(self) -> str:
        """The words; behind its label each piece that is not the same number. Empty when nothing is left."""
        if len(self.pieces) == 1 and _place(self.pieces[0]) == _place(self.old):
            return self.pieces[0].text
        return "\n".join(f"{side.label}　{side.text}" for side in self.pieces)


def effects(result: Comparison) -> list[Effect]:
    """Articles whose words are others, were divided, or are gone. Another number alone changes nothing."""
    added = [row.new for row in result.rows if row.kind is Kind.ADDED and row.new]
    found = []
    for row in result.rows:
        if row.old is None or row.kind not in (Kind.CHANGED, Kind.REMOVED):
            continue
        taken = _split_off(row, added)
        kept = [row.new] if row.new else []
        if taken and len(kept) + len(taken) > 1:
            found.append(Effect(What.SPLIT, row.old, tuple(sorted([*kept, *taken], key=_place))))
        elif kept or taken:
            found.append(Effect(What.CHANGED, row.old, tuple(kept or taken)))
        else:
            found.append(Effect(What.ENDED, row.old, ()))
    return found


def _split_off(row: Row, added: Sequence[Side]) -> list[Side]:
    """Added articles that took their words from this one, and not from what it kept."""
    old = _pairs(row.old.text if row.old else "")
    lost = old - _pairs(row.new.text if row.new else "")
    out = []
    for side in added:
        own = _pairs(side.text)
        if own and len(own & lost) >= _TAKEN * len(own):
            out.append(side)
    return out


def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(normalise(text))))


def _place(side: Side) -> tuple[int, int]:
    return side.number, side.sub
