"""Learn the weights that masking adds up: `python -m bench.mask_weights` writes portal/rules/masking/weights.bin.

The texts are our own and made up: `masking_texts.txt` (texts parted by "=", {n…} a name, {e…} an employer, {p…} a
project, {a…} an address) and tests/portal/rules/masking_by_hand.jsonl; answers and digests of the library, which name
nobody, show what plain words look like. Nothing of a user's is ever read. Each text is
read as it stands and several times with other names, firms, projects and addresses in it (`mask_made_up`). Every
character has a tag (see `learned`); a conditional random field over each sentence gives each clue its weight for each
tag. Clues of a single text are left out. The same texts give the same weights.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import mask_field
from bench.mask_made_up import Maker, Span, another
from portal.rules.masking import clues, learned
from portal.rules.masking.cutting import cut
from portal.rules.masking.find import by_rules
from portal.rules.masking.found import Folded

_HAN = re.compile(r"[\u3400-\u9fff]+")
TEXTS = Path(__file__).with_name("masking_texts.txt")
ROOT = Path(__file__).parents[1]
BY_HAND = ROOT / "tests/portal/rules/masking_by_hand.jsonl"
CONTENT = ROOT / "knowledge/content"
KINDS = {"n": 0, "e": 1, "p": 2, "a": 3, "name": 0, "employer": 1, "project": 2, "address": 3}
COPIES = 4
"""How often each text is read with other strings in it."""
LEAST_TEXTS, LEAST_TIMES = 2, 3
"""In how many texts and how often a clue must stand to be learned."""
SCALE, SMALLEST = 24, 3
"""What a weight of 1 is in the file, and from what on it is kept there."""


@dataclass(frozen=True)
class Read:
    """A reading of a text: its number, its clues by number (`sizes` of them for each character), its tags."""

    text: int
    first: bool
    plain: str
    clues: np.ndarray
    sizes: np.ndarray
    tags: np.ndarray


def texts() -> Iterator[tuple[str, list[Span]]]:
    """Every text with what stands where."""
    for block in re.split(r"^=\n", TEXTS.read_text(encoding="utf-8"), flags=re.MULTILINE):
        plain, spans, place = "", [], 0
        for match in re.finditer(r"\{([nepa])([^}]+)\}", block):
            plain += block[place : match.start()]
            spans.append((len(plain), len(plain) + len(match[2]), KINDS[match[1]]))
            plain, place = plain + match[2], match.end()
        yield plain + block[place:].rstrip("\n"), spans
    for line in BY_HAND.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], [(start, end, KINDS[kind]) for start, end, kind in row["spans"] if kind in KINDS]
    yield from ((plain, []) for plain in _naming_nobody())


def _naming_nobody() -> Iterator[str]:
    """Answered questions and digests, each in one text."""
    for path in sorted([*CONTENT.glob("answers/*.toml"), *CONTENT.glob("digests/*.toml")]):
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in [row for rows in held.values() if isinstance(rows, list) for row in rows]:
            told = "\n".join(row[name].strip() for name in ("question", "answer", "heading", "digest") if name in row)
            yield told.replace("*", "")


def tags(size: int, spans: list[Span]) -> np.ndarray:
    """The tag of each character; what is one character long is not learned."""
    found = np.zeros(size, np.int64)
    for start, end, kind in spans:
        if end - start > 1:
            found[start:end] = 2 + 3 * kind
            found[start], found[end - 1] = 1 + 3 * kind, 3 + 3 * kind
    return found


def readings(given: list[tuple[str, list[Span]]], numbers: dict[str, int]) -> Iterator[Read]:
    """Every text as it stands and with other strings; `numbers` gathers the clues met."""
    pool: dict[int, set[str]] = defaultdict(set)
    for text, spans in given:
        for start, end, kind in spans:
            pool[kind].add(text[start:end])
    sorted_pool = {kind: sorted(strings) for kind, strings in pool.items()}
    common = everyday(given)
    for number, (text, spans) in enumerate(given):
        maker = Maker(random.Random(number), sorted_pool, common)
        copies = (another(text, spans, maker) for _ in range(COPIES if spans else 0))
        for turn, (raw, marked) in enumerate([(text, spans), *copies]):
            folded = Folded.of(raw)
            cuts = cut(folded.text)
            rows = list(clues.of_text(folded.text, cuts, by_rules(folded, cuts)))
            flat = [numbers.setdefault(clue, len(numbers) + 1) for row in rows for clue in row]
            sizes = np.array([len(row) for row in rows], np.int32)
            yield Read(number, turn == 0, folded.text, np.array(flat, np.int32), sizes, tags(len(raw), marked))


def everyday(given: list[tuple[str, list[Span]]]) -> list[str]:
    """Words of two or three characters of these texts that are no names in them."""
    found: Counter[str] = Counter()
    for text, spans in given:
        named = {at for start, end, _ in spans for at in range(start, end)}
        for word in cut(text).words:
            fits = word.end - word.start in (2, 3) and word.tag[:1] in tuple("nvadti")
            if fits and named.isdisjoint(range(word.start, word.end)):
                found[text[word.start : word.end]] += 1
    return sorted(word for word, count in found.items() if count > 1 and _HAN.fullmatch(word))


def kept(found: list[Read], size: int) -> np.ndarray:
    """For each clue its number among those that are learned, 0 for the others."""
    within, times = np.zeros(size, np.int32), np.zeros(size, np.int64)
    by_text: dict[int, list[np.ndarray]] = defaultdict(list)
    for one in found:
        by_text[one.text].append(np.unique(one.clues))
        times += np.bincount(one.clues, minlength=size)
    for parts in by_text.values():
        within[np.unique(np.concatenate(parts))] += 1
    learns = (within >= LEAST_TEXTS) & (times >= LEAST_TIMES)
    return np.where(learns, np.cumsum(learns), 0).astype(np.int32)


def sentences(found: list[Read], numbers: np.ndarray) -> Iterator[mask_field.Sentence]:
    """Each sentence as a table of clues (0 fills up) with its tags; texts as they stand count twice."""
    widest = max(int(one.sizes.max(initial=0)) for one in found)
    for one in found:
        table = np.zeros((len(one.sizes), widest), np.int32)
        table[np.arange(widest) < one.sizes[:, None]] = numbers[one.clues]
        for start, end in clues.segments(one.plain):
            for _ in range(2 if one.first else 1):
                yield table[start:end], one.tags[start:end]


def learn(given: list[tuple[str, list[Span]]]) -> bytes:
    """The file of weights that these texts give."""
    met: dict[str, int] = {}
    found = list(readings(given, met))
    numbers = kept(found, len(met) + 1)
    weights, steps = mask_field.learn(list(sentences(found, numbers)), int(numbers.max()) + 1)
    small = np.clip(np.rint(weights * SCALE), -127, 127).astype(np.int8)
    strong = np.abs(small.astype(int)).max(1) >= SMALLEST
    names = sorted(clue for clue, number in met.items() if numbers[number] and strong[numbers[number]])
    rows = small[[numbers[met[clue]] for clue in names]]
    scaled = np.rint(np.clip(steps, -50, 50) * SCALE).astype(int).tolist()
    return learned.write(names, [rows[:, tag].tobytes() for tag in range(learned.TAGS)], scaled)


def main() -> None:
    data = learn(list(texts()))
    learned.WEIGHTS.write_bytes(data)
    print(f"{len(learned.read(data).clues)} clues, {len(data) // 1024} KB")


if __name__ == "__main__":
    main()
