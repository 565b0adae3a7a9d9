"""Which articles the law has for a case, with the reason for each; the rules are `cases/content/proposals.toml`.

A case becomes a set of tokens: its codes (family, kind and what the kind belongs to, facets, stage, running clocks),
its place, and signals read from the words that were told (跑路 → absconded) and from numbers. A rule holds when each of
its conditions has one of its tokens (`!` before a condition: none). A proposal is for a person to accept; the day of
the event picks the version elsewhere.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from . import taxonomy

_FILE = Path(__file__).parent.parent / "content" / "proposals.toml"
ROLES = ("violated", "basis", "procedure")
GROUP = 10
"""Workers with one claim who may name representatives (劳动争议调解仲裁法第七条)."""
LONG_ARREARS = 3
MAJOR = {"AG1", "AG2", "AG3"}
_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMBER = r"(\d+|[一二两三四五六七八九十百]+)"
_PEOPLE = re.compile(_NUMBER + r"(?:多|余|来|几)?(?:名|个|位)?(?:[\u4e00-\u9fff]{0,2}工人|农民工|民工|工友|员工|人)")
_MONTHS = re.compile(_NUMBER + r"个多?月")
_CASUALTY = re.compile(r"死|伤|亡|遇难")
_NOT = re.compile(r"(?:没有|没|未|无|不是|不|无人|没人)$")


@dataclass(frozen=True)
class Facts:
    """What is known of a case. `facets`: codes of the taxonomy; `clocks`: codes of clocks.toml that run.

    `people` are those concerned; None: read from the text. `grade` "": reckoned from the numbers.
    """

    family: str
    kind: str = ""
    facets: frozenset[str] = frozenset()
    stage: str = ""
    clocks: frozenset[str] = frozenset()
    text: str = ""
    incident_on: datetime.date | None = None
    region: str = ""
    people: int | None = None
    deaths: int = 0
    serious: int = 0
    grade: str = ""


@dataclass(frozen=True)
class Proposal:
    """`regulation`: its full title; `article` "17", "276-1", or "" for the whole text. `weight`: higher comes first.

    `verified` false: the text is not in the library or the number of the article is not confirmed (待核实).
    """

    regulation: str
    article: str
    role: str
    reason: str
    weight: int
    verified: bool = True
    paragraph: int | None = None
    item: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.regulation, self.article


@dataclass(frozen=True)
class Rule:
    name: str
    when: tuple[str, ...]
    articles: tuple[Proposal, ...]

    def holds(self, tokens: frozenset[str]) -> bool:
        return all(_met(condition, tokens) for condition in self.when)


def _met(condition: str, tokens: frozenset[str]) -> bool:
    """ "A B": one of them is there; "!A B": none is."""
    if condition.startswith("!"):
        return not tokens.intersection(condition[1:].split())
    return bool(tokens.intersection(condition.split()))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf8"))


@cache
def rules() -> tuple[Rule, ...]:
    """KeyError: a rule names a law that is not in [laws]."""
    laws = _data()["laws"]
    return tuple(
        Rule(row["name"], tuple(row["when"]), tuple(_article(one, laws) for one in row["cite"]))
        for row in _data()["rule"]
    )


def _article(row: Mapping[str, Any], laws: Mapping[str, Any]) -> Proposal:
    law = laws[row["law"]]
    return Proposal(
        law["title"],
        row["article"],
        row["role"],
        row["reason"],
        row["weight"],
        row.get("verified", law["verified"]),
        row.get("paragraph"),
        row.get("item"),
    )


def signals() -> dict[str, dict[str, list[str]]]:
    """Signal → the words that tell it and the codes that do."""
    return dict(_data()["signals"])


def propose(facts: Facts) -> list[Proposal]:
    """Each article once, with the weightiest of its reasons; the weightiest first, then by title and article."""
    tokens = tokens_of(facts)
    best: dict[tuple[str, str], Proposal] = {}
    for rule in rules():
        if rule.holds(tokens):
            for one in rule.articles:
                if one.key not in best or one.weight > best[one.key].weight:
                    best[one.key] = one
    return sorted(best.values(), key=lambda one: (-one.weight, one.regulation, _order(one.article)))


def _order(article: str) -> tuple[int, ...]:
    return tuple(int(part) for part in article.split("-") if part)


def tokens_of(facts: Facts) -> frozenset[str]:
    """The codes and signals of a case, as rules name them."""
    codes = {facts.family, facts.stage, *facts.facets, *facts.clocks} - {""}
    parts = facts.kind.split("-") if facts.kind else []
    codes |= {"-".join(parts[:count]) for count in range(1, len(parts) + 1)}
    if facts.family in {"INJ", "DTH"} and not facts.stage:
        codes.add("I1")
    codes |= {place for place in _data()["places"] if facts.region.startswith(place)}
    text = re.sub(r"\s", "", facts.text)
    told = {name for name, by in signals().items() if _is_told(by, text, codes)}
    return frozenset(codes | told | _numbers(facts, codes, text))


def _is_told(by: Mapping[str, list[str]], text: str, codes: set[str]) -> bool:
    return bool(codes.intersection(by.get("codes", []))) or any(_says(text, word) for word in by.get("words", []))


def _says(text: str, word: str) -> bool:
    """The word stands there, and no 没有, 未 or 不 right before it. A dot in it is any few characters of a clause."""
    pattern = re.escape(word).replace(r"\.", "[^，。；、]{0,6}?")
    return any(not _NOT.search(text[: found.start()]) for found in re.finditer(pattern, text))


def _numbers(facts: Facts, codes: set[str], text: str) -> set[str]:
    """Signals of size: group, long-arrears, dead, serious, many-serious, major."""
    people = facts.people if facts.people is not None else people_in(text)
    dead = facts.family == "DTH" or facts.deaths > 0 or "SEV-DEA" in codes
    graded = facts.grade or taxonomy.grade(deaths=facts.deaths, serious=facts.serious, loss=0)
    sizes = {
        "group": people >= GROUP or "DIS-COL" in codes,
        "long-arrears": any(number >= LONG_ARREARS for number in _found(_MONTHS, text)),
        "dead": dead,
        "serious": facts.serious > 0 or "SEV-SER" in codes,
        "many-serious": facts.serious >= 3,
        "major": bool(MAJOR & {graded, *codes}),
    }
    return {name for name, holds in sizes.items() if holds}


def people_in(text: str) -> int:
    """The largest number of workers that a text speaks of; the dead and the hurt are not claimants. 0: none."""
    clauses = [clause for clause in re.split(r"[，。；、\n]", text) if not _CASUALTY.search(clause)]
    return max((number for clause in clauses for number in _found(_PEOPLE, clause)), default=0)


def _found(pattern: re.Pattern[str], text: str) -> Iterable[int]:
    return [number(found[1]) for found in pattern.finditer(text)]


def number(words: str) -> int:
    """30 and 三十 are 30, 一百二十 is 120; up to 999."""
    if words.isdigit():
        return int(words)
    total, digit = 0, 0
    for word in words:
        if word in "十百":
            total += (digit or 1) * (10 if word == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[word]
    return total + digit
