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

WEIGHTS = Path(__file__).with_name("weights.bin")
KINDS = (Kind.NAME, Kind.EMPLOYER, Kind.PROJECT, Kind.ADDRESS)
TAGS = 1 + 3 * len(KINDS)
"""0 is outside; then for each kind its beginning, inside and end."""
EASE = 20
"""How much is taken from what speaks for outside: more finds more, and more that is nothing."""
STRICT = 12
"""How much is taken from what speaks for a name: more words of every day look like one than like a place."""
DOUBT = 46
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


def best(told: list[tuple[int, ...]], steps: list[list[int]], ease: int = 0) -> Iterator[tuple[int, int, int]]:
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


def tagged(text: Folded, cuts: Cuts, ruled: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """Every stretch that the weights take for something, in order; and every one that they do not rule out, in
    sentences where a rule suspects something."""
    weights = _weights()
    told = scores(clues.of_text(text.text, cuts, ruled), weights)
    doubtful = {one.start for one in ruled if one.kind in KINDS}
    found: list[Found] = []
    likely: list[Found] = []
    for start, end in clues.segments(text.text):
        found += _read(text, start, best(told[start:end], weights.steps, EASE))
        if not doubtful.isdisjoint(range(start, end)):
            likely += _read(text, start, best(told[start:end], weights.steps, DOUBT))
    return found, likely


def _read(text: Folded, offset: int, stretches: Iterator[tuple[int, int, int]]) -> Iterator[Found]:
    for first, last, number in stretches:
        kind = KINDS[number]
        yield text.found(offset + first, offset + last, kind, f"前后文像{kind.value}", sure=False)
