"""The Elasticsearch engine, through `elasticsearch.dsl`: the same tokens and the same plan as the embedded one.

An alias of ours is two there: `<prefix><alias>` is read, `<prefix><alias>-write` is written, and both are moved in one
step when a rebuild is done. Only what every 8.x server has is used: the whitespace analyser, terms, phrases,
function_score, aggregations with a filter of their own. One shard, so that scores are those of one collection.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.query import Query
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from ..plan import DAYS, KEYWORDS, Days, Filter, Plan, Terms, place_of, values_of
from . import Build, CountsDiffer, Document, Engine, EngineDown, EngineError, Hit, IndexMissing, Result, parts_by_day

SECONDS = 2.0
"""How long a search may take; a build may take longer for a batch."""
_BATCH, _BATCH_SECONDS = 1_000, 60.0
_RETRIES, _FIRST_WAIT = 5, 0.5
_BUSY = (429, 502, 503, 504)
_FACET_SIZE = 500
_FREE = "free"
"""Names the facets in which nothing is chosen."""
_PAGE = 5_000
_TEXT = {"type": "text", "analyzer": "whitespace"}
_READ = "timed_out,_shards.failed,aggregations,hits.total,hits.hits._score,hits.hits.fields"
"""Of an answer; the rest is two fifths of its length."""
FORM = 2
"""Raise it when the mapping or the analysis changes: an index of another form is rebuilt."""
MAPPING: dict[str, Any] = {
    "_meta": {"form": FORM},
    "dynamic": "strict",
    "_source": {"enabled": False},
    "properties": {
        "id": {"type": "keyword"},
        "stamp": {"type": "keyword", "index": False},
        "group": {"type": "keyword", "index": False},
        "tokens": _TEXT,
        "title": _TEXT | {"norms": False},
        "exact": {"type": "keyword", "ignore_above": 1_000},
        **{name: {"type": "keyword"} for name in KEYWORDS},
        **{name: {"type": "integer"} for name in DAYS},
        "prior": {"type": "float", "index": False},
    },
}
"""`exact` is the twin of `title`: whole names, for what is asked by its full name."""
INDEX_SETTINGS = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1", "max_result_window": 20_000}

F = TypeVar("F", bound=Callable[..., Any])


def _translated(work: F) -> F:
    """The client's errors in the engine's words."""

    @wraps(work)
    def inner(*args: Any, **named: Any) -> Any:
        try:
            return work(*args, **named)
        except NotFoundError as error:
            raise IndexMissing(f"Elasticsearch 里没有这个索引（{_said(error)}）") from error
        except BulkIndexError as error:
            raise _bulk_error(error) from error
        except ApiError as error:
            if error.meta.status in _BUSY:
                raise EngineDown(f"Elasticsearch 太忙：{error.meta.status}") from error
            raise EngineError(f"Elasticsearch 拒绝了：{_said(error)}") from error
        except TransportError as error:
            raise EngineDown(f"Elasticsearch 没有回答：{type(error).__name__}") from error

    return inner  # type: ignore[return-value]


def _said(error: ApiError) -> str:
    return str(error.error or error.message)[:200]


def _bulk_error(error: BulkIndexError) -> EngineError:
    """What kept a document out: it is tried again later unless the document itself was refused."""
    told = str(error.errors[:1])[:300]
    if "index_not_found" in told:
        return IndexMissing("写入的别名不在")
    if "read-only" in told:
        return EngineDown("Elasticsearch 的索引只读，多半是磁盘快满了；腾出地方后自己接着写")
    busy = any(one.get("status") in _BUSY for row in error.errors for one in row.values())
    return EngineDown(f"Elasticsearch 太忙：{told}") if busy else EngineError(f"有文档写不进去：{told}")


class ElasticEngine(Engine):
    """`root` is not used: everything is on the server named by settings.ELASTICSEARCH_URL."""

    def __init__(self, root: Path | None = None, *, url: str = "", prefix: str = "") -> None:
        self.url = url or settings.ELASTICSEARCH_URL
        self.prefix = prefix or settings.ELASTICSEARCH_PREFIX
        if not self.url:
            raise EngineError("没有写明 MINGBAI_ELASTICSEARCH_URL")
        self._clients: dict[int, Elasticsearch] = {}

    @property
    def client(self) -> Elasticsearch:
        """One for each process: connections are not shared over a fork."""
        made = self._clients.get(os.getpid())
        if made is None:
            made = self._clients[os.getpid()] = Elasticsearch(
                self.url, request_timeout=SECONDS, max_retries=1, retry_on_timeout=False
            )
        return made

    def reading(self, alias: str) -> str:
        return f"{self.prefix}{alias}"

    def writing(self, alias: str) -> str:
        return f"{self.prefix}{alias}-write"

    @_translated
    def build(self, alias: str) -> ElasticBuild:
        return ElasticBuild(self, alias)

    @_translated
    def write(self, alias: str, documents: Iterable[Document], removed: Iterable[str]) -> None:
        index = self.writing(alias)
        self.send(_actions(index, documents, removed), require_alias=True)
        self.client.options(request_timeout=_BATCH_SECONDS).indices.refresh(index=index)

    def send(self, actions: Iterable[dict[str, Any]], **options: Any) -> int:
        """Bulk with back-off: a server that says it is too busy is asked again after 0.5, 1, 2 … seconds."""
        done = 0
        patient = self.client.options(request_timeout=_BATCH_SECONDS)
        for ok, told in streaming_bulk(
            patient,
            actions,
            chunk_size=_BATCH,
            max_retries=_RETRIES,
            initial_backoff=_FIRST_WAIT,
            retry_on_status=_BUSY,
            raise_on_error=False,
            **options,
        ):
            if not ok and told.get("delete", {}).get("status") != 404:
                raise BulkIndexError("refused", [told])
            done += ok
        return done

    @_translated
    def search(self, alias: str, plan: Plan) -> Result:
        search = to_search(plan).using(self.client).index(self.reading(alias))
        answer = search.execute().to_dict()
        total = answer["hits"]["total"]["value"]
        hits = [make_hit(hit["fields"], hit.get("_score")) for hit in answer["hits"].get("hits", ())]
        facets = {name: values_of(name, _counted(answer["aggregations"], plan, name)) for name in plan.facets}
        partial = bool(answer.get("timed_out")) or bool(answer.get("_shards", {}).get("failed"))
        return Result(hits, total, facets, partial=partial)

    @_translated
    def by_day(self, alias: str, plan: Plan, day: int) -> dict[tuple[bool, bool], int]:
        search = to_search(
            replace(plan, limit=0, offset=0, facets=(), chosen={}, filters=(*plan.filters, *plan.chosen.values()))
        )
        ranges = [{"to": day + 1}, {"from": day + 1}]
        outer = search.aggs.bucket("starts", "range", field="starts", ranges=ranges)
        outer.bucket("ends", "range", field="ends", ranges=ranges)
        counted = search.using(self.client).index(self.reading(alias)).execute().to_dict()
        return parts_by_day(counted["aggregations"])

    def stamps(self, alias: str) -> Iterator[tuple[str, str]]:
        return iter(self._stamps(alias))

    @_translated
    def _stamps(self, alias: str) -> list[tuple[str, str]]:
        """A point in time is read page by page, so that writes meanwhile neither hide nor double anything."""
        client = self.client.options(request_timeout=_BATCH_SECONDS)
        point = client.open_point_in_time(index=self.reading(alias), keep_alive="2m")["id"]
        found: list[tuple[str, str]] = []
        after: list[Any] | None = None
        try:
            while True:
                page = client.search(
                    pit={"id": point, "keep_alive": "2m"},
                    size=_PAGE,
                    sort=[{"_shard_doc": {"order": "asc"}}],
                    search_after=after,
                    docvalue_fields=[{"field": "stamp"}],
                    source=False,
                    track_total_hits=False,
                )["hits"]["hits"]
                found += [(hit["_id"], hit["fields"]["stamp"][0]) for hit in page]
                if len(page) < _PAGE:
                    return found
                after = page[-1]["sort"]
        finally:
            client.close_point_in_time(id=point)

    @_translated
    def count(self, alias: str) -> int:
        return int(self.client.count(index=self.reading(alias))["count"])

    @_translated
    def check(self, alias: str) -> None:
        self.count(alias)
        for held in self.client.indices.get_mapping(index=self.reading(alias)).body.values():
            if held["mappings"].get("_meta", {}).get("form") != FORM:
                raise IndexMissing(f"索引 {alias} 是旧格式，请重建")

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self._clients.clear()


class ElasticBuild(Build):
    """An index being filled without refreshing; finishing moves both aliases and removes the old index."""

    def __init__(self, engine: ElasticEngine, alias: str) -> None:
        self.engine, self.alias = engine, alias
        self.index = f"{engine.reading(alias)}-{uuid.uuid4().hex[:12]}"
        self.patient.indices.create(index=self.index, mappings=MAPPING, settings=INDEX_SETTINGS)

    @property
    def patient(self) -> Elasticsearch:
        return self.engine.client.options(request_timeout=_BATCH_SECONDS)

    @_translated
    def add(self, documents: Iterable[Document]) -> int:
        return self.engine.send(_actions(self.index, documents, ()))

    @_translated
    def remove(self, ids: Iterable[str]) -> None:
        self.engine.send(_actions(self.index, (), ids))

    @_translated
    def finish(self, *, expected: int | None = None) -> int:
        indices = self.patient.indices
        indices.refresh(index=self.index)
        count = int(self.patient.count(index=self.index)["count"])
        if expected is not None and count != expected:
            raise CountsDiffer(f"新索引有 {count} 篇，数据库有 {expected} 篇，继续用旧的")
        names = (self.engine.reading(self.alias), self.engine.writing(self.alias))
        moves: list[dict[str, Any]] = [{"add": {"index": self.index, "alias": name}} for name in names]
        indices.update_aliases(actions=[*moves, *({"remove_index": {"index": name}} for name in self._others())])
        return count

    def _others(self) -> list[str]:
        """The index that is replaced, and those of builds that were killed. Only one process builds at a time."""
        own = re.compile(rf"{re.escape(self.engine.reading(self.alias))}-[0-9a-f]{{12}}")
        held = self.patient.indices.get(index=f"{self.engine.reading(self.alias)}-*", features="aliases")
        return [name for name in held.body if own.fullmatch(name) and name != self.index]

    @_translated
    def abandon(self) -> None:
        self.patient.indices.delete(index=self.index, ignore_unavailable=True)


def _actions(index: str, documents: Iterable[Document], removed: Iterable[str]) -> Iterator[dict[str, Any]]:
    for document in documents:
        values = document.values | {"prior": document.values.get("prior", 1.0)}
        own = {name: values[name] for name in (*KEYWORDS, *DAYS, "prior") if name in values}
        body = own | {"id": document.id, "stamp": document.stamp, "tokens": document.tokens}
        body |= {"title": document.title, "exact": document.title, "group": document.group}
        yield {"_op_type": "index", "_index": index, "_id": document.id, "_source": body}
    for id_ in removed:
        yield {"_op_type": "delete", "_index": index, "_id": id_}


def make_hit(held: dict[str, list[str]], score: float | None) -> Hit:
    return Hit(held["id"][0], float(score or 0.0), held.get("group", [""])[0])


def to_search(plan: Plan) -> Search:
    """The plan in Elasticsearch's terms. The reader's choices filter the hits, not the facets they stand in."""
    search = (
        Search()
        .query(to_query(plan))
        .source(False)
        .extra(track_total_hits=True, timeout=f"{int(SECONDS * 750)}ms")
        .extra(stored_fields="_none_", docvalue_fields=["id", "group"])
        .params(filter_path=_READ)
    )
    search = search[plan.offset : plan.offset + plan.limit]
    if plan.chosen:
        search = search.post_filter(Q("bool", filter=[filter_query(f) for f in plan.chosen.values()]))
    for group, names in _facet_groups(plan).items():
        others = [filter_query(f) for facet, f in plan.chosen.items() if facet != group]
        within = A("filter", filter=Q("bool", filter=others) if others else Q("match_all"))
        for field in sorted({place_of(name)[0] for name in names}):
            within.bucket(field, "terms", field=field, size=_FACET_SIZE)
        search.aggs.bucket(group or _FREE, within)
    if plan.sort in DAYS:
        return search.sort(f"-{plan.sort}", "id")
    return search.sort("_score", "id").extra(track_scores=True)


def _facet_groups(plan: Plan) -> dict[str, list[str]]:
    """Facets that the same choices narrow are counted together, each field once: "" those without a choice."""
    groups: dict[str, list[str]] = {}
    for name in plan.facets:
        groups.setdefault(name if name in plan.chosen else "", []).append(name)
    return groups


def _counted(answer: dict[str, Any], plan: Plan, name: str) -> Iterator[tuple[str, int]]:
    """What was counted in the field of a facet."""
    group = answer[name if name in plan.chosen else _FREE]
    return ((bucket["key"], bucket["doc_count"]) for bucket in group[place_of(name)[0]]["buckets"])


def to_query(plan: Plan) -> Query:
    """Ranking comes from the weighted tokens alone, times the prior; all else only admits or refuses."""
    admits = [filter_query(f) for f in plan.filters]
    admits.append(filter_query(Terms("access", plan.access)))
    if plan.needed:
        admits.append(Q("terms", tokens=list(plan.needed)))
    for group in plan.groups:
        admits.append(Q("bool", should=[sequence("tokens", words) for words in group], minimum_should_match=1))
    if plan.titled:
        admits.append(sequence("title", plan.titled))
    scored = [Q("term", tokens={"value": token, "boost": weight}) for token, weight in plan.weights.items()]
    asked = Q(
        "bool",
        filter=admits,
        should=scored,
        must_not=[*(sequence("tokens", words) for words in plan.excluded), filter_query(Terms("id", plan.hidden))],
        minimum_should_match=0,
    )
    return Q("function_score", query=asked, field_value_factor={"field": "prior", "missing": 1}, boost_mode="multiply")


def sequence(name: str, words: tuple[str, ...]) -> Query:
    if len(words) == 1:
        return Q("term", **{name: words[0]})
    return Q("match_phrase", **{name: {"query": " ".join(words), "analyzer": "whitespace"}})


def filter_query(wanted: Filter) -> Query:
    if isinstance(wanted, Days):
        bounds = {"gte": wanted.first, "lte": wanted.last}
        return Q("range", **{wanted.name: {name: value for name, value in bounds.items() if value is not None}})
    return Q("terms", **{wanted.name: list(wanted.values)})
