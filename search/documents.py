"""All that the index holds, read from the database: what each kind says may be public, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from .engines import Document
from .kinds import KINDS, Keys
from .kinds.base import BATCH

__all__ = ["BATCH", "all_documents", "all_ids", "changed_and_gone", "ids_with_passages"]


def all_documents() -> Iterator[Document]:
    """Everything that may be found, read in batches."""
    return chain.from_iterable(kind.everything() for kind in KINDS)


def all_ids() -> Iterator[str]:
    """Ids of everything that may be found."""
    return chain.from_iterable(kind.ids() for kind in KINDS)


def ids_with_passages() -> Iterator[str]:
    """Ids of everything that vectors are made of."""
    return chain.from_iterable(kind.ids() for kind in KINDS if kind.meant)


def changed_and_gone(changed: Keys) -> tuple[list[Document], list[str]]:
    """Documents to replace and ids to remove, read anew from the database as it is now."""
    documents: list[Document] = []
    gone: set[str] = set()
    for kind in KINDS:
        keys = kind.touched(changed)
        there = kind.documents(keys)
        documents += there
        gone |= {kind.id_of(pk) for pk in keys} - {document.id for document in there}
    return documents, sorted(gone)
