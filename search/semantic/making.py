"""Vectors for what has none yet, a few at a time, on a thread that gives way to everything else."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from . import Store
from .model import Model
from .store import Row

TOGETHER = 16
"""Passages that go through the model at once; of like length, so that little is computed for nothing."""
_LOWEST = 19


@dataclass(frozen=True)
class Passages:
    """What a document can be found by beside its words; `prior` is the factor of its score."""

    id: str
    texts: tuple[str, ...]
    prior: float = 1.0

    @property
    def made_from(self) -> str:
        return blake2b("\0".join((*self.texts, str(self.prior))).encode(), digest_size=8).hexdigest()


def make(model: Model, documents: Sequence[Passages]) -> tuple[list[Row], Any]:
    """Rows and vectors of some hundreds of documents. Raises Meaningless."""
    rows = [Row(one.id, one.made_from, one.prior) for one in documents for _ in one.texts]
    texts = [text for one in documents for text in one.texts]
    with ThreadPoolExecutor(1, initializer=_give_way) as alone:
        return rows, alone.submit(_embed, model, texts).result()


def fill(store: Store, model: Model, documents: Sequence[Passages]) -> int:
    """Make and keep vectors of those that have none or others; number of documents made."""
    held = store.held()
    wanted = [one for one in documents if one.texts and held.get(one.id) != one.made_from]
    if wanted:
        store.add(*make(model, wanted))
    return len(wanted)


def _embed(model: Model, texts: list[str]) -> Any:
    import numpy

    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    parts = [
        model.passages([texts[place] for place in order[start : start + TOGETHER]])
        for start in range(0, len(order), TOGETHER)
    ]
    sorted_back = numpy.empty_like(joined := numpy.concatenate(parts))
    sorted_back[order] = joined
    return sorted_back


def _give_way() -> None:
    """On Linux a thread has a priority of its own."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST)
