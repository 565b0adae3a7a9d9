"""Vectors in Elasticsearch, for sites that search there: one document for each passage, in an index of their own.

They outlive rebuilds of the searched index, and every web process asks the server instead of holding them. Compared one
by one up to EXACT passages, by the server's graph beyond. Scripts are a module that not every server has: statutes and
the rest are asked for apart, each nearest first, and the factor of their nearness is applied here.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from elasticsearch import ApiError, NotFoundError, TransportError
from elasticsearch.helpers import BulkIndexError

from . import Away, Meaningless
from .clusters import EXACT
from .store import Row

if TYPE_CHECKING:
    from ..engines.elastic import ElasticEngine

_PAGE = 5_000
_PART = 500
_MOST = 10_000
"""Nearest a server finds at once."""
_SLOW = 60.0
"""Seconds that writing may take; questions keep the engine's time."""
_FRESH = 5.0
"""Seconds for which questions go on with the average and the priors that were told last."""

F = TypeVar("F", bound=Callable[..., Any])


def _translated(work: F) -> F:
    """The client's errors as Away: a search goes on with words."""

    @wraps(work)
    def inner(*args: Any, **named: Any) -> Any:
        try:
            return work(*args, **named)
        except (ApiError, TransportError, BulkIndexError) as error:
            raise Away(f"Elasticsearch 里的向量用不了（{type(error).__name__}）") from error

    return inner  # type: ignore[return-value]


