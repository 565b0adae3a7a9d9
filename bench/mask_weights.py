"""Learn the weights that masking adds up: `python -m bench.mask_weights` writes portal/rules/masking/weights.json.

The texts are our own and made up: `masking_texts.txt` (texts parted by "=", {n…} a name, {e…} an employer, {p…} a
project, {a…} an address) and tests/portal/rules/masking_by_hand.jsonl. Nothing of a user's is ever read. Every stretch
that may be something is an example; one logistic regression per kind (AdaGrad, averaged over the later rounds) gives
each sign its weight. Signs seen once are left out. The same texts give the same weights.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from portal.rules.masking import learned, signs
from portal.rules.masking.cutting import cut
from portal.rules.masking.found import Folded

TEXTS = Path(__file__).with_name("masking_texts.txt")
BY_HAND = Path(__file__).parents[1] / "tests/portal/rules/masking_by_hand.jsonl"
KINDS = {"n": 0, "e": 1, "p": 2, "a": 3, "name": 0, "employer": 1, "project": 2, "address": 3}
ROUNDS, BATCH, RATE, SHRINK = 12, 256, 0.15, 2e-5
POSITIVE = 1.5
"""How much more an example counts that is something."""
MOST_SIGNS = 64
SMALLEST = 8
"""Weights below this many hundredths are left out."""


@dataclass(frozen=True)
class Example:
    """A stretch: its signs, whether it is read as a name, and its kind (-1: nothing)."""

    signs: list[str]
    is_name: bool
    kind: int


def texts() -> Iterator[tuple[str, dict[tuple[str, int, int], int]]]:
    """Every text with what stands where."""
    for block in re.split(r"^=\n", TEXTS.read_text(encoding="utf-8"), flags=re.MULTILINE):
        plain, marked, place = "", {}, 0
        for match in re.finditer(r"\{([nepa])([^}]+)\}", block):
            plain += block[place : match.start()]
            marked["n" if match[1] == "n" else "h", len(plain), len(plain) + len(match[2])] = KINDS[match[1]]
            plain, place = plain + match[2], match.end()
        yield plain + block[place:].rstrip("\n"), marked
    for line in BY_HAND.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = [span for span in row["spans"] if span[2] in KINDS]
        yield row["text"], {("n" if kind == "name" else "h", s, e): KINDS[kind] for s, e, kind in spans}


def examples() -> Iterator[Example]:
    """Every stretch of every text."""
    for raw, marked in texts():
        plain = Folded.of(raw).text
        cuts = cut(plain)
        for start, end in learned.names(plain, cuts):
            left, right = signs.before(plain, cuts, start), signs.behind(plain, cuts, end)
            within = signs.of_name(plain, cuts, start, end, (left[1], right[1]))
            around = ["n" + sign for sign in [*left[0], *right[0], "!"]]
            yield Example([*around, *within], True, marked.get(("n", start, end), -1))
        held = signs.pieces(plain, cuts)
        for first, stop in learned.places(held):
            start, end = held[first].start, held[stop - 1].end
            left, right = signs.before(plain, cuts, start), signs.behind(plain, cuts, end)
            within = signs.of_place(held[first:stop], signs.heads(plain, end), (left[1], right[1]))
            around = ["h" + sign for sign in [*left[0], *right[0], "!"]]
            yield Example([*around, *within], False, marked.get(("h", start, end), -1))


def learn(found: list[Example]) -> dict[str, dict]:
    """The weight of each sign in hundredths: for names, and for employers, projects and addresses."""
    counted = Counter(sign for one in found for sign in one.signs)
    numbers = {sign: at + 1 for at, sign in enumerate(sign for sign, count in counted.items() if count > 1)}
    rows = np.zeros((len(found), MOST_SIGNS), np.int32)
    wanted, masks = np.zeros((len(found), 4), np.float32), np.zeros((len(found), 4), np.float32)
    for at, one in enumerate(found):
        known = [numbers[sign] for sign in one.signs if sign in numbers][:MOST_SIGNS]
        rows[at, : len(known)] = known
        masks[at, slice(0, 1) if one.is_name else slice(1, 4)] = POSITIVE if one.kind >= 0 else 1
        if one.kind >= 0:
            wanted[at, one.kind] = 1
    weights = _descend(rows, wanted, masks, len(numbers) + 1)
    rounded = {sign: [int(number) for number in np.rint(weights[at] * 100)] for sign, at in numbers.items()}
    kept = {sign: kinds for sign, kinds in sorted(rounded.items()) if max(map(abs, kinds)) >= SMALLEST}
    names = {sign: kinds[0] for sign, kinds in kept.items() if kinds[0]}
    return {"names": names, "places": {sign: kinds[1:] for sign, kinds in kept.items() if any(kinds[1:])}}


def _descend(rows: np.ndarray, wanted: np.ndarray, masks: np.ndarray, size: int) -> np.ndarray:
    weights, squares = np.zeros((size, 4), np.float32), np.full((size, 4), 0.5, np.float32)
    total, order = np.zeros_like(weights), np.random.default_rng(0)
    for turn in range(ROUNDS):
        shuffled = order.permutation(len(rows))
        for at in range(0, len(rows), BATCH):
            batch = shuffled[at : at + BATCH]
            chance = 1 / (1 + np.exp(-weights[rows[batch]].sum(1)))
            slope = (chance - wanted[batch]) * masks[batch]
            touched, inverse = np.unique(rows[batch].ravel(), return_inverse=True)
            change = np.zeros((len(touched), 4), np.float32)
            np.add.at(change, inverse, np.repeat(slope, MOST_SIGNS, 0))
            change += SHRINK * BATCH * weights[touched]
            squares[touched] += change * change
            weights[touched] -= RATE * change / np.sqrt(squares[touched])
            weights[0] = 0
        if turn >= ROUNDS // 2:
            total += weights
    return total / (ROUNDS - ROUNDS // 2)


def main() -> None:
    weights = learn(list(examples()))
    parts = [f'"{part}":{{\n' + ",\n".join(_lines(listed)) + "\n}" for part, listed in weights.items()]
    learned.WEIGHTS.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")
    print(f"{sum(map(len, weights.values()))} signs, {learned.WEIGHTS.stat().st_size // 1024} KB")


def _lines(listed: dict) -> Iterator[str]:
    for sign, weight in listed.items():
        yield json.dumps({sign: weight}, ensure_ascii=False, separators=(",", ":"))[1:-1]


if __name__ == "__main__":
    main()
