"""Both engines side by side on the same documents and questions: speed, writing, and whether they find the same.

Asked is what a search of the site asks: synonyms, the law of a day, every facet, the order of words and laws, and with
the model that of meaning; the question's vector is made each time, those of articles come from the cache that
`search_quality` fills. By turns in one process, so that a busy machine slows both; each is timed by the clock and
by the processor time of this process. A node of its own is started and stopped.
"""

from __future__ import annotations

import datetime
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from bench import Figure, search_quality
from bench import search_latency as alone
from launch import groups, places
from launch.private_servers import PrivateServers
from launch.problems import Problem
from portal import clock
from search.asking import Found, find
from search.corpus import Corpus
from search.engines import Document, Engine, Hit, make_engine
from search.engines.elastic import ElasticEngine
from search.plan import FACETS
from search.rules import highlight
from search.rules.synonyms import Table
from search.semantic import Meaning, Meaningless
from search.services.synonyms import SOURCE

ALIAS = "bench"
FIRST = 10
LOOKED_AT = 60
"""Hits that are read to tell a tie at the tenth place from another ranking."""
SAME = 1e-3
"""Scores that differ by less, relatively, are a tie: both engines count in single precision."""
SYNONYMS = Table.build((row["say"], row["means"]) for row in tomllib.loads(SOURCE.read_text("utf-8"))["synonym"])
BOUNDS = {"tantivy": (50, 80, 6_000), "Elasticsearch": (80, 120, 2_000)}
"""p95 in milliseconds with everything: by words, by words and meaning; documents a second, ready to be written."""
Times = list[tuple[float, float]]
"""Milliseconds by the clock, and of this process's processor time."""


@dataclass
class Side:
    """One engine with its index, and what was measured of it."""

    name: str
    engine: Engine
    size: Callable[[], int]
    corpus: Corpus = field(init=False)
    meaning: Meaning | None = None
    texts: dict[str, str] = field(default_factory=dict)
    cutting: float = 0.0
    writing: float = 0.0
    plain: Times = field(default_factory=list)
    whole: Times = field(default_factory=list)
    both: Times = field(default_factory=list)

    def fill(self, rows: Sequence[alone.Row]) -> None:
        """Cut into tokens first, then written and committed, to an index in use."""
        self.corpus = Corpus(self.engine, ALIAS)
        started = time.perf_counter()
        documents = list(self._documents(rows))
        cut = time.perf_counter()
        build = self.engine.build(ALIAS)
        build.add(documents)
        build.finish(expected=len(rows))
        self.cutting, self.writing = cut - started, time.perf_counter() - cut
        self.corpus.library = self.corpus._library()

    def _documents(self, rows: Sequence[alone.Row]) -> Iterator[Document]:
        for row in rows:
            document = self.corpus._document(row)
            self.texts[document.id] = row["text"]
            yield replace(document, values=document.values | alone._values(row["law"]))

    def ask(self, question: str) -> None:
        self.plain.append(timed(partial(self._page, question)))
        self.whole.append(timed(partial(self._page, question, narrowed=True)))
        if self.meaning:
            self.meaning.model.question.cache_clear()
            self.both.append(timed(partial(self._page, question, narrowed=True, meaning=self.meaning)))

    def forget(self) -> None:
        for kept in (self.plain, self.whole, self.both):
            kept.clear()

    def _page(self, question: str, *, narrowed: bool = False, meaning: Meaning | None = None) -> None:
        """The first twenty with their highlights."""
        on, facets = (alone.ON, FACETS) if narrowed else (None, ())
        found = self._find(question, on=on, facets=facets, limit=20, meaning=meaning)
        wanted = [*highlight.marks(found.query.words), *(word for one in found.expansions for word in one.means)]
        for hit in found.result.hits:
            highlight.snippet(self.texts[hit.id], wanted)

    def best(self, question: str, *, meant: bool) -> list[Hit]:
        """As the site asks: with synonyms and priors, in today's law or not."""
        return self._find(question, limit=LOOKED_AT, meaning=self.meaning if meant else None).result.hits

    def _find(
        self,
        question: str,
        *,
        limit: int,
        meaning: Meaning | None,
        on: datetime.date | None = None,
        facets: tuple[str, ...] = (),
    ) -> Found:
        return find(
            question,
            engine=self.engine,
            alias=ALIAS,
            library=self.corpus.library,
            table=SYNONYMS,
            locate=self.corpus.locate,
            on=on,
            today=clock.today(),
            limit=limit,
            facets=facets,
            meaning=meaning,
        )

    def figures(self) -> list[Figure]:
        (most, most_both, least), count = BOUNDS[self.name], len(self.texts)
        return [
            *speed("top 20 and highlights", self.plain),
            *speed("with thirteen facets and a date", self.whole, most),
            *(speed("the same by words and meaning", self.both, most_both) if self.both else ()),
            Figure("bulk indexing", count / self.writing, "docs/s", least=least),
            Figure("the same with cutting into tokens", count / (self.cutting + self.writing), "docs/s"),
            Figure("from texts to an index in use", self.cutting + self.writing, "s"),
            Figure("index on disk", self.size() / 1e6, "MB"),
        ]