class ServedVectors:
    """The same as VectorStore, on the server. `name` is the model's."""

    def __init__(self, engine: ElasticEngine, name: str) -> None:
        self.engine, self.index = engine, f"{engine.prefix}vectors-{name}"
        self._held: tuple[tuple[int, ...], dict[str, str]] = ((), {})
        self._heard: tuple[float, dict[str, Any] | None] = (0.0, None)
        self._lock = threading.Lock()

    @_translated
    def numbers(self) -> tuple[int, ...]:
        """Names what is there: others when anything was written."""
        told = self._told()
        return (told["written"],) if told else ()

    @_translated
    def held(self) -> dict[str, str]:
        """Document id → what its vectors were made from."""
        numbers = self.numbers()
        with self._lock:
            if numbers != self._held[0]:
                self._held = numbers, dict(self._pages()) if numbers else {}
            return self._held[1]

    @_translated
    def add(self, rows: Sequence[Row], vectors: Any, gone: Iterable[str] = ()) -> None:
        """Rows of one document come together and replace what it had. Kept when this returns."""
        if len(rows) != len(vectors):
            raise Meaningless("向量和行数不一样多")
        told = self._told() or self._create(len(vectors[0]) if rows else 0)
        if told is None:
            return
        fresh = list(self._documents(rows, vectors))
        old = self._ids({*gone, *(row.id for row in rows)}) - {one["_id"] for one in fresh}
        self.engine.send([*fresh, *({"_op_type": "delete", "_index": self.index, "_id": id_} for id_ in old)])
        if rows:
            told["total"] = [a + float(b) for a, b in zip(told["total"], sum(vectors), strict=True)]
            told["rows"] += len(rows)
            told["priors"] = sorted({*told["priors"], *(row.prior for row in rows)})
        self._tell(told | {"written": random.getrandbits(52)})

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents."""
        there = self.held()
        if known := [id_ for id_ in ids if id_ in there]:
            self.add([], [], known)

    @_translated
    def clear(self) -> None:
        """Begin anew."""
        self._slow.indices.delete(index=self.index, ignore_unavailable=True)
        self._heard = 0.0, None

    @_translated
    def sweep(self) -> None:
        """Vectors of models that are not in use any more go."""
        held = self._slow.indices.get(index=f"{self.engine.prefix}vectors-*", features="aliases")
        for name in held.body:
            if name != self.index:
                self._slow.indices.delete(index=name, ignore_unavailable=True)

    @_translated
    def nearest(self, vector: Any, count: int) -> list[tuple[str, float]]:
        """The nearest documents with how near they are, as VectorStore counts it, best first, each once."""
        told = self._told_lately()
        if not told:
            return []
        if len(told["total"]) != len(vector):
            raise Meaningless("存着的向量是另一种长度")
        usual = sum(a * float(b) for a, b in zip(told["total"], vector, strict=True)) / max(1, told["rows"])
        found: dict[str, float] = {}
        for prior in told["priors"]:
            for id_, cosine in self._near(vector, count, prior).items():
                found[id_] = max(found.get(id_, -1e9), (cosine - usual) * prior)
        return sorted(found.items(), key=lambda pair: -pair[1])[:count]

    def _near(self, vector: Any, count: int, prior: float) -> dict[str, float]:
        """Of the documents of one prior the nearest `count`; asked for more when some have several passages near."""
        wanted = min(count, _MOST)
        while True:
            asked = {
                "field": "vector",
                "query_vector": [float(value) for value in vector],
                "k": wanted,
                "num_candidates": min(_MOST, max(wanted, 1_000)),
                "filter": {"term": {"prior": repr(prior)}},
            }
            answer = self.engine.client.search(
                index=self.index,
                knn=asked,
                size=wanted,
                source=False,
                stored_fields="_none_",
                docvalue_fields=[{"field": "document"}],
                track_total_hits=False,
                filter_path="hits.hits._score,hits.hits.fields",
            )
            hits = answer.body.get("hits", {}).get("hits", [])
            found: dict[str, float] = {}
            for hit in hits:
                found.setdefault(hit["fields"]["document"][0], 2.0 * float(hit["_score"]) - 1.0)
            if len(found) >= count or len(hits) < wanted or wanted == _MOST:
                return dict(list(found.items())[:count])
            wanted = min(wanted * 2, _MOST)

    @property
    def _slow(self) -> Any:
        return self.engine.client.options(request_timeout=_SLOW)

    def _documents(self, rows: Sequence[Row], vectors: Any) -> Iterator[dict[str, Any]]:
        counts: dict[str, int] = {}
        for row, vector in zip(rows, vectors, strict=True):
            number = counts[row.id] = counts.get(row.id, 0) + 1
            body = {
                "document": row.id,
                "made_from": row.made_from,
                "prior": repr(row.prior),
                "vector": [float(value) for value in vector],
            }
            yield {"_op_type": "index", "_index": self.index, "_id": f"{row.id}#{number}", "_source": body}

    def _ids(self, documents: set[str]) -> set[str]:
        """Ids of the passages of some documents."""
        found: set[str] = set()
        ordered = sorted(documents)
        for start in range(0, len(ordered), _PART):
            asked = {"terms": {"document": ordered[start : start + _PART]}}
            hits = self._slow.search(index=self.index, query=asked, size=_MOST, source=False)["hits"]["hits"]
            found |= {hit["_id"] for hit in hits}
        return found

    def _pages(self) -> Iterator[tuple[str, str]]:
        point = self._slow.open_point_in_time(index=self.index, keep_alive="2m")["id"]
        after: list[Any] | None = None
        try:
            while True:
                hits = self._slow.search(
                    pit={"id": point, "keep_alive": "2m"},
                    size=_PAGE,
                    sort=[{"_shard_doc": {"order": "asc"}}],
                    search_after=after,
                    docvalue_fields=[{"field": "document"}, {"field": "made_from"}],
                    source=False,
                    track_total_hits=False,
                )["hits"]["hits"]
                yield from ((hit["fields"]["document"][0], hit["fields"]["made_from"][0]) for hit in hits)
                if len(hits) < _PAGE:
                    return
                after = hits[-1]["sort"]
        finally:
            self._slow.close_point_in_time(id=point)

    def _told(self) -> dict[str, Any] | None:
        """What stands beside the vectors: their sum and number, the priors, a number that changes with every write."""
        try:
            (held,) = self.engine.client.indices.get_mapping(index=self.index).body.values()
        except NotFoundError:
            return None
        return dict(held["mappings"]["_meta"])

    def _told_lately(self) -> dict[str, Any] | None:
        """The same without asking for it with every question."""
        until, told = self._heard
        if told is None or time.monotonic() > until:
            told = self._told()
            self._heard = time.monotonic() + _FRESH, told
        return told

    def _create(self, size: int) -> dict[str, Any] | None:
        if not size:
            return None
        told: dict[str, Any] = {"total": [0.0] * size, "rows": 0, "priors": [], "written": 0}
        vector = {"type": "dense_vector", "dims": size, "similarity": "cosine", "index": True}
        mapping = {
            "dynamic": "strict",
            "_meta": told,
            "_source": {"enabled": False},
            "properties": {
                "document": {"type": "keyword"},
                "prior": {"type": "keyword"},
                "made_from": {"type": "keyword", "index": False},
                "vector": vector | {"index_options": {"type": "flat"}},
            },
        }
        settings = {"number_of_shards": 1, "number_of_replicas": 0, "max_result_window": _MOST}
        self._slow.indices.create(index=self.index, mappings=mapping, settings=settings)
        return told

    def _tell(self, told: dict[str, Any]) -> None:
        """Make what was written seen, and change to the graph where one by one would take too long."""
        self._slow.indices.refresh(index=self.index)
        changed: dict[str, Any] = {"_meta": told}
        if int(self._slow.count(index=self.index)["count"]) > EXACT:
            size = len(told["total"])
            vector = {"type": "dense_vector", "dims": size, "similarity": "cosine", "index": True}
            changed["properties"] = {"vector": vector | {"index_options": {"type": "hnsw"}}}
        self._slow.indices.put_mapping(index=self.index, **_named(changed))
        self._heard = 0.0, None


def _named(changed: dict[str, Any]) -> dict[str, Any]:
    return {"meta" if name == "_meta" else name: value for name, value in changed.items()}
