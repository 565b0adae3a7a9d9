"""What documents are called and where they stand, read from the database, which says who may see them."""

from __future__ import annotations

from collections.abc import Iterable

from .kinds import Thing, read
from .kinds.base import BATCH

__all__ = ["Thing", "read_things"]


def read_things(ids: Iterable[str]) -> dict[str, Thing]:
    """By document id, in the order given. What is a draft, withdrawn or unknown is left out."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Thing] = {}
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        found |= {id_: kind.thing(row) for id_, (kind, row) in read(part).items()}
    return {id_: found[id_] for id_ in wanted if id_ in found}
