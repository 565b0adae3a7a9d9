"""Names, firms, projects and addresses by weights learned from labelled texts: what no single rule says for sure.

Every character gets a tag: outside, or the beginning, inside or end of one of four kinds. `clues` says what is known of
it, each clue weighs for or against each tag, and the best row of tags is taken for each sentence. The weights stand in
`weights.bin`, made by `python -m bench.mask_weights` from texts of our own. Adding them up is all that happens here.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from struct import Struct

from . import clues
from .cutting import Cuts
from .found import Folded, Found, Kind
from .repeats import Hint

WEIGHTS = Path(__file__).with_name("weights.bin")
KINDS = (Kind.NAME, Kind.EMPLOYER, Kind.PROJECT, Kind.ADDRESS)
TAGS = 1 + 3 * len(KINDS)
"""0 is outside; then for each kind its beginning, inside and end."""
EASE = 20
"""How much is taken from what speaks for outside: more finds more, and more that is nothing."""
STRICT = 12
"""How much is taken from what speaks for a name: more words of every day look like one than like a place."""
DOUBT = 32
"""The same for what a rule suspects: it goes when even so nothing is found there."""


@dataclass(frozen=True)
class Weights:
    """What each clue says of all tags, packed into one number, and of each step from a tag to the next."""

    clues: dict[str, int]
    steps: list[list[int]]


_FIELD, _MIDDLE = 16, 1 << 15
_LIFT = sum(_MIDDLE << (_FIELD * tag) for tag in range(TAGS))


def pack(weights: Sequence[int]) -> int:
    """The weights of all tags as one number, so that adding numbers adds them all."""
    return sum(weight << (_FIELD * tag) for tag, weight in enumerate(weights))


def read(data: bytes) -> Weights:
    """The weights as `write` packed them."""
    head, _, rows = lzma.decompress(data).partition(b"\0")
    told = json.loads(head)
    names = told["clues"]
    signed = memoryview(rows).cast("b")
    size = len(names)
    columns = [signed[tag * size : (tag + 1) * size].tolist() for tag in range(TAGS)]
    return Weights(dict(zip(names, map(pack, zip(*columns, strict=True)), strict=True)), told["steps"])


def write(names: Sequence[str], columns: Sequence[bytes], steps: Sequence[Sequence[int]]) -> bytes:
    """The file: clues and steps as text, then one signed byte for each clue, tag by tag."""
    head = json.dumps({"steps": steps, "clues": list(names)}, ensure_ascii=False, separators=(",", ":"))
    return lzma.compress(head.encode() + b"\0" + b"".join(columns), preset=9)


@cache
def _weights() -> Weights:
    return read(WEIGHTS.read_bytes())


def scores(rows: Iterable[list[str]], weights: Weights) -> list[tuple[int, ...]]:
    """What all clues of each character say together, by tag."""
    told, nothing, shape = weights.clues.get, repeat(0), Struct(f"<{TAGS}H").unpack
    start = _LIFT - pack([0, STRICT, STRICT, STRICT])
    return [shape(sum(map(told, row, nothing), start).to_bytes(2 * TAGS, "little")) for row in rows]


def best(
    told: Sequence[Sequence[int]], steps: Sequence[Sequence[int]], ease: int = 0
) -> Iterator[tuple[int, int, int]]:
    """Start, end and kind of what the best row of tags holds."""
    if not told:
        return
    places = range(1, TAGS, 3)
    outer = [0, *range(3, TAGS, 3)]
    low = -(10**9)
    sums = [low] * TAGS
    sums[0] = told[0][0] - ease
    for tag in places:
        sums[tag] = told[0][tag] + steps[0][tag]
    came: list[list[int]] = []
    for here in told[1:]:
        new, back = [low] * TAGS, [0] * TAGS
        for tag in (0, *places):
            most, first = low, 0
            for other in outer:
                if (value := sums[other] + steps[other][tag]) > most:
                    most, first = value, other
            new[tag], back[tag] = most + here[tag], first
        new[0] -= ease
        for tag in places:
            one, two = sums[tag], sums[tag + 1]
            for target in (tag + 1, tag + 2):
                a, b = one + steps[tag][target], two + steps[tag + 1][target]
                new[target], back[target] = (a + here[target], tag) if a >= b else (b + here[target], tag + 1)
        came.append(back)
        sums = new
    tag = max(outer, key=lambda one: sums[one])
    row = [tag]
    for back in reversed(came):
        tag = back[tag]
        row.append(tag)
    row.reverse()
    start = 0
    for at, tag in enumerate(row):
        if tag % 3 == 1:
            start = at
        elif tag and tag % 3 == 0:
            yield start, at + 1, tag // 3 - 1


class Reading:
    """What the weights say of every character of a text, once, and what follows from it."""

    def __init__(self, text: Folded, cuts: Cuts, ruled: Sequence[Found]) -> None:
        self._text, self._steps = text, _weights().steps
        self._told = scores(clues.of_text(text.text, cuts, ruled), _weights())
        self._sentences = clues.segments(text.text)

    def found(self) -> list[Found]:
        """Every stretch that the weights take for something, in order."""
        return [one for start, end in self._sentences for one in self._read(start, self._told[start:end], EASE)]

    def likely(self, suspected: Iterable[Found]) -> list[Found]:
        """Every stretch that they do not rule out, in sentences where a rule suspects something."""
        doubtful = {one.start for one in suspected if one.kind in KINDS}
        sentences = [pair for pair in self._sentences if not doubtful.isdisjoint(range(*pair))]
        return [one for start, end in sentences for one in self._read(start, self._told[start:end], DOUBT)]

    def again(self, hinted: Sequence[Hint]) -> list[Found]:
        """What they take for something in the sentences that hold hints, with these counted in."""
        found: list[Found] = []
        for start, end in self._sentences:
            if here := [one for one in hinted if start <= one.start and one.end <= end]:
                told = [list(row) for row in self._told[start:end]]
                for one in here:
                    first = 1 + 3 * KINDS.index(one.kind)
                    told[one.start - start][first] += one.weight // 2
                    told[one.end - 1 - start][first + 2] += one.weight - one.weight // 2
                found += self._read(start, told, EASE)
        return found

    def _read(self, offset: int, told: Sequence[Sequence[int]], ease: int) -> Iterator[Found]:
        for first, last, number in best(told, self._steps, ease):
            kind = KINDS[number]
            yield self._text.found(offset + first, offset + last, kind, f"前后文像{kind.value}", sure=False)
