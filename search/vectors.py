"""Keeping the vectors true to the database: stale ones go with the index's own changes, missing ones are made later.

A text without a vector is found by its words like any other; it only gains no place by its meaning yet.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence

from portal.services.generation import current_generation

from .documents import ids_with_passages
from .engines import Document
from .kinds import KINDS
from .locks import locked
from .semantic import Away, Meaning, Meaningless, Store, site_meaning
from .semantic.making import Passages, make
from .semantic.store import Row

logger = logging.getLogger(__name__)

READ = 128
"""Documents read and made at a time."""
SECONDS = 20.0
"""How long one run goes on; the next is due after 30."""

_complete: tuple[object, ...] | None = None
"""The state in which nothing was missing: while it stays, nothing is read."""


def passages_of(document: Document) -> Passages:
    return Passages(document.id, document.passages, float(document.values.get("prior", 1.0)))  # type: ignore[arg-type]


def forget_vectors(changed: Iterable[Document], removed: Iterable[str] = ()) -> None:
    """Let go of vectors of what is gone or has other words now. Whatever is wrong with them, the index goes on."""
    for _ in with_true_vectors(changed, removed):
        pass


def with_true_vectors(documents: Iterable[Document], removed: Iterable[str] = ()) -> Iterator[Document]:
    """The same documents; after the last of them the vectors that were made from other words are let go."""
    meaning = site_meaning()
    if meaning is None:
        yield from documents
        return
    stale = list(removed)
    try:
        held = meaning.store.held()
    except (Meaningless, OSError):
        held = {}
    for document in documents:
        if held.get(document.id, "") not in ("", passages_of(document).made_from):
            stale.append(document.id)
        yield document
    try:
        meaning.store.remove(stale)
    except (Meaningless, OSError) as error:
        logger.warning("stale vectors remain until they are made anew: %s", error)


def make_missing(*, seconds: float = SECONDS) -> int:
    """Make vectors for some time; number of documents made. 0 when none is missing or another process is at it."""
    meaning = site_meaning()
    if meaning is None:
        return 0
    try:
        with locked("vectors") as free:
            return _make_missing(meaning, seconds) if free and _complete != _state(meaning) else 0
    except Meaningless as error:  # readiness says it too
        logger.warning("no vectors are made: %s", error)
        return 0


def _make_missing(meaning: Meaning, seconds: float) -> int:
    global _complete
    meaning.store.sweep()
    begun = _state(meaning)
    wanted = list(ids_with_passages())
    held = _held(meaning.store)
    meaning.store.remove(held.keys() - set(wanted))
    missing = [id_ for id_ in wanted if id_ not in held]
    made = _make(meaning, missing, until=time.monotonic() + seconds)
    if made == len(missing) and begun[1] == _state(meaning)[1]:
        _complete = _state(meaning)
    return made


def _state(meaning: Meaning) -> tuple[object, ...]:
    return meaning.model.fingerprint, current_generation(), meaning.store.numbers(), id(meaning.store)


def _make(meaning: Meaning, ids: Sequence[str], until: float) -> int:
    """Vectors of `ids`, kept together: a process killed before has only lost this run. What changed meanwhile waits."""
    import numpy

    rows: list[Row] = []
    parts = []
    for start in range(0, len(ids), READ):
        made, vectors = make(meaning.model, _read(ids[start : start + READ]))
        rows += made
        parts.append(vectors)
        if time.monotonic() >= until:
            break
    if not rows:
        return 0
    now = {one.id: one.made_from for one in _read(sorted({row.id for row in rows}))}
    same = [place for place, row in enumerate(rows) if now.get(row.id) == row.made_from]
    meaning.store.add([rows[place] for place in same], numpy.concatenate(parts)[same])
    return len({rows[place].id for place in same})


def _read(ids: Sequence[str]) -> list[Passages]:
    """As the database has them now; in parts that SQLite takes."""
    found: list[Passages] = []
    for start in range(0, len(ids), READ):
        part = ids[start : start + READ]
        for kind in KINDS:
            keys = kind.keys(part) if kind.meant else []
            found += [passages_of(document) for document in kind.documents(keys)]
    return found


def _held(store: Store) -> dict[str, str]:
    """What is there; a store that cannot be read is begun anew, one that is only away is not."""
    try:
        return store.held()
    except Away:
        raise
    except Meaningless as error:
        logger.warning("vectors are made anew: %s", error)
        store.clear()
        return {}
