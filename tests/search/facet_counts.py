"""Facet counts against the results they lead to, and both against counting by hand; for any engine of the contract."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from search.asked import KINDS
from search.engines import Document, Engine
from search.plan import FACETS, NEVER, PUBLIC, Days, Plan, Terms, choice, make_plan, place_of
from search.rules.analysis import tokenised
from search.rules.facets import packed
from search.rules.query import parse

COMBINATIONS = 500
DOCUMENTS = 140
ALIAS = "facets"
WORDS = ("高处坠落", "没系安全带", "拖欠工资", "工伤认定", "劳动合同", "触电", "上下班")
LETTERS = "abcde"
SEVERAL = ("topic", "regulation", "trade", "hazard", "accident_class", "employment")
"""Facets of which a hit may have several values, or none."""


def make_documents(dice: random.Random) -> list[Document]:
    return [_document(dice, number) for number in range(DOCUMENTS)]


def _values(dice: random.Random, facet: str) -> list[str]:
    if facet == "kind":
        return [dice.choice(list(KINDS))]
    if facet in SEVERAL:
        return dice.sample(LETTERS, dice.randint(0, 3))
    if facet in ("level", "region"):
        return [dice.choice(LETTERS)]
    return [dice.choice(LETTERS)] if dice.random() < 0.7 else []


def _document(dice: random.Random, number: int) -> Document:
    held = {facet: _values(dice, facet) for facet in FACETS}
    own: dict[str, Any] = {}
    for facet, values in held.items():
        if place_of(facet)[0] == facet:
            own[facet] = values if facet in SEVERAL else values[0]
    beside = {facet: values for facet, values in held.items() if facet not in own}
    starts = dice.choice([0, 20100101, 20200501, 20240101])
    text = " ".join(dice.sample(WORDS, dice.randint(1, 4)))
    dates: dict[str, Any] = {"starts": starts, "ends": dice.choice([NEVER, NEVER, 20230101]), "day": starts}
    access = dice.choice([PUBLIC, PUBLIC, PUBLIC, "own"])
    whole = own | dates | {"facet": packed(beside), "access": access, "prior": 1.0}
    return Document(f"d{number}", tokenised(text), "", whole)


def make_combination(dice: random.Random) -> Plan:
    """Words or none, a day or none, one to five facets chosen: some of them to values that nothing has."""
    chosen = {facet: _wanted(dice, facet) for facet in dice.sample(FACETS, dice.randint(1, 5))}
    query = parse(" ".join(dice.sample(WORDS, dice.randint(0, 2))))
    plan = make_plan(query, kind="", chosen=chosen, facets=FACETS, limit=5)
    if dice.random() < 0.4:
        day = dice.choice([20100101, 20210101, 20240601])
        plan = replace(plan, filters=(Days("starts", last=day), Days("ends", first=day + 1)))
    return plan


def _wanted(dice: random.Random, facet: str) -> str:
    return dice.choice(list(KINDS)) if facet == "kind" else dice.choice(LETTERS + "z")


def holds(document: Document, wanted: Terms | Days) -> bool:
    value = document.values.get(wanted.name, [])
    if isinstance(wanted, Days):
        return (wanted.first or 0) <= int(value) <= (wanted.last or NEVER)  # type: ignore[arg-type]
    return bool(set(wanted.values) & set(value if isinstance(value, list) else [str(value)]))


def fits(document: Document, plan: Plan) -> bool:
    """By hand: access, filters, choices, and one of the needed tokens."""
    limits = [Terms("access", plan.access), *plan.filters, *plan.chosen.values()]
    tokens = set(document.tokens.split())
    return all(holds(document, one) for one in limits) and (not plan.needed or bool(tokens & set(plan.needed)))


def by_hand(documents: list[Document], plan: Plan, facet: str) -> dict[str, int]:
    """Value → hits that have it, with the reader's own choice in that facet off."""
    free = [document for document in documents if fits(document, plan.without(facet))]
    values = list(KINDS) if facet == "kind" else list(LETTERS)
    counts = {value: sum(holds(document, choice(facet, value)) for document in free) for value in values}
    return {value: count for value, count in counts.items() if count}


def check_counts(engine: Engine, seed: int = 20261128) -> None:
    """500 combinations: every count equals counting by hand; two values of every facet are gone to and counted."""
    dice = random.Random(seed)
    documents = make_documents(dice)
    build = engine.build(ALIAS)
    build.add(documents)
    build.finish(expected=len(documents))
    total: Callable[[Plan], int] = lambda plan: engine.search(ALIAS, replace(plan, facets=(), limit=1)).total  # noqa: E731
    some = gone = 0
    for _ in range(COMBINATIONS):
        plan = make_combination(dice)
        result = engine.search(ALIAS, plan)
        assert result.total == sum(fits(document, plan) for document in documents), plan
        for facet in FACETS:
            counted = dict(result.facets[facet])
            assert len(counted) == len(result.facets[facet]), (facet, plan)
            assert counted == by_hand(documents, plan, facet), (facet, plan)
        facet = dice.choice(FACETS)
        for value, count in dice.sample(result.facets[facet], min(2, len(result.facets[facet]))):
            assert total(plan.only(facet, value)) == count, (facet, value, plan)
            gone += 1
        some += bool(result.total)
    assert some > COMBINATIONS // 10
    assert gone > COMBINATIONS // 2
