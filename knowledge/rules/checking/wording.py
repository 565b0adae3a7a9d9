"""Quoted words beside the official ones: width, punctuation and white space never count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from .. import structure
from ..comparison import Op, Segment

_KEPT_MARKS = frozenset("%‰℃")
_SLACK = 8
"""Characters of the official text looked at beyond either end of where the quotation seems to stand."""
_MAX = 6000
_ELLIPSIS = re.compile(r"…+|\.{3,}|。{3,}|·{3,}")
_OWN_NUMBER = re.compile(r"^\s*第[零〇一二三四五六七八九十百千0-9]+条(?:之[一二三四五六七八九十]+)?[\s　]*")
LABEL = 8
"""Fewer characters than this are a name for the rule (二倍工资) as long as they only leave words out."""


@dataclass(frozen=True)
class Plain:
    """`text` with marks and spaces gone; `at[i]` is where its i-th character stands in the original."""

    text: str
    at: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """`changes` counts differing characters; `near` is 1 for the same words, 0 for nothing in common.

    `said` covers the quotation, `official` the place in the law it seems to mean; joined, each is its original text.
    `only_leaves_out`: every character quoted stands in the law, in order.
    """

    changes: int
    near: float
    said: tuple[Segment, ...] = ()
    official: tuple[Segment, ...] = ()
    only_leaves_out: bool = False
    left_out: str = ""

    @property
    def same(self) -> bool:
        return self.changes == 0


@lru_cache(maxsize=4096)
def plain(text: str) -> Plain:
    """Letters, numerals and Chinese characters alone, width folded."""
    kept: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character).lower():
            if unicodedata.category(one)[0] in "LN" or one in _KEPT_MARKS:
                kept.append(one)
                at.append(place)
    return Plain("".join(kept), tuple(at))


def same_words(one: str, other: str) -> bool:
    return plain(one).text == plain(other).text


def compare(quoted: str, official: str) -> Comparison:
    """The quotation against an article. Parts joined by …… are looked for one after the other; the number of the
    article at the front and items left out between the opening words and the one quoted are no difference."""
    quoted = quoted[:_MAX]
    bodies = [quoted, _OWN_NUMBER.sub("", quoted)]
    options = list(readings(official))
    for body in dict.fromkeys(bodies):
        if any(_follows(body, option) for option in options):
            return Comparison(0, 1.0, (Segment(Op.SAME, quoted),), only_leaves_out=True)
    body = bodies[-1]
    return min((_differences(body, option) for option in options), key=lambda c: (c.changes, -c.near))


def readings(official: str) -> Iterator[str]:
    """The whole article, then its opening words with the items from each one on: how an item is quoted with them."""
    yield official
    for paragraph in structure.split_paragraphs(official):
        for index, item in enumerate(paragraph.items):
            if index:
                yield "\n".join([paragraph.text, *(other.text for other in paragraph.items[index:])])
            yield item.text.lstrip("（(").lstrip("一二三四五六七八九十")


def _follows(quoted: str, official: str) -> bool:
    """Every part stands in the official text, in order."""
    whole, at = plain(official).text, 0
    for part in _parts(quoted):
        found = whole.find(plain(part).text, at)
        if found < 0:
            return False
        at = found + len(plain(part).text)
    return True


def _parts(quoted: str) -> list[str]:
    return [part for part in _ELLIPSIS.split(quoted) if plain(part).text] or [quoted]


def _differences(quoted: str, official: str) -> Comparison:
    said: list[Segment] = []
    right: list[Segment] = []
    changes = total = 0
    abridged, left_out = True, ""
    for part in _parts(quoted):
        one = _one_part(part, official)
        changes += one.changes
        total += len(plain(part).text)
        abridged = abridged and one.only_leaves_out
        left_out += one.left_out
        if said:
            said.append(Segment(Op.SAME, "……"))
            right.append(Segment(Op.SAME, "……"))
        said += one.said
        right += one.official
    near = max(0.0, 1 - changes / max(total, 1))
    return Comparison(changes, near, tuple(said), tuple(right), abridged, left_out)


def _one_part(quoted: str, official: str) -> Comparison:
    one, whole = plain(quoted), plain(official)
    if not one.text or not whole.text:
        return Comparison(len(one.text), 0.0, (Segment(Op.INSERT, quoted),))
    low, high = _window(one.text, whole.text)
    matcher = SequenceMatcher(None, whole.text[low:high], one.text, autojunk=False)
    codes = _trimmed(matcher.get_opcodes())
    codes = [(tag, i1 + low, i2 + low, j1, j2) for tag, i1, i2, j1, j2 in codes]
    changes = sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in codes if tag != "equal")
    said = _segments(quoted, one, [(tag == "equal", j1, j2) for tag, _, _, j1, j2 in codes], Op.INSERT)
    right = _segments(official, whole, [(tag == "equal", i1, i2) for tag, i1, i2, _, _ in codes], Op.DELETE, inner=True)
    abridged = all(tag in ("equal", "delete") for tag, *_ in codes)
    left_out = "".join(whole.text[i1:i2] for tag, i1, i2, _, _ in codes if tag == "delete")
    return Comparison(changes, 0.0, tuple(said), tuple(right), abridged, left_out)


def _window(quoted: str, official: str) -> tuple[int, int]:
    """Where in the official text the quotation seems to stand: around the longest run of characters in common."""
    block = SequenceMatcher(None, official[:_MAX], quoted, autojunk=False).find_longest_match()
    low = max(0, block.a - block.b - _SLACK)
    return low, min(len(official), block.a + len(quoted) - block.b + _SLACK)


def _trimmed(codes: Sequence[tuple[str, int, int, int, int]]) -> list[tuple[str, int, int, int, int]]:
    """Without official words before the quotation begins and after it ends; there a change is only as long as what was
    said in its place."""
    out = list(codes)
    if out and out[0][0] == "delete":
        out.pop(0)
    elif out and out[0][0] == "replace":
        tag, i1, i2, j1, j2 = out[0]
        out[0] = (tag, max(i1, i2 - (j2 - j1)), i2, j1, j2)
    if out and out[-1][0] == "delete":
        out.pop()
    elif out and out[-1][0] == "replace":
        tag, i1, i2, j1, j2 = out[-1]
        out[-1] = (tag, i1, min(i2, i1 + (j2 - j1)), j1, j2)
    return out


def _segments(
    text: str, source: Plain, runs: Sequence[tuple[bool, int, int]], op: Op, inner: bool = False
) -> list[Segment]:
    """Runs of plain characters as stretches of the original; marks stay with what stands before them. `inner`: only
    what the runs cover, not the whole text."""
    filled = [run for run in runs if run[2] > run[1]]
    out: list[Segment] = []
    for number, (same, start, end) in enumerate(filled):
        first = source.at[start] if inner or number else 0
        last = source.at[end] if end < len(source.at) else len(text)
        if inner and number == len(filled) - 1:
            last = source.at[end - 1] + 1
        out.append(Segment(Op.SAME if same else op, text[first:last]))
    return [segment for segment in out if segment.text]


@dataclass(frozen=True)
class Quote:
    """Words said to be the law's, text[start:end], without their marks. `loose`: no marks stand around them, so they
    may be shortened; `firm`: 规定： or the like leads in, so that they must be meant as the law's own; `far`: others
    stand between them and the citation, so that they are meant as the law's only where they are like it."""

    start: int
    end: int
    text: str = field(repr=False)
    loose: bool = False
    firm: bool = False
    far: bool = False


_WEIGHTY = re.compile(r"[不未无非除仅只零〇一二三四五六七八九十百千0-9%]")
_MEANT, _MEANT_FIRM, _MEANT_LOOSE = 0.6, 0.35, 0.75
_LONG = 12


def differs(quote: Quote, found: Comparison) -> bool:
    """Whether the quotation gives other words than the law: not where it is only a name for the rule, nor where words
    without marks merely shorten it."""
    if found.same:
        return False
    length = len(plain(quote.text).text)
    if quote.loose:
        shortened = found.only_leaves_out and not _WEIGHTY.search(found.left_out)
        return found.near >= _MEANT_LOOSE and not shortened
    if length < LABEL and found.only_leaves_out:
        return False
    if quote.far:
        return length >= LABEL and found.near >= _MEANT
    return length >= _LONG or found.near >= (_MEANT_FIRM if quote.firm else _MEANT)
