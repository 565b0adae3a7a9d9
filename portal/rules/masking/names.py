"""Names of people in Chinese texts: every reading is weighed, the best of those that overlap stay.

What was found once with certainty is looked for everywhere else in the text, and so is a given name alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from . import calls, frames, peoples, weighing
from .cutting import Cuts, is_word, kind_of
from .found import Folded, Found, Kind
from .weighing import ENOUGH, HAN, SURE, Candidate
from .words import ends, letters, starts, words

_LIST_BEHIND = re.compile(r"[\s　]*(?:[（(][^（()）\n]{1,8}[）)])?(?P<sign>[、,，]|[\s　]|和|与|及|跟|以及)[\s　]*")
_NEAR = 1.5


def find(text: Folded, cuts: Cuts) -> list[Found]:
    """Names in the order of the text, without overlaps."""
    plain = text.text
    readings = [*calls.masked(plain), *peoples.candidates(plain, cuts), *calls.candidates(plain, cuts)]
    readings += calls.given_only(plain, cuts)
    others = [one for one in readings if one.why != calls.MASKED]
    readings += calls.spaced(plain)
    readings += _together(plain, list(weighing.candidates(plain, cuts)), others)
    kept = _best(one for one in readings if one.score >= ENOUGH)
    framed = frames.candidates(plain, cuts, kept)
    kept = _best([*(one for one in readings if one.score >= ENOUGH), *framed])
    sure = {
        plain[one.start : one.end]
        for one in kept
        if one.score >= ENOUGH + (0.15 if one.why == calls.NICKNAME else 0.5) and one.why != calls.MASKED
    }
    again = [*_again(plain, cuts, sure), *calls.given_alone(plain, cuts, sure)]
    kept = _best([*kept, *again])
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


def _again(plain: str, cuts: Cuts, names: set[str]) -> Iterator[Candidate]:
    """The same name where no sign stands beside it; a common word (高峰) only where a person may stand."""
    for name in names:
        if len(name) < 2:
            continue
        kind = kind_of(name) if is_word(name) else ""
        common = bool(kind) and not (kind.startswith("nr") and name not in words("ordinary"))
        for match in re.finditer(re.escape(name), plain):
            over = [word for edge in match.span() if (word := cuts.over(edge)) and not word.is_name]
            if any(word.end - word.start > 2 and word.end - word.start > len(name) for word in over):
                continue
            if is_word(plain[match.start() : match.start() + 4]) and len(name) == 2:
                continue
            if common and not _may_be_meant(plain, cuts, *match.span(), kind):
                continue
            if not common and len(name) == 2 and over and not _stands_alone(plain, match.end()):
                continue
            yield Candidate(*match.span(), ENOUGH, "前后文里出现过的姓名")


def _may_be_meant(plain: str, cuts: Cuts, start: int, end: int, kind: str) -> bool:
    """Whether the name that is a common word may be meant here: not 金属|工, 费用|报销, 何时|到岗."""
    left = plain[start - 1 : start]
    edge = not left or not HAN.match(left)
    role = ends(plain, start, "roles") or ends(plain, start, "before")
    led = bool(role) or left in letters("leads")
    behind = starts(plain, end, "behind")
    follows = len(starts(plain, end, "follows")) > 1 or len(starts(plain, end, "titles")) > 1
    sure = len(behind) > 1 and behind not in words("loose_behind")
    if kind.startswith(("d", "r", "c", "p", "u", "m", "t", "f", "z", "l", "i")):
        return (led and left != "在") or sure or (edge and bool(frames.OWN.match(plain, end)))
    may_follow = (
        bool(behind) or follows or end == len(plain) or not HAN.match(plain[end]) or plain[end] in letters("verbs")
    )
    word = cuts.at(start - 1) if start else None
    told = bool(word and word.end == start and word.end - word.start > 1 and word.tag[:1] in "vpctd")
    return may_follow and (edge or led or told or left == "的")


def _stands_alone(plain: str, end: int) -> bool:
    """Whether what stands behind shows that a name ends here although words seem to run on."""
    return plain[end : end + 1] in (":", "：") or bool(starts(plain, end, "follows"))
