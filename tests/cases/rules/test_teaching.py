"""Which case is told beside a question."""

from __future__ import annotations

import itertools

import pytest

from cases.rules import taxonomy
from cases.rules.teaching import Told, nearest


def told(code: str, articles: dict[int, str], *, level: str = "TYP", is_sample: bool = False) -> Told:
    return Told(code, level, is_sample, articles)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (told("z", {1: "mention"}), told("a", {1: "violated", 2: "violated"}, is_sample=True)),
        (told("z", {1: "basis", 2: "basis"}), told("a", {1: "violated"})),
        (told("z", {1: "violated"}), told("a", {1: "basis"})),
        (told("z", {1: "basis"}), told("a", {1: "procedure"})),
        (told("z", {1: "basis"}, level="GUI"), told("a", {1: "basis"}, level="ORD")),
        (told("a", {1: "basis"}), told("b", {1: "basis"})),
        (told("a", {1: "basis"}), told("b", {1: "unknown"}, level="GUI")),
    ],
)
def test_the_nearer_one_is_told(better, worse):
    assert nearest({1, 2}, [better, worse]) == nearest({1, 2}, [worse, better]) == better.code


def test_the_order_of_authority_is_that_of_the_taxonomy():
    left = [told(f"{9 - place}", {1: "basis"}, level=level) for place, level in enumerate(taxonomy.levels())]
    for one in list(left):
        assert nearest({1}, left) == one.code
        left.remove(one)


def test_without_an_article_in_common_none_is_told():
    assert nearest({3}, [told("a", {1: "basis"})]) == ""
    assert nearest(set(), [told("a", {1: "basis"})]) == ""


def test_the_order_of_candidates_does_not_matter():
    many = [told(f"c{n}", {1: "basis", n: "violated"}, level="ORD" if n % 2 else "TYP") for n in range(2, 6)]
    assert {nearest({1, 2, 3}, order) for order in itertools.permutations(many)} == {"c2"}
