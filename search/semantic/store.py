"""Vectors on disk beside the index: segments that are never changed, mapped into memory by every process that reads.

A segment is `<number>.npy` (float32, one row for each passage; half as long would be read four times slower) and
`<number>.json` (ids, what each was made from, prior, ids that are gone, segments it stands for); a large one has its
clusters beside it. The second is written last and moved into place, so that a process killed in mid-write leaves
nothing that is read. Of two rows with one id the younger segment's count. Writers wait for each other.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import Meaningless, clusters

MOST_SEGMENTS = 8
"""More are made into one."""


@dataclass(frozen=True)
class Row:
    """A passage of a document: `made_from` changes when its words do, `prior` is the factor of its nearness."""

    id: str
    made_from: str
    prior: float = 1.0


@dataclass
class Segment:
    """`rows` in the order of the lines of `vectors`; a large one lies by cluster and has `centres`."""

    number: int
    rows: list[Row]
    gone: list[str]
    instead: list[int]
    vectors: Any
    total: Any = None
    centres: Any = None
    begins: Any = None

    def compare(self, vector: Any) -> Any:
        """How near each row is, exactly; in a large segment minus infinity for those that are surely far."""
        if self.centres is None:
            return self.vectors @ vector
        return clusters.compare(self.vectors, vector, self.centres, self.begins)


@dataclass
class View:
    """What was there at one look: live rows of each segment."""

    numbers: tuple[int, ...] = ()
    segments: list[Segment] = field(default_factory=list)
    live: list[Any] = field(default_factory=list)
    priors: list[Any] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    middle: Any = None
    held: dict[str, str] = field(default_factory=dict)


class VectorStore:
    """`folder` is one index's and one model's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._view = View()
        self._lock = threading.Lock()

    def numbers(self) -> tuple[int, ...]:
        """Names what is there: others when anything was written."""
        return tuple(sorted(int(path.stem) for path in self.folder.glob("[0-9]*.json")))

    def held(self) -> dict[str, str]:
        """Document id → what its vectors were made from."""
        return self._look().held

    def add(self, rows: Sequence[Row], vectors: Any, gone: Iterable[str] = ()) -> None:
        """Rows of one document come together and replace what it had. Kept when this returns."""
        if len(rows) != len(vectors):
            raise Meaningless("向量和行数不一样多")
        with self._writing():
            self._write(list(rows), vectors, sorted(set(gone)), [])
            if len(self._look().numbers) > MOST_SEGMENTS:
                self._merge()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents: at once for readers, from the disk when segments are next made into one."""
        there = self.held()
        known = [id_ for id_ in ids if id_ in there]
        if known:
            self.add([], [], known)

    def merge(self) -> None:
        """One segment of what is live; the others go. Readers that hold them keep them until they look again."""
        with self._writing():
            self._merge()

    def _merge(self) -> None:
        import numpy

        view = self._look()
        rows: list[Row] = []
        parts = []
        for segment, live in zip(view.segments, view.live, strict=True):
            rows += [row for row, is_live in zip(segment.rows, live, strict=True) if is_live]
            if segment.rows:
                parts.append(segment.vectors[live])
        self._write(rows, numpy.concatenate(parts) if rows else None, [], list(view.numbers))
        for number in view.numbers:
            self._drop(number)

    def _drop(self, number: int) -> None:
        for kind in ("json", "npy", "centres.npy", "begins.npy"):
            self._path(number, kind).unlink(missing_ok=True)

    def clear(self) -> None:
        """Begin anew."""
        with self._writing():
            old = self.numbers()
            self._write([], None, [], list(old))  # a number is never used twice: readers tell by it
            for number in old:
                self._drop(number)

    def sweep(self) -> None:
        """Vectors of models that are not in use any more go."""
        for old in self.folder.parent.glob("*"):
            if old.is_dir() and old != self.folder:
                shutil.rmtree(old, ignore_errors=True)

    def nearest(self, vector: Any, count: int) -> list[tuple[str, float]]:
        """The nearest documents with how near they are, best first, each once.

        That is how much nearer than texts on average (cosine above the middle's), times prior: cosines of a model lie
        close together, so that a factor of the whole would outweigh what the text says.
        """
        import numpy

        view = self._look()
        if not view.held:
            return []
        if any(segment.vectors.shape[1] != len(vector) for segment in view.segments if segment.rows):
            raise Meaningless("存着的向量是另一种长度")
        usual = float(view.middle @ vector)
        scores = [
            numpy.where(live, (segment.compare(vector) - usual) * prior, -numpy.inf)
            for segment, live, prior in zip(view.segments, view.live, view.priors, strict=True)
            if segment.rows
        ]
        return _best(numpy.concatenate(scores), view.names, count)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _path(self, number: int, kind: str) -> Path:
        return self.folder / f"{number:08d}.{kind}"

    def _look(self) -> View:
        """The view, made anew when the segments are others."""
        for last in (False, False, True):
            numbers = self.numbers()
            if numbers == self._view.numbers:
                return self._view
            try:
                with self._lock:
                    known = {segment.number: segment for segment in self._view.segments}
                    self._view = make_view(numbers, [known.get(number) or self._read(number) for number in numbers])
            except (OSError, ValueError, KeyError, TypeError) as error:  # merged away between the two looks, or broken
                if last:
                    raise Meaningless(f"向量读不出：{self.folder}（{type(error).__name__}）") from error
        return self._view

    def _read(self, number: int) -> Segment:
        import numpy

        told = json.loads(self._path(number, "json").read_text(encoding="utf8"))
        rows = [Row(*row) for row in told["rows"]]
        vectors = numpy.load(self._path(number, "npy"), mmap_mode="r") if rows else numpy.empty((0, 0), numpy.float32)
        if len(vectors) != len(rows):
            raise ValueError("rows")
        made = Segment(number, rows, told["gone"], told["instead"], vectors)
        made.total = numpy.array(told["total"], dtype=numpy.float32)
        if told["clustered"]:
            made.centres = numpy.load(self._path(number, "centres.npy"))
            made.begins = numpy.load(self._path(number, "begins.npy"))
        return made

    def _write(self, rows: list[Row], vectors: Any, gone: list[str], instead: list[int]) -> None:
        import numpy

        number = 1 + max(self.numbers(), default=0)
        arrays = {"npy": numpy.ascontiguousarray(vectors, dtype=numpy.float32)} if rows else {}
        if len(rows) > clusters.EXACT:
            order, arrays["centres.npy"], arrays["begins.npy"] = clusters.arrange(arrays["npy"])
            arrays["npy"], rows = arrays["npy"][order], [rows[place] for place in order]
        for kind, array in arrays.items():
            with _moved_into(self._path(number, kind)) as file:
                numpy.save(file, array)
        told = {
            "rows": [[row.id, row.made_from, row.prior] for row in rows],
            "gone": gone,
            "instead": instead,
            "total": arrays["npy"].sum(axis=0).tolist() if rows else [],
            "clustered": len(arrays) > 1,
        }
        with _moved_into(self._path(number, "json")) as file:
            file.write(json.dumps(told, ensure_ascii=False).encode())


class _moved_into:
    """A file that appears whole, and on the disk, or not at all."""

    def __init__(self, target: Path) -> None:
        self.target, self.fresh = target, target.with_name(f"{target.name}.{os.getpid()}.tmp")

    def __enter__(self) -> Any:
        self.file = self.fresh.open("wb")
        return self.file

    def __exit__(self, kind: object, *rest: object) -> None:
        try:
            with self.file:
                if kind is None:
                    self.file.flush()
                    os.fsync(self.file.fileno())
            if kind is None:
                self.fresh.replace(self.target)
        finally:
            with suppress(FileNotFoundError):
                self.fresh.unlink()


def make_view(numbers: tuple[int, ...], segments: list[Segment]) -> View:
    """Which rows count: from the youngest segment to the oldest, every id's first."""
    import numpy

    instead = {number for segment in segments for number in segment.instead}
    kept = [segment for segment in segments if segment.number not in instead]
    seen: set[str] = set()
    view = View(numbers, kept, names=[row.id for segment in kept for row in segment.rows])
    for segment in reversed(kept):
        view.live.insert(0, numpy.array([row.id not in seen for row in segment.rows], dtype=bool))
        view.priors.insert(0, numpy.array([row.prior for row in segment.rows], dtype=numpy.float32))
        view.held = {row.id: row.made_from for row in segment.rows if row.id not in seen} | view.held
        seen.update(row.id for row in segment.rows)
        seen.update(segment.gone)
    full = [segment for segment in kept if segment.rows]
    if full:
        view.middle = sum(segment.total for segment in full) / sum(len(segment.rows) for segment in full)
    return view


def _best(scores: Any, names: list[str], count: int) -> list[tuple[str, float]]:
    """Passages of one document count once, by the nearest; so a few more are looked at than asked for."""
    import numpy

    wanted = min(len(scores), count * 2)
    top = numpy.argpartition(scores, len(scores) - wanted)[len(scores) - wanted :]
    found: dict[str, float] = {}
    best = top[numpy.argsort(-scores[top], kind="stable")]
    for place, score in zip(best.tolist(), scores[best].tolist(), strict=True):
        if score == -math.inf:
            break
        found.setdefault(names[place], score)
    return list(found.items())[:count]
