"""The chain of contracts in a case, from the owner down to the worker, and who in it answers for an injury."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BOSS = "boss"
LICENSED = frozenset({"general", "professional", "labour"})
"""Roles of units that may hold a qualification for the work they pass on."""
ARTICLE = "《最高人民法院关于审理工伤保险行政案件若干问题的规定》第三条"
ANSWERS = "下面的包工头没有用工主体资格的，工人受伤由它承担工伤保险责任，不必先有劳动关系"
RECOURSE = "没有用工主体资格的，单位赔了、基金付了以后，可以向他追偿"


@dataclass(frozen=True)
class Link:
    """Somebody in the chain; `above` is who gave the work, None at the top."""

    key: int
    role: str
    above: int | None = None


@dataclass(frozen=True)
class Place:
    """Where somebody stands: 0 at the top. `words` say what the law asks of this place, with `article`; "" of most."""

    key: int
    depth: int
    words: str = ""
    article: str = ""


def places(links: Sequence[Link], *, injury: bool) -> list[Place]:
    """All that stand in a chain, from the top down, each followed by those below; who stands alone is left out.

    For an injury the nearest licensed unit above a contractor who is a mere person is named as the one that answers
    (法释〔2014〕9号第三条第一款第（四）项), and that it may turn to him afterwards (第二款). That he lacks the
    qualification is a condition in the words: nobody has decided it here.
    """
    known = {one.key: one for one in links}
    below: dict[int | None, list[Link]] = {}
    for one in links:
        below.setdefault(one.above if one.above in known else None, []).append(one)
    answering = {_licensed_above(one, known) for one in links if one.role == BOSS} if injury else set()
    found: list[Place] = []
    waiting = [(one, 0) for one in reversed(below.get(None, [])) if one.key in below]
    while waiting:
        one, depth = waiting.pop()
        words, article = "", ""
        if one.key in answering:
            words, article = ANSWERS, f"{ARTICLE}第一款第（四）项"
        elif injury and one.role == BOSS and _licensed_above(one, known) is not None:
            words, article = RECOURSE, f"{ARTICLE}第二款"
        found.append(Place(one.key, depth, words, article))
        waiting += [(lower, depth + 1) for lower in reversed(below.get(one.key, []))]
    return found


def _licensed_above(one: Link, known: dict[int, Link]) -> int | None:
    seen = {one.key}
    above = known.get(one.above) if one.above is not None else None
    while above is not None and above.key not in seen:
        if above.role in LICENSED:
            return above.key
        seen.add(above.key)
        above = known.get(above.above) if above.above is not None else None
    return None
