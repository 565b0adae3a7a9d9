"""The embedded engine: tantivy in the process, index folders on disk, no server.

`<root>/<alias>.json` points at the folder in use and is replaced in one move. A reader opens the folder after the fork
and looks at the pointer and the folder's meta file before each search: a new pointer opens another folder, a newer meta
reloads. One writer at a time holds tantivy's own lock; a second gets EngineBusy. Every file of tantivy's ends with its
checksum: `check` reads them, each file once, and all of them again after a search that failed.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import threading
import uuid
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from ..plan import DAYS, KEYWORDS, Days, Filter, Plan, Terms, place_of, values_of, without_singles
from . import Build, CountsDiffer, Document, Engine, EngineBusy, EngineError, Hit, IndexMissing, Result, parts_by_day

FORM = 4
"""Raise it when the schema or the analysis changes: an index of another form counts as none, until it is rebuilt."""
LARGE = 200_000
"""Documents from which on single characters only count where no pair holds them: theirs are most of the postings."""
_HEAP = 64_000_000
_FOOTER = struct.Struct("<II")
_FOOTER_SIGN = 1337
_DOUBT = "doubt"
"""A file beside the segments that asks for a thorough check: a search could not read them."""
_FACET_SIZE = 500
_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
Q = tantivy.Query


def make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stamp", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("group", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tokens", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("title", tokenizer_name="whitespace", index_option="position")
    for name in KEYWORDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in DAYS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_float_field("prior", fast=True)
    return builder.build()


SCHEMA = make_schema()


def to_tantivy(document: Document) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text("id", document.id)
    made.add_text("stamp", document.stamp)
    made.add_text("group", document.group)
    made.add_text("tokens", document.tokens)
    made.add_text("title", document.title)
    for name in KEYWORDS:
        value = document.values.get(name, "")
        for word in value if isinstance(value, list) else [value]:
            made.add_text(name, str(word))
    for name in DAYS:
        made.add_integer(name, int(document.values.get(name, 0)))  # type: ignore[arg-type]
    made.add_float("prior", _weight(float(document.values.get("prior", 1.0))))  # type: ignore[arg-type]
    return made


def make_hit(held: tantivy.Document, score: float | None) -> Hit:
    return Hit(held.get_first("id") or "", float(score or 0.0), held.get_first("group") or "")


def _weight(prior: float) -> float:
    """What to store so that the score is multiplied by `prior`: weight_by_field multiplies it by log2(2 + stored)."""
    return 2.0**prior - 2.0


@contextmanager
def told(what: str) -> Iterator[None]:
    """tantivy's errors in the engine's words, its panics too: they are no Exception, and would end a request badly."""
    try:
        yield
    except EngineError:
        raise
    except (ValueError, OSError) as error:
        raise EngineError(f"{what}：{error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise EngineError(f"{what}：{error}") from error


def sound(file: Path) -> bool:
    """Whether a file holds what tantivy wrote: its footer carries the CRC-32 of all before it."""
    raw = memoryview(file.read_bytes())
    if len(raw) < _FOOTER.size:
        return False
    length, sign = _FOOTER.unpack(raw[-_FOOTER.size :])
    body = len(raw) - _FOOTER.size - length
    if sign != _FOOTER_SIGN or body < 0:
        return False
    try:
        return bool(zlib.crc32(raw[:body]) == json.loads(bytes(raw[body : -_FOOTER.size]))["crc"])
    except (ValueError, KeyError, TypeError):
        return False


def committed(folder: Path) -> set[Path]:
    """The files of the segments in use; others beside them may be half written."""
    segments = json.loads((folder / "meta.json").read_text(encoding="utf8"))["segments"]
    found: set[Path] = set()
    for segment in segments:
        name = segment["segment_id"].replace("-", "")
        found |= {file for file in folder.glob(f"{name}.*") if file.name.count(".") == 1}
        if segment["deletes"]:
            found.add(folder / f"{name}.{segment['deletes']['opstamp']}.del")
    return found


class Reader:
    """An open index folder that notices when its writer has committed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = tantivy.Index.open(str(folder))
        self.index.config_reader("manual")
        self.seen = -1
        self.lock = threading.Lock()

    def searcher(self) -> tantivy.Searcher:
        stamp = (self.folder / "meta.json").stat().st_mtime_ns
        if stamp != self.seen:
            with self.lock:
                self.index.reload()
                self.seen = stamp
        return self.index.searcher()


