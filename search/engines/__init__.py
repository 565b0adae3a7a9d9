"""What an engine must do. Two fit behind it: the embedded one, which needs no server, and Elasticsearch."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings

from ..plan import Plan


class EngineError(Exception):
    """The engine cannot answer; the message is for operators."""


class EngineDown(EngineError):
    """No answer, or none in time."""


class IndexMissing(EngineError):
    """The alias points nowhere yet: build it."""


class CountsDiffer(EngineError):
    """The new index does not hold what the database says; the old one stays in use."""


class EngineBusy(EngineError):
    """Another process is writing; its turn will include ours, look again later."""


@dataclass(frozen=True)
class Document:
    """`tokens` is the one searched field, joined by spaces; `title` is searched only by 法规:.

    `values` hold keywords (str or list of str), days (int yyyymmdd) and `prior`, a factor of the score. `passages` are
    no part of the index: vectors are made of them.
    """

    id: str
    tokens: str
    title: str
    values: dict[str, str | list[str] | int | float]
    passages: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """Articles of one law stand together: their hits lift each other, see search/ranking.py."""
        return str(self.values.get("regulation", "")) if self.values.get("kind") == "article" else ""

    @property
    def stamp(self) -> str:
        """Changes with anything the document holds: the nightly compare tells by it what was changed silently."""
        held = json.dumps([self.tokens, self.title, self.values], ensure_ascii=False, sort_keys=True)
        return blake2b(held.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Hit:
    """`group` is the law of an article, empty for all else."""

    id: str
    score: float
    group: str = ""


@dataclass(frozen=True)
class Result:
    """`total` counts every hit, not only those returned; `facets`: name → (value, count), most first.

    `partial` says that the engine ran out of time, or a part of it failed: there may be more.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    partial: bool = False


class Build(ABC):
    """An index being made beside the one in use."""

    @abstractmethod
    def add(self, documents: Iterable[Document]) -> int:
        """Documents written."""

    @abstractmethod
    def remove(self, ids: Iterable[str]) -> None: ...

    @abstractmethod
    def finish(self, *, expected: int | None = None) -> int:
        """Make it the one in use, at once for all readers; number of its documents. Nothing is seen before.

        Raises CountsDiffer, and changes nothing for readers, when it does not hold `expected` documents.
        """

    @abstractmethod
    def abandon(self) -> None:
        """Leave no trace."""


class Engine(ABC):
    """An alias names what readers see; where it leads changes under it."""

    @abstractmethod
    def build(self, alias: str) -> Build: ...

    @abstractmethod
    def write(self, alias: str, documents: Iterable[Document], removed: Iterable[str]) -> None:
        """Replace documents by id and remove others; seen by every reader afterwards. Raises EngineBusy."""

    @abstractmethod
    def search(self, alias: str, plan: Plan) -> Result:
        """Hits in the order of their words; a limit of 0 only counts."""

    @abstractmethod
    def by_day(self, alias: str, plan: Plan, day: int) -> dict[tuple[bool, bool], int]:
        """(had begun by that day, had ended by then) → hits of the plan, whatever its limit."""

    @abstractmethod
    def stamps(self, alias: str) -> Iterator[tuple[str, str]]:
        """Every document's id and stamp, in no order."""

    def ids(self, alias: str) -> Iterator[str]:
        """Every document's id, in no order."""
        return (id_ for id_, _ in self.stamps(alias))

    @abstractmethod
    def count(self, alias: str) -> int: ...

    def check(self, alias: str) -> None:
        """Raises IndexMissing when the index is not there or damaged: it has to be built anew."""
        self.count(alias)

    @abstractmethod
    def close(self) -> None: ...


def parts_by_day(counted: Mapping[str, Any]) -> dict[tuple[bool, bool], int]:
    """Engine.by_day() from ranges of `starts` with ranges of `ends` in them, cut behind the day."""
    found: dict[tuple[bool, bool], int] = {}
    for outer in counted["starts"]["buckets"]:
        for inner in outer["ends"]["buckets"]:
            key = "to" in outer, "to" in inner
            found[key] = found.get(key, 0) + int(inner["doc_count"])
    return found


@lru_cache(maxsize=1)
def site_engine() -> Engine:
    """The engine of this process, named by settings.SEARCH_ENGINE."""
    return make_engine(settings.SEARCH_ENGINE)


def make_engine(name: str, *, root: Path | None = None) -> Engine:
    """An engine by the name settings.SEARCH_ENGINES gives it; `root` keeps an embedded one out of the site's folder.

    Raises EngineError for an unknown name.
    """
    path = settings.SEARCH_ENGINES.get(name)
    if path is None:
        raise EngineError(f"没有叫“{name}”的搜索引擎，可用：{'、'.join(settings.SEARCH_ENGINES)}")
    module, _, attribute = path.rpartition(".")
    engine: Engine = getattr(import_module(module), attribute)(root)
    return engine
