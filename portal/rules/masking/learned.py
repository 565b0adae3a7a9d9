"""Names, firms, projects and addresses by weights learned from labelled texts: what no single rule says for sure.

`signs` says what stands before, in and behind a stretch; each sign has a weight for each kind. The weights stand in
`weights.json`, made by `python -m bench.mask_weights` from texts of our own. Adding them up is all that happens here.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import signs
from .cutting import Cuts
from .found import Folded, Found, Kind
from .signs import Piece
from .words import surname_at, words

WEIGHTS = Path(__file__).with_name("weights.json")
KINDS = (Kind.NAME, Kind.EMPLOYER, Kind.PROJECT, Kind.ADDRESS)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9·#()\-]")
_COMMON = re.compile(
    r"境内|新区$|网站|平台|共和国|[箱池井洞坑管仓罐柜棚]里$|工[友人]|(?:局|院|政府|委员会|仲裁委|[工总]会|部门|中心|银行|派出所|[大支]队)$"
)
_LONGEST = 18
_HOPELESS_NAME, _HOPELESS_PLACE = -1.4, -1.2
"""Signs around a stretch that add up to less are enough: what stands in it is not weighed any more."""
_ENOUGH = (0.7, -1.2, -1.2, -1.2)
"""From what sum on a reading is suggested, by kind: longer stretches gather more against them than names do."""
_DOUBTFUL = -4.0
"""A name that a rule merely suspects goes when its weights add up to less."""


@dataclass(frozen=True)
class Reading:
    """A stretch, the kind it would be, and the sum of its weights: above 0 it is more likely than not."""

    start: int
    end: int
    kind: int
    score: float


@cache
def _weights() -> tuple[dict[str, float], dict[str, tuple[float, float, float]]]:
    """For names, and for employers, projects and addresses."""
    listed = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    places = {sign: (one / 100, two / 100, three / 100) for sign, (one, two, three) in listed["places"].items()}
    return {sign: number / 100 for sign, number in listed["names"].items()}, places


def _name(listed: list[str]) -> float:
    weights = _weights()[0]
    return sum([weights[sign] for sign in listed if sign in weights])


def _place(listed: list[str]) -> tuple[float, float, float]:
    weights = _weights()[1]
    one = two = three = 0.0
    for sign in listed:
        if found := weights.get(sign):
            one += found[0]
            two += found[1]
            three += found[2]
    return one, two, three


def names(plain: str, cuts: Cuts) -> Iterator[tuple[int, int]]:
    """What may be a name: two to four characters that begin with a word or with a family name."""
    edges = {word.start for word in cuts.words}
    for start in range(len(plain)):
        if _HAN.match(plain[start]) and (start in edges or surname_at(plain, start)):
            for end in range(start + 2, min(len(plain), start + 4) + 1):
                if not _HAN.match(plain[end - 1]):
                    break
                yield start, end


def places(held: list[Piece]) -> Iterator[tuple[int, int]]:
    """What may be a firm, a project or an address: the first word and the one behind the last, by number."""
    for first, piece in enumerate(held):
        grammar = listed = 0
        if piece.text[0] in ")-·#":
            continue
        for last in range(first, min(len(held), first + 13)):
            word = held[last]
            grammar, listed = grammar + word.is_grammar, listed + word.is_listed
            fits = all(map(_LETTER.match, word.text)) and word.end - piece.start <= _LONGEST
            if not fits or grammar > 1 or listed > 1:
                break
            if word.end - piece.start > 2:
                yield first, last + 1


class _Sides:
    """What stands before and behind each place of a text, looked at once."""

    def __init__(self, plain: str, cuts: Cuts) -> None:
        self._left = cache(lambda at: signs.before(plain, cuts, at))
        self._right = cache(lambda at: signs.behind(plain, cuts, at))
        self.names = cache(self._for_name), cache(self._for_name_behind)
        self.places = cache(self._for_place), cache(self._for_place_behind)

    def _for_name(self, at: int) -> tuple[float, str]:
        listed, sort = self._left(at)
        return _name(["n" + sign for sign in listed]), sort

    def _for_name_behind(self, at: int) -> tuple[float, str]:
        listed, sort = self._right(at)
        return _name(["n" + sign for sign in listed]), sort

    def _for_place(self, at: int) -> tuple[tuple[float, float, float], str]:
        listed, sort = self._left(at)
        return _place(["h" + sign for sign in listed]), sort

    def _for_place_behind(self, at: int) -> tuple[tuple[float, float, float], str]:
        listed, sort = self._right(at)
        return _place(["h" + sign for sign in listed]), sort


def _readings_of_names(plain: str, cuts: Cuts, sides: _Sides) -> Iterator[Reading]:
    left, right = sides.names
    for start, end in names(plain, cuts):
        (before, first), (behind, last) = left(start), right(end)
        score = before + behind
        if score > _HOPELESS_NAME:
            score += _name([*signs.of_name(plain, cuts, start, end, (first, last)), "n!"])
        yield Reading(start, end, 0, score)


def _readings_of_places(plain: str, cuts: Cuts, sides: _Sides) -> Iterator[Reading]:
    left, right = sides.places
    heads = cache(lambda end: signs.heads(plain, end))
    held = signs.pieces(plain, cuts)
    for begin, stop in places(held):
        start, end = held[begin].start, held[stop - 1].end
        ((one, two, three), first), ((four, five, six), last) = left(start), right(end)
        outside = one + four, two + five, three + six
        if max(outside) < _HOPELESS_PLACE:
            continue
        within = _place([*signs.of_place(held[begin:stop], heads(end), (first, last)), "h!"])
        scores = [around + inside for around, inside in zip(outside, within, strict=True)]
        most = max(scores)
        yield Reading(start, end, scores.index(most) + 1, most)


def readings(plain: str, cuts: Cuts, *, organisations: bool = True) -> list[Reading]:
    """Every stretch that may be something, with its best kind."""
    sides = _Sides(plain, cuts)
    found = [*_readings_of_names(plain, cuts, sides), *_readings_of_places(plain, cuts, sides)]
    return [one for one in found if organisations or one.kind in (0, 3)]


def find(text: Folded, weighed: list[Reading]) -> Iterator[Found]:
    """What the weights alone speak for; a person should look twice."""
    lists = ("roles", "nobody", "trades", "titles", "heads", "site_heads", "public_heads")
    nobody = frozenset().union(*map(words, lists))
    for one in _best(weighed):
        kind = KINDS[one.kind]
        if text.text[one.start : one.end] in nobody or _COMMON.search(text.text[one.start : one.end]):
            continue
        yield text.found(one.start, one.end, kind, f"前后文像{kind.value}", sure=False)


def without_doubtful(found: list[Found], weighed: list[Reading]) -> list[Found]:
    """Names found by rules, without those the rules merely suspect and the weights speak against."""
    against = {(one.start, one.end) for one in weighed if one.kind == 0 and one.score < _DOUBTFUL}
    return [one for one in found if one.sure or (one.start, one.end) not in against]


def _best(found: list[Reading]) -> list[Reading]:
    """Of readings that overlap those that together weigh most."""
    enough = [one for one in found if one.score > _ENOUGH[one.kind]]
    ordered = sorted(enough, key=lambda one: (one.end, one.start))
    stops = [one.end for one in ordered]
    sums, came = [0.0], []
    for number, one in enumerate(ordered):
        before = bisect_right(stops, one.start, 0, number)
        with_it = sums[before] + one.score - _ENOUGH[one.kind]
        came.append(before if with_it > sums[-1] else -1)
        sums.append(max(with_it, sums[-1]))
    kept, at = [], len(ordered)
    while at:
        if came[at - 1] < 0:
            at -= 1
        else:
            kept.append(ordered[at - 1])
            at = came[at - 1]
    return kept[::-1]