class EmbeddedEngine(Engine):
    """`root` is the folder that holds every index; var/index by default."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or Path(settings.VAR_DIR) / "index"
        self._readers: dict[tuple[int, str], Reader] = {}
        self._sound: set[Path] = set()

    def build(self, alias: str) -> EmbeddedBuild:
        return EmbeddedBuild(self, alias)

    def folder(self, alias: str) -> Path:
        """Where the alias leads. Raises IndexMissing, also when the pointer cannot be read."""
        try:
            pointer = json.loads((self.root / f"{alias}.json").read_text(encoding="utf8"))
            name, form = pointer["folder"], pointer.get("form")
            folder = self.root / name
        except FileNotFoundError as error:
            raise IndexMissing(f"还没有索引 {alias}") from error
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
            raise IndexMissing(f"索引指针坏了：{alias}.json（{error}）") from error
        if form != FORM:
            raise IndexMissing(f"索引 {alias} 是旧格式，请重建")
        if not folder.is_dir():
            raise IndexMissing(f"索引文件夹不见了：{name}")
        return folder

    def searcher(self, alias: str) -> tantivy.Searcher:
        """A view of the newest commit. A swap may clear the folder between reading the pointer and opening it."""
        for last in (False, False, True):
            try:
                return self._reader(alias).searcher()
            except (IndexMissing, ValueError, OSError) as error:
                if last:
                    raise error if isinstance(error, IndexMissing) else IndexMissing(f"索引打不开：{error}") from error
        raise AssertionError

    def check(self, alias: str) -> None:
        self.count(alias)
        folder = self.folder(alias)
        doubt = folder / _DOUBT
        if doubt.exists():
            self._sound.clear()
        with told("索引读不出"):
            for file in committed(folder) - self._sound:
                try:
                    good = sound(file)
                except FileNotFoundError:  # merged into another meanwhile
                    continue
                if not good:
                    raise IndexMissing(f"索引文件坏了：{folder.name}/{file.name}")
                self._sound.add(file)
        doubt.unlink(missing_ok=True)

    def _reader(self, alias: str) -> Reader:
        folder = self.folder(alias)
        reader = self._readers.get((os.getpid(), alias))
        if reader is None or reader.folder != folder:
            reader = self._readers[(os.getpid(), alias)] = Reader(folder)
        return reader

    def write(self, alias: str, documents: Iterable[Document], removed: Iterable[str]) -> None:
        with told("索引写不进去"):
            writer = open_writer(tantivy.Index.open(str(self.folder(alias))))
            for document in documents:
                writer.delete_documents_by_term("id", document.id)
                writer.add_document(to_tantivy(document))
            for id_ in removed:
                writer.delete_documents_by_term("id", id_)
            writer.commit()
            writer.wait_merging_threads()

    def search(self, alias: str, plan: Plan) -> Result:
        searcher = self.searcher(alias)
        try:
            with told("索引读不出"):
                return self._search(searcher, plan)
        except EngineError:
            with suppress(OSError, IndexMissing):
                (self.folder(alias) / _DOUBT).touch()
            raise

    def _search(self, searcher: tantivy.Searcher, plan: Plan) -> Result:
        facets = self._facets(searcher, plan)
        if not plan.limit:
            counted: Any = searcher.search(to_query(plan, scored=False), 1)
            return Result([], counted.count, facets)
        found = self._top(searcher, to_query(plan, large=searcher.num_docs >= LARGE), plan)
        hits = [make_hit(searcher.doc(address), score) for score, address in found.hits]
        return Result(hits, found.count, facets)

    def by_day(self, alias: str, plan: Plan, day: int) -> dict[tuple[bool, bool], int]:
        def parted(name: str, within: dict[str, Any]) -> dict[str, Any]:
            ranges = [{"to": day + 1.0}, {"from": day + 1.0}]
            return {name: {"range": {"field": name, "ranges": ranges}, "aggs": within}}

        searcher = self.searcher(alias)
        with told("索引读不出"):
            counted = searcher.aggregate(to_query(plan, scored=False), parted("starts", parted("ends", {})))
        return parts_by_day(counted)

    def _top(self, searcher: tantivy.Searcher, query: Q, plan: Plan) -> Any:
        if plan.sort in DAYS:
            return searcher.search(query, plan.limit, offset=plan.offset, order_by_field=plan.sort)
        return searcher.search(query, plan.limit, offset=plan.offset, weight_by_field="prior")

    def _facets(self, searcher: tantivy.Searcher, plan: Plan) -> dict[str, list[tuple[str, int]]]:
        """Facets without a choice of the reader's are counted together, each other one with its own choice off."""
        found: dict[str, list[tuple[str, int]]] = {}
        free = [name for name in plan.facets if name not in plan.chosen]
        for names in [free, *([name] for name in plan.facets if name in plan.chosen)]:
            if not names:
                continue
            fields = {place_of(name)[0] for name in names}
            terms = {field: {"terms": {"field": field, "size": _FACET_SIZE}} for field in fields}
            counted = searcher.aggregate(to_query(plan.without(names[0]), scored=False), terms)
            for name in names:
                buckets = counted[place_of(name)[0]]["buckets"]
                found[name] = values_of(name, ((b["key"], b["doc_count"]) for b in buckets))
        return found

    def stamps(self, alias: str) -> Iterator[tuple[str, str]]:
        searcher = self.searcher(alias)
        with told("索引读不出"):
            found = searcher.search(Q.all_query(), max(1, searcher.num_docs), count=False)
            for _, address in found.hits:
                held = searcher.doc(address)
                yield held.get_first("id") or "", held.get_first("stamp") or ""

    def count(self, alias: str) -> int:
        return self.searcher(alias).num_docs

    def close(self) -> None:
        self._readers.clear()


