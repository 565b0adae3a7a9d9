"""What a kind of thing that can be found says of itself: one class, named in search/kinds/__init__.py."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.db.models import Model, QuerySet
from django.urls import ResolverMatch

from knowledge.reading import Chip

from ..engines import Document
from ..rules import highlight
from ..rules.suggest import Entry

Row = TypeVar("Row", bound=Model)
Cell = str | int | float
Keys = Mapping[str, set[int]]
"""Keys by the label under which the outbox names them."""

BATCH = 500
"""Rows read at a time: SQLite takes no longer list of keys in one prefetch."""


@dataclass(frozen=True)
class Thing:
    """A published thing as lists, letters and feeds show it; `note` says what sort it is, `at` since when it is out.

    Of `sample`, the word that marks it, none is ever told to saved searches.
    """

    title: str
    url: str
    note: str
    text: str = ""
    at: datetime.datetime | None = None
    sample: str = ""

    @property
    def is_sample(self) -> bool:
        return bool(self.sample)


class Hit(Protocol):
    """One thing as the results page shows it; `kind` is the name of its kind, `template` the part that prints it."""

    @property
    def kind(self) -> str: ...

    @property
    def template(self) -> str: ...

    @property
    def url(self) -> str: ...


class Kind(ABC, Generic[Row]):
    """What is public of a kind, what the index holds of it, and how it is read back.

    `changes` are the labels of the outbox whose keys are this kind's own; `watches`: model → (label, attribute with the
    key) for rows that no service of their own records. Whatever is read goes through `published`: the database has the
    last word on what may be seen.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    """As readers call it; a kind without one is held by the index and listed nowhere."""
    prefix: ClassVar[str]
    changes: ClassVar[tuple[str, ...]] = ()
    watches: ClassVar[Mapping[type[Model], tuple[str, str]]] = {}
    addresses: ClassVar[tuple[str, ...]] = ()
    """How the addresses of its pages begin."""
    model: ClassVar[type[Model]]
    of_law: ClassVar[bool] = False
    """It is law on some days and not on others; nothing is secret in what was law once."""
    meant: ClassVar[bool] = True
    """Vectors are made of its passages."""
    order: ClassVar[tuple[str, ...]] = ("pk",)
    """In which all of it is read."""

    @abstractmethod
    def published(self) -> QuerySet[Row]:
        """What everybody may see now."""

    def queryset(self) -> QuerySet[Row]:
        """The same with all that a document needs."""
        return self.published()

    def shown(self) -> QuerySet[Row]:
        """The same with all that a hit needs."""
        return self.published()

    @abstractmethod
    def make(self, row: Row) -> Document: ...

    @abstractmethod
    def thing(self, row: Row) -> Thing: ...

    def hit(self, row: Row, wanted: Sequence[str], chips: list[Chip], *, exact: bool) -> Hit:
        """`wanted` is what is marked, `chips` are the articles it cites, `exact`: it was asked for by its number."""
        raise NotImplementedError

    def cells(self, hit: Any) -> list[Cell]:
        """What a table holds of a hit: see HEADER in search/exports.py, its kind left out, its address last."""
        raise NotImplementedError

    # ids

    def id_of(self, pk: int) -> str:
        return f"{self.prefix}{pk}"

    def keys(self, ids: Iterable[str]) -> list[int]:
        """Keys of those ids that are of this kind."""
        return [int(id_.removeprefix(self.prefix)) for id_ in ids if id_.startswith(self.prefix)]

    def ids(self) -> Iterator[str]:
        """Ids of all that may be found."""
        return (self.id_of(pk) for pk in self.published().values_list("pk", flat=True).iterator(5000))

    # reading

    def everything(self) -> Iterator[Document]:
        return (self.make(row) for row in self.queryset().order_by(*self.order).iterator(BATCH))

    def documents(self, keys: Iterable[int]) -> list[Document]:
        """Those of them that may be found."""
        return [self.make(row) for part in in_parts(sorted(keys)) for row in self.queryset().filter(pk__in=part)]

    def read(self, ids: Iterable[str]) -> dict[str, Row]:
        """Rows by id, as hits need them: what is not public any more is left out, whatever the index says."""
        keys = self.keys(ids)
        return {self.id_of(row.pk): row for row in self.shown().filter(pk__in=keys)} if keys else {}

    # what happened to it

    def touched(self, changed: Keys) -> set[int]:
        """Keys whose documents the changes may have made anew or taken away."""
        return set[int]().union(*(changed.get(label, ()) for label in self.changes))

    def hidden(self, waiting: Keys) -> list[str]:
        """Ids that the index may still hold though nobody may find them. No query while nothing waits."""
        held = self.doubtful(waiting)
        if held:
            held -= set(self.published().filter(pk__in=held).values_list("pk", flat=True))
        return [self.id_of(pk) for pk in sorted(held)]

    def doubtful(self, waiting: Keys) -> set[int]:
        """Keys that may have been public and may not be any more."""
        return set[int]().union(*(waiting.get(label, ()) for label in self.changes))

    def titles_told(self, keys: Sequence[int]) -> list[str]:
        """Titles that letters may have named, of what has left the index; they are struck from them."""
        return []

    # around the results

    def day_of(self, row: Row) -> datetime.date | None:
        """The day that picks the version of what it cites."""
        return None

    def links_beside(self, keys: Sequence[int]) -> QuerySet[Any] | None:
        """(content type, key, article, place) of articles it rests on beside those its words name; negative places."""
        return None

    def suggested(self) -> Iterator[Entry]:
        """What the search box offers of it."""
        return iter(())

    def gone(self, asked: Mapping[str, ResolverMatch]) -> set[str]:
        """Addresses, by what they lead to, at which nothing of this kind is to be seen any more."""
        return set()

    def opens(self, path: str) -> bool:
        """Whether this is the page of one of its hits."""
        return path.startswith(self.addresses)


def in_parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def telling(texts: Iterable[str], wanted: Sequence[str]) -> str:
    """The one that says most of what was asked; the first where none says more."""
    lines = [" ".join(text.split()) for text in texts if text.strip()]
    return max(lines, key=lambda text: len(highlight.spans(text, wanted)), default="")