def speed(what: str, times: Times, most: float | None = None) -> list[Figure]:
    clock_times, own = [one for one, _ in times], [other for _, other in times]
    return [
        Figure(f"{what}, p50", alone._percentile(clock_times, 50), "ms"),
        Figure(f"{what}, p95", alone._percentile(clock_times, 95), "ms", most),
        Figure(f"{what}, processor time of the web process, p95", alone._percentile(own, 95), "ms"),
    ]


def timed(action: Callable[[], None]) -> tuple[float, float]:
    own, begun = time.process_time(), time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - own) * 1000


def main() -> list[Figure]:
    log = places.LOGS / "elasticsearch.log"
    if missing := groups.provide(["elasticsearch"], log):
        raise Problem(f"没有测量：{missing['elasticsearch']}", code=1)
    rows, questions = list(alone._rows()), alone._questions()
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder, PrivateServers([]) as servers:
        elastic = ElasticEngine(url=servers.elasticsearch().url, prefix="bench-")
        sides = [
            Side("tantivy", make_engine("embedded", root=Path(folder)), partial(on_disk, Path(folder))),
            Side("Elasticsearch", elastic, partial(on_server, elastic)),
        ]
        for side in sides:
            side.fill(rows)
        embed(sides[0], sides[1], elastic)
        for question in questions[:20]:  # both warm
            for side in sides:
                side.ask(question)
        for side in sides:
            side.forget()
        for question in questions:
            for side in sides:
                side.ask(question)
        same = agreement(sides[0], sides[1], questions, meant=False)
        if sides[0].meaning:
            same += agreement(sides[0], sides[1], questions, meant=True)
        measured = [side.figures() for side in sides]
        for side in sides:
            side.engine.close()
    print(beside([side.name for side in sides], measured, same))
    named = (
        [replace(f, what=f"{side.name}: {f.what}") for f in own] for side, own in zip(sides, measured, strict=True)
    )
    return [Figure("documents", len(rows), "articles"), *chain(*zip(*named, strict=True)), *same]


def embed(files: Side, server: Side, elastic: ElasticEngine) -> None:
    """The vectors of the cache for the one, a copy of them on the server for the other; neither without a model."""
    try:
        files.corpus.embed(search_quality.kept_meaning())
    except (Problem, Meaningless) as error:
        print(f"只量了字词：{error}", file=sys.stderr)
        return
    files.meaning = files.corpus.meaning
    server.meaning = search_quality.served_meaning(files.meaning, elastic)


def beside(names: Sequence[str], measured: Sequence[Sequence[Figure]], same: Sequence[Figure]) -> str:
    """One table of both engines, ready for docs/search.md."""
    lines = [f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for row in zip(*measured, strict=True):
        values = " | ".join(f"{figure.value:,.4g} {figure.unit}" for figure in row)
        lines.append(f"| {row[0].what} | {values} |")
    return "\n".join([*lines, *(f"| {figure.what} | {figure.value:.4g} {figure.unit} | |" for figure in same)])


def on_disk(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def on_server(engine: ElasticEngine) -> int:
    client = engine.client.options(request_timeout=60)
    client.indices.flush(index=engine.reading(ALIAS))
    return int(
        client.indices.stats(index=engine.reading(ALIAS), metric="store")["_all"]["total"]["store"]["size_in_bytes"]
    )


def agreement(one: Side, other: Side, questions: Sequence[str], *, meant: bool) -> list[Figure]:
    """How much of the first ten both share, and how much of the rest is a tie at the tenth place."""
    shared, differing, ties, asked = 0.0, 0, 0, 0
    for question in questions:
        ours, theirs = one.best(question, meant=meant), other.best(question, meant=meant)
        if not ours and not theirs:
            continue
        asked += 1
        first, second = {hit.id for hit in ours[:FIRST]}, {hit.id for hit in theirs[:FIRST]}
        shared += len(first & second) / max(len(first), len(second))
        scores = {hit.id: hit.score for hit in ours}
        last = ours[:FIRST][-1].score if ours else 0.0
        for id_ in first ^ second:
            differing += 1
            ties += id_ in scores and abs(scores[id_] - last) <= SAME * last
    how = "words and meaning" if meant else "words"
    return [
        Figure(f"{how}: questions asked of both", asked, ""),
        Figure(f"{how}: first ten of both shared, on average", 100 * shared / max(1, asked), "%", least=95),
        Figure(f"{how}: hits in the first ten of one alone", differing, ""),
        Figure(f"{how}: of these a tie at the tenth place", ties, ""),
    ]
