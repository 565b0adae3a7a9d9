"""Names of people in Chinese texts: every reading is weighed, the best of those that overlap stay.

What was found once with certainty is looked for everywhere else in the text, and so is a given name alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from . import again, calls, frames, peoples, told, weighing
from .cutting import Cuts
from .found import Folded, Found, Kind
from .weighing import ENOUGH, SURE, Candidate
from .words import words

_LIST_BEHIND = re.compile(r"[\s　]*(?:[（(][^（()）\n]{1,8}[）)])?(?P<sign>[、,，]|[\s　]|和|与|及|跟|以及)[\s　]*")
_NEAR = 1.5


def find(text: Folded, cuts: Cuts) -> list[Found]:
    """Names in the order of the text, without overlaps."""
    plain = text.text
    readings = [*calls.masked(plain), *peoples.candidates(plain, cuts), *calls.candidates(plain, cuts)]
    readings += [*calls.given_only(plain, cuts), *told.candidates(plain, cuts)]
    others = [one for one in readings if one.why != calls.MASKED]
    readings += calls.spaced(plain)
    readings += _together(plain, list(weighing.candidates(plain, cuts)), others)
    readings = [one for one in readings if one.score >= ENOUGH and not again.is_spelling(plain, one.start, one.end)]
    readings = [one for one in readings if one.score >= SURE or not again.is_idiom(plain, one.start, one.end)]
    kept = _best(readings)
    framed = frames.candidates(plain, cuts, kept)
    kept = _best([*readings, *framed])
    sure = {
        plain[one.start : one.end]
        for one in kept
        if one.score >= ENOUGH + (0.15 if one.why == calls.NICKNAME else 0.5) and one.why != calls.MASKED
    }
    sure = (sure | told.spelled(plain)) - words("nobody")
    kept = _best([*kept, *again.candidates(plain, cuts, sure), *calls.given_alone(plain, cuts, sure)])
    return [text.found(one.start, one.end, Kind.NAME, one.why, sure=one.score >= SURE) for one in kept]


def _together(plain: str, readings: list[Candidate], others: list[Candidate]) -> Iterator[Candidate]:
    """Readings with what others say for them: the same name elsewhere, a neighbour in a list."""
    seen = Counter(plain[one.start : one.end] for one in readings if one.score >= ENOUGH - _NEAR)
    begins = {one.start for one in [*readings, *others] if one.score >= ENOUGH}
    ends = {one.end for one in [*readings, *others] if one.score >= ENOUGH}
    behind_list = {match.end() for end in ends if (match := _LIST_BEHIND.match(plain, end))}
    for one in readings:
        extra, why = 0.0, one.why
        if seen[plain[one.start : one.end]] > 1:
            extra += 0.8
        listed = _LIST_BEHIND.match(plain, one.end)
        if one.start in behind_list or (listed and listed.end() in begins):
            extra, why = (
                extra + (2.3 if _is_listed(plain, one) else 1.5),
                why if one.score >= ENOUGH else "和别的姓名并列",
            )
        yield replace(one, score=one.score + extra, why=why)


def _is_listed(plain: str, one: Candidate) -> bool:
    """Whether the mark beside it is the one of lists."""
    return "、" in (plain[one.start - 1 : one.start], plain[one.end : one.end + 1])


def _best(readings: Iterable[Candidate]) -> list[Candidate]:
    """Of readings that overlap, the one with the higher score; of equals the longer."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for one in sorted(readings, key=lambda c: (-c.score, c.start - c.end, c.start)):
        stretch = range(one.start, one.end)
        if taken.isdisjoint(stretch):
            taken.update(stretch)
            kept.append(one)
    return sorted(kept, key=lambda c: c.start)
