"""What a case agrees in with the case at hand, and in what it differs, facet by facet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Compared:
    """Facets in the order asked: `same` (facet, value), `other` (facet, own value, the case's values), `unsaid`."""

    same: tuple[tuple[str, str], ...] = ()
    other: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    unsaid: tuple[str, ...] = ()


def compare(own: Mapping[str, str], theirs: Mapping[str, Iterable[str]]) -> Compared:
    """`own` has one value of a facet each; a facet it leaves empty is not compared. A case may have several values."""
    same: list[tuple[str, str]] = []
    other: list[tuple[str, str, tuple[str, ...]]] = []
    unsaid: list[str] = []
    for facet, value in own.items():
        values = tuple(one for one in theirs.get(facet, ()) if one)
        if not value:
            continue
        if not values:
            unsaid.append(facet)
        elif value in values:
            same.append((facet, value))
        else:
            other.append((facet, value, values))
    return Compared(tuple(same), tuple(other), tuple(unsaid))
