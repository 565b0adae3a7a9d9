"""Which real case is told beside a question: the one nearest to what the question rests on, without chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from . import taxonomy

KINDS = ("violated", "basis", "procedure", "mention")
"""How a precedent cites: what somebody broke teaches most."""


@dataclass(frozen=True)
class Told:
    """A precedent that may be told: its articles, each with how it cites them."""

    code: str
    level: str
    is_sample: bool
    articles: Mapping[int, str]


def nearest(articles: Set[int], candidates: Iterable[Told]) -> str:
    """The code of the case to tell, "" when none shares an article: a real one before a sample, then the one with the
    most articles in common, the nearer kind of citation, the weightier level, and the first by code."""
    ranked = [(key, one.code) for one in candidates if (key := _key(articles, one))]
    return min(ranked)[1] if ranked else ""


def _key(articles: Set[int], one: Told) -> tuple[bool, int, int, int] | None:
    shared = articles & one.articles.keys()
    if not shared:
        return None
    kind = min(_place(KINDS, one.articles[article]) for article in shared)
    return one.is_sample, -len(shared), kind, _place(tuple(taxonomy.levels()), one.level)


def _place(names: tuple[str, ...], name: str) -> int:
    return names.index(name) if name in names else len(names)
