"""Names in other tongues: with dots (买买提·艾力), and runs of their parts (次仁卓玛, 乌云其木格, 吉木日且)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .cutting import Cuts
from .weighing import ENOUGH, HAN, SURE, Candidate
from .words import ends, letters, longest, starts, words

DOTS = "·•・‧∙⋅"
_H = r"(?:(?![的之与和及是在由向])[\u3400-\u9fff])"
_DOTTED = re.compile(rf"{_H}{{1,8}}(?:\s?[{DOTS}]\s?{_H}{{1,10}}){{1,3}}")
_PLACES = re.compile(r"(?:自治|察布|[旗县市区镇乡村盟州路街])")


@cache
def _runs() -> re.Pattern[str]:
    parts = "|".join(map(re.escape, longest("tongues")))
    return re.compile(rf"(?:{parts})+(?:江|汗|罕|古丽|措|加|花|玛|扎布|拉图|布拉格)?")


def candidates(plain: str, cuts: Cuts) -> Iterator[Candidate]:
    for match in _DOTTED.finditer(plain):
        start, end = _trim(plain, cuts, *match.span())
        if _joins_words(plain, cuts, start, end) or _in_title(plain, start):
            continue
        yield Candidate(start, end, SURE + 50, "带间隔点的姓名")
    for match in _runs().finditer(plain):
        start, end = match.span()
        score = _weigh(plain, cuts, start, end)
        if score >= ENOUGH:
            yield Candidate(start, end, score + (end - start) / 2, "少数民族姓名常用的字")


def _weigh(plain: str, cuts: Cuts, start: int, end: int) -> float:
    """The longer the run, the surer; two characters alone need a sign beside them."""
    score = {2: 0.5, 3: 3.0}.get(end - start, 4.0)
    whole = cuts.at(start)
    if whole and (whole.start, whole.end) == (start, end) and not whole.is_name and whole.tag != "nrt":
        score -= 0.5
    if _PLACES.match(plain, end):
        score -= 5
    for edge in (start, end):
        over = cuts.over(edge)
        score -= 2 if over and not over.is_name else 0
    role = ends(plain, start, "roles")
    if start == 0 or not HAN.match(plain[start - 1]) or role or plain[start - 1] in letters("leads"):
        score += 1.5 + (1.5 if role and role not in words("weak") else 0)
    if (
        end == len(plain)
        or not HAN.match(plain[end])
        or plain[end] in letters("verbs")
        or starts(plain, end, "follows")
    ):
        score += 1.5
    return score


def _trim(plain: str, cuts: Cuts, start: int, end: int) -> tuple[int, int]:
    """A name with dots without the words around it: 内容与买买提·艾力所述 holds 买买提·艾力."""
    dots = [at for at in range(start, end) if plain[at] in DOTS]
    known = [m.span() for m in _runs().finditer(plain, start, end)]
    first = next((a for a, b in known if b == dots[0]), None)
    if first is None:
        first = _first(plain, cuts, start, dots[0])
    while first and _is_more(plain, cuts, first):
        first -= 1
    last = next((b for a, b in known if a == dots[-1] + 1), 0)
    place = max(last, dots[-1] + 2)
    while place < end and not _stops(plain, cuts, place):
        place += 1
    return first, place


def _is_more(plain: str, cuts: Cuts, first: int) -> bool:
    """Whether the character before belongs to the name: it writes such names and ends no word or role."""
    word = cuts.at(first - 1)
    common = word and word.end - word.start > 1 and not word.is_name
    role = ends(plain, first, "roles") or (plain[first - 1] in letters("leads") and ends(plain, first, "before"))
    return (
        plain[first - 1] in letters("tongues") and not common and not role and plain[first - 1] not in letters("leads")
    )


def _in_title(plain: str, start: int) -> bool:
    """Whether it stands in 【】 or 《》, where a dot parts the words of a title."""
    return any(plain.rfind(left, 0, start) > plain.rfind(right, 0, start) for left, right in ("【】", "《》"))


def _joins_words(plain: str, cuts: Cuts, start: int, end: int) -> bool:
    """Whether the dot stands between two common words, as in a title: 截图·群名."""
    dot = next(at for at in range(start, end) if plain[at] in DOTS)
    sides = (cuts.at(dot - 1), cuts.at(dot + 1))
    return all(
        side and side.end - side.start > 1 and not side.is_name and side.tag[:1] in "nv" and side.tag != "nrt"
        for side in sides
    )


def _first(plain: str, cuts: Cuts, start: int, dot: int) -> int:
    for place in range(start, dot - 1):
        role = ends(plain, dot - (dot - place), "roles")
        if role and place > start:
            start = place
    for place in range(dot - 1, start, -1):
        word = cuts.at(place - 1)
        if plain[place - 1] in letters("leads") or (
            word and word.end == place and word.end - word.start > 1 and not word.is_name
        ):
            return place
    return start


def _stops(plain: str, cuts: Cuts, place: int) -> bool:
    """Whether another word begins here."""
    word = cuts.at(place)
    if not word or word.start < place:
        return False
    if plain[place] in letters("verbs") and not _runs().match(plain, place):
        return True
    return bool(starts(plain, place, "follows")) or (word.end - word.start > 1 and not word.is_name)
