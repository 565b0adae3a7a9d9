"""“你是不是要找”: a wrong character that sounds or looks like the right one, in the words of law.

Proposed, never applied silently: whoever calls shows the proposal and keeps what was typed. Prudence before reach:
a question of ordinary words must come back untouched, so a change needs a word of the vocabulary, the same sound or
shape, half of its characters right as they stand, and something in the text that nobody writes.
"""

from __future__ import annotations

import re
import tomllib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path

from .analysis import normalise

LONGEST_TEXT = 60
"""A longer text is an account of facts, not a query."""
_SHORTEST_PINYIN = 4
_LONGEST_TERM = 63
COMMON = 60
"""From this weight on a word of two characters is common enough to be proposed for a slip."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]+(?:[ ']+[a-z]+)*")
_LITTLE = frozenset(
    "不没的了是我他她你它有在和与要给就还这那怎么吗呢吧啊到上下去来多少几一二三两很都也又被把让从对能会想个人"
)
"""Words by themselves: in a short word they are never taken for a slip."""
_TABLE = tomllib.loads((Path(__file__).parent / "shapes.toml").read_text(encoding="utf8"))
_SHAPES: dict[str, frozenset[str]] = {}
for _group in _TABLE["groups"]:
    for _char in _group:
        _SHAPES[_char] = _SHAPES.get(_char, frozenset()) | frozenset(_group)
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@dataclass(frozen=True)
class Piece:
    """`said` stands at `start` of the text; `meant` is proposed for it."""

    said: str
    meant: str
    start: int


@dataclass(frozen=True)
class Correction:
    """The whole text as it may have been meant, and what differs, from left to right."""

    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the vocabulary; one syllable a character."""

    text: str
    weight: float
    syllables: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Words, how characters sound, and which pairs of characters people write.

    `places` says for a character in which terms it stands and where: term × 64 + position. `written` holds pairs of
    characters as sorted numbers.
    """

    terms: tuple[Term, ...] = ()
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    written: array[int] = field(default_factory=lambda: array("I"))
    places: Mapping[str, array[int]] = field(default_factory=dict)
    sounds: Mapping[str, int] = field(default_factory=dict)
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        words: Iterable[tuple[str, float, str]],
        *,
        readings: Mapping[str, Iterable[str]] | None = None,
        written: Iterable[str] = (),
    ) -> Vocabulary:
        """From (term, weight, spaced pinyin), character → syllables, and texts whose pairs of characters are in use.

        Terms whose pinyin does not have one syllable a character are left out.
        """
        terms: dict[str, Term] = {}
        for text, weight, pinyin in sorted(words, key=lambda w: (-w[1], w[0])):
            syllables = tuple(pinyin.split())
            if _HAN.fullmatch(text) and 2 <= len(text) == len(syllables) <= _LONGEST_TERM:
                terms.setdefault(text, Term(text, weight, syllables))
        return cls._of(tuple(terms.values()), readings or {}, written)

    @classmethod
    def _of(cls, terms: tuple[Term, ...], readings: Mapping[str, Iterable[str]], written: Iterable[str]) -> Vocabulary:
        sounds_of = {char: tuple(dict.fromkeys(syllables)) for char, syllables in readings.items()}
        places: dict[str, array[int]] = {}
        sounds: dict[str, int] = {}
        known: dict[str, list[str]] = {}
        for i, term in enumerate(terms):
            sounds.setdefault("".join(term.syllables), i)
            known.setdefault(term.text[0], []).append(term.text)
            for at, (char, syllable) in enumerate(zip(term.text, term.syllables, strict=True)):
                places.setdefault(char, array("I")).append(i * 64 + at)
                if syllable not in sounds_of.get(char, ()):
                    sounds_of[char] = (*sounds_of.get(char, ()), syllable)
        texts = chain(written, (t.text for t in terms))
        numbers = sorted(_number(*pair) for text in texts for pair in pairwise(text))
        return cls(
            terms, sounds_of, array("I", numbers), places, sounds,
            {char: tuple(sorted(some, key=len, reverse=True)) for char, some in known.items()},
        )  # fmt: skip

    def is_written(self, pair: str) -> bool:
        """Whether two characters stand beside each other in the texts the vocabulary was made of."""
        number = _number(pair[0], pair[1])
        at = bisect_left(self.written, number)
        return at < len(self.written) and self.written[at] == number


@dataclass(frozen=True, slots=True)
class _Slip:
    """A term that may be meant for the characters from `start` on; `cost` counts what differs."""

    start: int
    term: Term
    cost: float

    @property
    def end(self) -> int:
        return self.start + len(self.term.text)


def correct(text: str, vocabulary: Vocabulary) -> Correction | None:
    """What may have been meant, or None when nothing is strange. The longest word wins, then the least change."""
    plain = normalise(text)
    if not plain.strip() or len(plain) > LONGEST_TEXT:
        return None
    pieces = _spoken(plain, vocabulary)
    for run in _HAN.finditer(plain):
        pieces += [
            Piece(text[s.start + run.start() : s.end + run.start()], s.term.text, s.start + run.start())
            for s in _chosen(run[0], vocabulary)
        ]
    if not pieces:
        return None
    pieces.sort(key=lambda p: p.start)
    out, at = [], 0
    for piece in pieces:
        out += [text[at : piece.start], piece.meant]
        at = piece.start + len(piece.said)
    return Correction("".join(out) + text[at:], tuple(pieces))


def _spoken(plain: str, vocabulary: Vocabulary) -> list[Piece]:
    """Pinyin typed in letters that is the whole sound of a term."""
    found = []
    for run in _LATIN.finditer(plain):
        sound = run[0].replace(" ", "").replace("'", "")
        if len(sound) >= _SHORTEST_PINYIN and sound in vocabulary.sounds:
            found.append(Piece(run[0], vocabulary.terms[vocabulary.sounds[sound]].text, run.start()))
    return found


def _chosen(run: str, vocabulary: Vocabulary) -> list[_Slip]:
    """The slips of one run of characters, none overlapping."""
    covers = _known_places(run, vocabulary)
    slips = [s for s in _slips(run, vocabulary) if _plausible(run, s, covers, vocabulary)]
    slips.sort(key=lambda s: (-len(s.term.text), s.cost, -s.term.weight, s.start))
    chosen: list[_Slip] = []
    for slip in slips:
        if all(slip.end <= c.start or c.end <= slip.start for c in chosen):
            chosen.append(slip)
    return chosen


def _slips(run: str, vocabulary: Vocabulary) -> Iterable[_Slip]:
    """Terms with half of their characters in place and the others alike in sound or shape."""
    shared: dict[tuple[int, int], int] = {}
    for at, char in enumerate(run):
        for place in vocabulary.places.get(char, ()):
            index, position = divmod(place, 64)
            if position <= at:
                key = (index, at - position)
                shared[key] = shared.get(key, 0) + 1
    for (index, start), same in shared.items():
        term = vocabulary.terms[index]
        size = len(term.text)
        if same < size and same >= (size + 1) // 2 and start + size <= len(run):
            cost = _cost(run[start : start + size], term, vocabulary)
            if cost is not None:
                yield _Slip(start, term, cost)


def _cost(window: str, term: Term, vocabulary: Vocabulary) -> float | None:
    """How far the characters are from the term: 1 for the same sound or shape, 1.5 for a near sound; None for more."""
    total = 0.0
    for char, right, syllable in zip(window, term.text, term.syllables, strict=True):
        if char == right:
            continue
        readings = vocabulary.readings.get(char, ())
        if syllable in readings or right in _SHAPES.get(char, ()):
            total += 1
        elif len(window) > 2 and _near(syllable) in map(_near, readings):
            total += 1.5
        else:
            return None
    return total


def _plausible(run: str, slip: _Slip, covers: list[tuple[int, int]], vocabulary: Vocabulary) -> bool:
    """Whether the text is strange where the term differs from it.

    Never when words it knows account for every changed character.
    """
    changed = [slip.start + i for i, c in enumerate(slip.term.text) if run[slip.start + i] != c]
    if all(any(start <= at < end for start, end in covers) for at in changed):
        return False
    written = [vocabulary.is_written(run[i : i + 2]) for at in changed for i in _pairs_at(at, run)]
    if len(slip.term.text) < 4:
        return not any(written) and _fits_short(run, slip, covers, changed)
    exact = slip.cost == len(changed)
    return not all(written) or (exact and (len(changed) > 1 or len(slip.term.text) > 4))


def _fits_short(run: str, slip: _Slip, covers: list[tuple[int, int]], changed: list[int]) -> bool:
    """A short word must be a common one that cuts no known word, and no little word is a slip for a part of it."""
    return (
        (len(slip.term.text) > 2 or slip.term.weight >= COMMON)
        and not any(start < edge < end for start, end in covers for edge in (slip.start, slip.end))
        and not any(run[at] in _LITTLE for at in changed)
    )


def _pairs_at(at: int, run: str) -> range:
    """Where the pairs of characters begin that hold the one at `at`."""
    return range(max(at - 1, 0), min(at, len(run) - 2) + 1)


def _known_places(run: str, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Where known terms stand, every one of them."""
    return [
        (at, at + len(word))
        for at, char in enumerate(run)
        for word in vocabulary.known.get(char, ())
        if run.startswith(word, at)
    ]


def _near(syllable: str) -> str:
    """zhang and zan, nin and ling sound alike to many: n/l, zh/z, ch/c, sh/s, ang/an, eng/en, ing/in made one."""
    for long, short in _INITIALS:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
            break
    for long, short in _FINALS:
        if syllable.endswith(long):
            return syllable[: -len(long)] + short
    return syllable


def _number(left: str, right: str) -> int:
    """A pair of characters as one number; 0 for those outside the basic plane."""
    return ord(left) << 16 | ord(right) if ord(left) < 1 << 16 and ord(right) < 1 << 16 else 0