class EmbeddedBuild(Build):
    """A folder being filled; finishing moves the pointer and clears folders nobody points at."""

    def __init__(self, engine: EmbeddedEngine, alias: str) -> None:
        self.engine, self.alias = engine, alias
        self.name = f"{alias}-{uuid.uuid4().hex[:12]}"
        self.path = engine.root / self.name
        try:
            with told("索引建不了"):
                self.path.mkdir(parents=True)
                self.writer = open_writer(tantivy.Index(SCHEMA, path=str(self.path)))
        except EngineError:
            shutil.rmtree(self.path, ignore_errors=True)
            raise

    def add(self, documents: Iterable[Document]) -> int:
        count = 0
        for document in documents:
            with told("索引写不进去"):
                self.writer.add_document(to_tantivy(document))
            count += 1
        return count

    def remove(self, ids: Iterable[str]) -> None:
        with told("索引写不进去"):
            for id_ in ids:
                self.writer.delete_documents_by_term("id", id_)

    def finish(self, *, expected: int | None = None) -> int:
        with told("索引写不进去"):
            self.writer.commit()
            self.writer.wait_merging_threads()
            count = int(tantivy.Index.open(str(self.path)).searcher().num_docs)
        if expected is not None and count != expected:
            raise CountsDiffer(f"新索引有 {count} 篇，数据库有 {expected} 篇，继续用旧的")
        pointer = self.engine.root / f"{self.alias}.json"
        fresh = pointer.with_suffix(f".{os.getpid()}.tmp")
        fresh.write_text(json.dumps({"folder": self.name, "form": FORM}), encoding="utf8")
        fresh.replace(pointer)
        for old in self.engine.root.glob(f"{self.alias}-*"):
            if old.is_dir() and old.name != self.name:
                shutil.rmtree(old, ignore_errors=True)
        return count

    def abandon(self) -> None:
        del self.writer
        shutil.rmtree(self.path, ignore_errors=True)


def open_writer(index: tantivy.Index) -> tantivy.IndexWriter:
    try:
        return index.writer(heap_size=_HEAP, num_threads=1)
    except ValueError as error:
        if "LockBusy" in str(error) or "Lockfile" in str(error):
            raise EngineBusy("另一个进程正在写索引") from error
        raise EngineError(str(error)) from error


def to_query(plan: Plan, *, scored: bool = True, large: bool = False) -> Q:
    """The plan in tantivy's terms. Ranking comes from the weighted tokens alone; all else only admits or refuses.

    The same hits whether `scored` or not, and whatever the size: a `large` index only ranks by fewer tokens.
    """
    clauses = [(_MUST, unscored(filter_query(f))) for f in (*plan.filters, *plan.chosen.values())]
    clauses.append((_MUST, unscored(filter_query(Terms("access", plan.access)))))
    if scored:
        weights = without_singles(plan.weights) if large else plan.weights
        clauses += [(_SHOULD, weighted(token, weight)) for token, weight in weights.items()]
    if plan.needed:
        clauses.append((_MUST, unscored(Q.term_set_query(SCHEMA, "tokens", list(plan.needed)))))
    for group in plan.groups:
        clauses.append((_MUST, unscored(Q.boolean_query([(_SHOULD, sequence("tokens", words)) for words in group]))))
    if plan.titled:
        clauses.append((_MUST, unscored(sequence("title", plan.titled))))
    clauses += [(_NOT, sequence("tokens", words)) for words in plan.excluded]
    if plan.hidden:
        clauses.append((_NOT, filter_query(Terms("id", plan.hidden))))
    return Q.boolean_query(clauses)


def unscored(query: Q) -> Q:
    return Q.const_score_query(query, 0.0)


def weighted(token: str, weight: float) -> Q:
    query = Q.term_query(SCHEMA, "tokens", token, index_option="freq")
    return query if weight == 1.0 else Q.boost_query(query, weight)


def sequence(name: str, words: tuple[str, ...]) -> Q:
    if len(words) == 1:
        return Q.term_query(SCHEMA, name, words[0], index_option="basic")
    return Q.phrase_query(SCHEMA, name, list(words))


def filter_query(wanted: Filter) -> Q:
    if isinstance(wanted, Days):
        return Q.range_query(SCHEMA, wanted.name, tantivy.FieldType.Integer, wanted.first, wanted.last)
    if len(wanted.values) == 1:
        return Q.term_query(SCHEMA, wanted.name, wanted.values[0], index_option="basic")
    return Q.term_set_query(SCHEMA, wanted.name, list(wanted.values))
