"""What a text names once it names again: the same string, a name's family name with a title, a firm's short form.

Each place where that may be is a hint: what was learned reads the sentence once more with it (see `learned`), so that a
word of every day is taken for the person of that name only where the sentence half says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .again import THING
from .cutting import Cuts, is_word, kind_of
from .found import Found, Kind
from .words import letters, starts, surname_at, words

PROPER, COMMON, TITLED, SHORT = 160, 30, 100, 200
"""How much a hint counts: a string that is no word, one that is, a family name with a title, a firm's short form."""
_TITLES = (
    "(?:师傅|工长|工头|队长|班长|组长|经理|老板|律师|会计|主任|书记|医生|老师|同志|先生|女士|大姐|大哥|总监|监理|代表|代理"
    "|大爷|大妈|嫂子|老汉|婆婆|工|总|队|哥|姐|叔|婶|姨|伯|爷|嫂|某某|某)"
)
_STATE = re.compile("中[国铁建交冶水电能核化](?![一二三四五六七八九十])")
_ALONE = frozenset("一二三四五六七八九十局司建")
"""What a short form takes alone out of the whole name: 三 and 局 of 第三工程局."""
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Hint:
    """A stretch that may be of this kind, and how much speaks for it beside its sentence."""

    start: int
    end: int
    kind: Kind
    weight: int


def hints(plain: str, cuts: Cuts, kept: Iterable[Found]) -> list[Hint]:
    """Where what was found may stand again, outside of it."""
    kept = list(kept)
    places = {at for one in kept if one.kind != Kind.NAME for at in range(one.start, one.end)}
    taken = (places, places | {at for one in kept if one.kind == Kind.NAME for at in range(one.start, one.end)})
    names = sorted({one.text for one in kept if one.kind == Kind.NAME and "某" not in one.text})
    firms = sorted({one.text for one in kept if one.kind == Kind.EMPLOYER and len(one.text) > 5})
    found = [*_same(plain, cuts, names), *_titled(plain, names), *_short(plain, firms)]
    return [one for one in found if not taken[one.kind == Kind.NAME].issuperset(range(one.start, one.end))]


def _same(plain: str, cuts: Cuts, names: list[str]) -> Iterator[Hint]:
    for name in names:
        if len(name) < 2:
            continue
        common = is_word(name) and (not kind_of(name).startswith("nr") or name in words("ordinary"))
        for match in re.finditer(re.escape(name), plain):
            if common and THING.match(plain, match.end()):
                continue
            over = [cuts.over(match.start()), cuts.over(match.end())]
            torn = any(word and not word.is_name for word in over)
            weight = COMMON if common else PROPER // 2 if torn and len(name) < 3 else PROPER
            yield Hint(*match.span(), Kind.NAME, weight)


def _titled(plain: str, names: list[str]) -> Iterator[Hint]:
    """老薛, 薛工, 薛师傅, 薛某 where 薛宝林 is named."""
    families = {surname_at(name, 0) for name in names if len(name) - len(surname_at(name, 0)) in (1, 2)} - {""}
    for family in sorted(families):
        for match in re.finditer(rf"[老小]{family}(?!{family})|{family}{_TITLES}", plain):
            yield Hint(*match.span(), Kind.NAME, TITLED)


def _short(plain: str, firms: list[str]) -> Iterator[Hint]:
    """塞上江南, 永定河更新, 南华三局 where the whole firm is named: its own name and pieces of the rest in order."""
    for firm in firms:
        own = _own(firm)
        for first in (own, own + 1):
            head = firm[first : first + 2]
            if len(head) < 2 or not all(map(_HAN.match, head)) or (first > own and firm[own] not in letters("brands")):
                continue
            for match in re.finditer(re.escape(head), plain):
                end = _along(plain, match.end(), firm, first + 2)
                if end - match.start() > 2 or not is_word(head):
                    yield Hint(match.start(), end, Kind.EMPLOYER, SHORT if end - match.start() > 3 else SHORT // 2)


def _own(firm: str) -> int:
    """Where the firm's own name begins, behind its province and city or the state firm that it belongs to."""
    at = 2 if _STATE.match(firm) and len(firm) > 8 else 0
    while (region := starts(firm, at, "regions")) and len(firm) - at - len(region) > 5:
        at += len(region)
        at += firm[at] in "省市县区州"
    return at


def _along(plain: str, at: int, firm: str, place: int) -> int:
    """How far the text goes on with pieces of the firm's name in their order."""
    while at < len(plain) and (next_place := firm.find(plain[at], place)) >= 0 and _HAN.match(plain[at]):
        leaps = next_place > place and plain[at] not in _ALONE
        if leaps and plain[at : at + 2] not in firm[place:]:
            break
        place, at = next_place + 1, at + 1
    return at
