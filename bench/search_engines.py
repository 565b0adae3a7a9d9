"""Both engines side by side on the same documents and questions: speed, writing, and whether they find the same.

They are asked by turns in one process, so that a busy machine slows both. A node of its own is started and stopped.
"""

from __future__ import annotations

import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from bench import Figure
from bench import search_latency as alone
from launch import groups, places
from launch.private_servers import PrivateServers
from launch.problems import Problem
from portal import clock
from search.asking import find
from search.corpus import Corpus
from search.engines import Document, Engine, Hit, make_engine
from search.engines.elastic import ElasticEngine
from search.rules.synonyms import Table
from search.services.synonyms import SOURCE

ALIAS = "bench"
FIRST = 10
LOOKED_AT = 60
"""Hits that are read to tell a tie at the tenth place from another ranking."""
SAME = 1e-3
"""Scores that differ by less, relatively, are a tie: both engines count in single precision."""
SYNONYMS = Table.build((row["say"], row["means"]) for row in tomllib.loads(SOURCE.read_text("utf-8"))["synonym"])
BOUNDS = {"tantivy": (50, 6_000), "Elasticsearch": (80, 2_000)}
"""Milliseconds at p95 with everything, documents a second from text to an index in use."""


@dataclass
class Side:
    """One engine with its index, and what was measured of it."""

    name: str
    engine: Engine
    size: Callable[[], int]
    corpus: Corpus = field(init=False)
    texts: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    plain: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    def fill(self, rows: Sequence[alone.Row]) -> None:
        """From the first row to an index in use: cut into tokens, written and committed, as a rebuild does it."""
        self.corpus = Corpus(self.engine, ALIAS)
        started = time.perf_counter()
        build = self.engine.build(ALIAS)
        build.add(self._documents(rows))
        build.finish(expected=len(rows))
        self.seconds = time.perf_counter() - started
        self.corpus.library = self.corpus._library()

    def _documents(self, rows: Sequence[alone.Row]) -> Iterator[Document]:
        for row in rows:
            document = self.corpus._document(row)
            self.texts[document.id] = row["text"]
            yield replace(document, values=document.values | alone._values(row["law"]))

    def ask(self, question: str) -> None:
        for narrowed, kept in ((True, self.whole), (False, self.plain)):
            kept.append(alone._timed(partial(alone._search, self.engine, self.texts, question, narrowed)))

    def best(self, question: str) -> list[Hit]:
        """As the site asks: with synonyms and priors, in today's law or not."""
        found = find(
            question,
            engine=self.engine,
            alias=ALIAS,
            library=self.corpus.library,
            table=SYNONYMS,
            locate=self.corpus.locate,
            on=None,
            today=clock.today(),
            limit=LOOKED_AT,
            facets=(),
        )
        return found.result.hits

    def figures(self) -> list[Figure]:
        (most, least), count = BOUNDS[self.name], len(self.texts)
        return [
            Figure("top 20 and highlights, p50", alone._percentile(self.plain, 50), "ms"),
            Figure("top 20 and highlights, p95", alone._percentile(self.plain, 95), "ms"),
            Figure("with three facets and a date, p50", alone._percentile(self.whole, 50), "ms"),
            Figure("with three facets and a date, p95", alone._percentile(self.whole, 95), "ms", most),
            Figure("bulk indexing, cutting into tokens included", count / self.seconds, "docs/s", least=least),
            Figure("index on disk", self.size() / 1e6, "MB"),
        ]


def main() -> list[Figure]:
    log = places.LOGS / "elasticsearch.log"
    if missing := groups.provide(["elasticsearch"], log):
        raise Problem(f"没有测量：{missing['elasticsearch']}", code=1)
    rows, questions = list(alone._rows()), alone._questions()
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder, PrivateServers([]) as servers:
        node = servers.elasticsearch()
        sides = [
            Side("tantivy", make_engine("embedded", root=Path(folder)), partial(on_disk, Path(folder))),
            Side("Elasticsearch", elastic := ElasticEngine(url=node.url, prefix="bench-"), partial(on_server, elastic)),
        ]
        for side in sides:
            side.fill(rows)
        for question in questions[:20]:  # both warm
            for side in sides:
                side.ask(question)
        for side in sides:
            side.plain.clear()
            side.whole.clear()
        for question in questions:
            for side in sides:
                side.ask(question)
        same = agreement(sides[0], sides[1], questions)
        measured = [side.figures() for side in sides]
        for side in sides:
            side.engine.close()
    print(beside([side.name for side in sides], measured, same))
    named = (
        [replace(f, what=f"{side.name}: {f.what}") for f in own] for side, own in zip(sides, measured, strict=True)
    )
    return [Figure("documents", len(rows), "articles"), *chain(*zip(*named, strict=True)), *same]


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


def agreement(one: Side, other: Side, questions: Sequence[str]) -> list[Figure]:
    """How much of the first ten both share, and how much of the rest is a tie at the tenth place."""
    shared, differing, ties, asked = 0.0, 0, 0, 0
    for question in questions:
        ours, theirs = one.best(question), other.best(question)
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
    return [
        Figure("questions asked of both", asked, ""),
        Figure("first ten of both shared, on average", 100 * shared / max(1, asked), "%", least=95),
        Figure("hits in the first ten of one alone", differing, ""),
        Figure("of these a tie at the tenth place", ties, ""),
    ]
