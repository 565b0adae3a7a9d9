"""What the search box offers while someone types: Chinese, pinyin, or the first letters of pinyin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .analysis import normalise

_WHOLE, _BEGINNING, _SOUND, _WITHIN, _SOUND_WITHIN = range(5)
_LONGEST = 30
_SHORTEST_SOUND_WITHIN = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """`url` is empty when choosing it means searching for its text. `pinyin` has one syllable a character, spaced."""

    text: str
    url: str = ""
    note: str = ""
    weight: float = 1.0
    pinyin: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry with what it is compared by."""

    entry: Entry
    plain: str
    sound: str
    initials: str


class Suggester:
    """A few thousand entries, best first; every question looks through all of them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        best = sorted(entries, key=lambda e: (-e.weight, len(e.text), e.text, e.url))
        seen: set[str] = set()
        self._rows: list[_Row] = []
        for entry in best:
            if entry.text and entry.text not in seen:
                seen.add(entry.text)
                self._rows.append(_row(entry))

    def __len__(self) -> int:
        return len(self._rows)

    def suggest(self, q: str, limit: int = 8) -> list[Entry]:
        """Whole matches, then beginnings, then pinyin, then the middle of a text; heavier and shorter ones first.

        A half-typed pinyin after Chinese characters counts: 工伤rend finds 工伤认定.
        """
        plain = normalise(q).replace(" ", "").replace("'", "")
        if not plain or len(plain) > _LONGEST:
            return []
        han, letters = _split(plain)
        found = [(rank, i) for i, row in enumerate(self._rows) if (rank := _rank(row, plain, han, letters)) is not None]
        found.sort()
        return [self._rows[i].entry for _, i in found[: max(limit, 0)]]


def _row(entry: Entry) -> _Row:
    syllables = entry.pinyin.split()
    plain = normalise(entry.text)
    return _Row(entry, plain, "".join(syllables), "".join(s[0] for s in syllables))


def _split(plain: str) -> tuple[str, str]:
    """Characters and the ASCII letters that end the text."""
    end = len(plain)
    while end and "a" <= plain[end - 1] <= "z":
        end -= 1
    return plain[:end], plain[end:]


def _rank(row: _Row, plain: str, han: str, letters: str) -> int | None:
    """How an entry matches, best is least; None when it does not."""
    if row.plain.startswith(plain):
        return _WHOLE if row.plain == plain else _BEGINNING
    if plain in row.plain:
        return _WITHIN
    if not letters or not row.sound:
        return None
    if han:
        return _SOUND if row.plain.startswith(han) and _continues(row, len(han), letters) else None
    if row.initials.startswith(letters) or row.sound.startswith(letters):
        return _WHOLE if letters in (row.initials, row.sound) else _SOUND
    if len(letters) < _SHORTEST_SOUND_WITHIN:
        return None
    if letters in row.initials or (letters in row.sound and _at_syllable(row.entry.pinyin.split(), letters)):
        return _SOUND_WITHIN
    return None


def _continues(row: _Row, at: int, letters: str) -> bool:
    """Whether the sound from character `at` on begins with the letters."""
    rest = row.entry.pinyin.split()[at:]
    return row.initials[at:].startswith(letters) or "".join(rest).startswith(letters)


def _at_syllable(syllables: Sequence[str], letters: str) -> bool:
    return any("".join(syllables[i:]).startswith(letters) for i in range(1, len(syllables)))
