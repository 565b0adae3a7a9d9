"""Meaning beside words: a vector for what an article says, one for a question, and how near they are.

Optional. Without a model, or with a broken one, everything here says so and search goes on with words.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings

if TYPE_CHECKING:
    from .model import Model
    from .store import Row

logger = logging.getLogger(__name__)

PACKAGES = ("numpy", "onnxruntime", "tokenizers")
"""The optional extra `semantic`."""


class Meaningless(Exception):
    """Meaning cannot be had; the message is for operators."""


class Store(Protocol):
    """Vectors by document: files beside an embedded index, or an index on the server. All raise Meaningless."""

    def numbers(self) -> tuple[int, ...]: ...

    def held(self) -> dict[str, str]: ...

    def add(self, rows: Sequence[Row], vectors: Any, gone: Iterable[str] = ()) -> None: ...

    def remove(self, ids: Iterable[str]) -> None: ...

    def clear(self) -> None: ...

    def sweep(self) -> None:
        """Vectors of models that are not in use any more go."""

    def nearest(self, vector: Any, count: int) -> list[tuple[str, float]]: ...


class Away(Meaningless):
    """The server that keeps the vectors does not answer now: what it keeps is not lost."""


@dataclass(frozen=True)
class Meaning:
    """A model, and the vectors it has made for one index."""

    model: Model
    store: Store

    def near(self, words: str, count: int) -> list[tuple[str, float]]:
        """Ids of documents with how near they are, nearest first, whoever may see them: the engine has to admit them.

        Raises Meaningless.
        """
        return self.store.nearest(self.model.question(words), count)


_lock = threading.Lock()
_known: tuple[Any, Meaning | Meaningless] | None = None


def site_meaning() -> Meaning | None:
    """The one of settings.EMBEDDING_MODEL with the vectors under var/index; None when none is named or it is broken."""
    found = _site()
    return found if isinstance(found, Meaning) else None


def trouble() -> str:
    """Why there is no meaning though a model is named; empty when all is well or none is wanted. Loads the model."""
    found = _site()
    if isinstance(found, Meaningless):
        return str(found)
    if found is not None:
        try:
            found.model.load()
            found.store.held()
        except Meaningless as error:
            return str(error)
    return ""


def _site() -> Meaning | Meaningless | None:
    """Read again when the files of the folder are others."""
    global _known
    if not settings.EMBEDDING_MODEL:
        return None
    folder = Path(settings.EMBEDDING_MODEL)
    place = settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX
    key = (folder, Path(settings.VAR_DIR), place, _stamps(folder))
    with _lock:
        if _known is None or _known[0] != key:
            _known = key, _open(folder)
        return _known[1]


def _stamps(folder: Path) -> tuple[Any, ...]:
    try:
        return tuple(sorted((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in folder.iterdir()))
    except OSError:
        return ()


def _open(folder: Path) -> Meaning | Meaningless:
    from .model import Model

    try:
        if missing := [name for name in PACKAGES if find_spec(name) is None]:
            raise Meaningless(f"没有装 {'、'.join(missing)}，见 docs/operators.md")
        model = Model(folder)
    except (Meaningless, OSError) as error:
        logger.warning("no meaning in search: %s", error)
        return error if isinstance(error, Meaningless) else Meaningless(f"模型打不开：{folder}")
    return Meaning(model, _store(model.fingerprint))


def _store(name: str) -> Store:
    """Where the site's index is, so that every web process of a site with a server has them."""
    from .store import VectorStore

    if settings.SEARCH_ENGINE != "elasticsearch":
        return VectorStore(vectors_folder() / name)
    from ..engines.elastic import ElasticEngine
    from .served import ServedVectors

    return ServedVectors(ElasticEngine(), name)


def vectors_folder() -> Path:
    """One folder for each model that was ever used."""
    return Path(settings.VAR_DIR) / "index" / "vectors"
