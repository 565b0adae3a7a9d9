"""How well labelled questions of lay people are answered on both engines, by words and by words and meaning.

Vectors are kept between runs in the cache, by model and by the words they were made from: the first run makes them,
which takes a quarter of an hour on two quiet cores.
"""

from __future__ import annotations

import datetime
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
django.setup()

from bench import Figure  # noqa: E402
from bench.scoring import Asked, scores  # noqa: E402
from bench.server import corpus_file  # noqa: E402
from launch import groups, model  # noqa: E402
from launch.maven import cache  # noqa: E402
from launch.places import LOGS  # noqa: E402
from launch.private_servers import PrivateServers  # noqa: E402
from launch.problems import Problem  # noqa: E402
from search.corpus import TOGETHER, Corpus, read_lines  # noqa: E402
from search.engines import Engine, make_engine  # noqa: E402
from search.engines.elastic import ElasticEngine  # noqa: E402
from search.semantic import Meaning, Meaningless  # noqa: E402
from search.semantic.model import Model  # noqa: E402
from search.semantic.served import ServedVectors  # noqa: E402
from search.semantic.store import VectorStore  # noqa: E402
from search.services.synonyms import shipped_table  # noqa: E402

TODAY = datetime.date(2026, 1, 1)
DEPTH = 100
LEAST = {
    "words": {"R@10": 0.53, "R@100": 0.73, "labour R@10": 0.50},
    "words and meaning": {"R@10": 0.57, "R@100": 0.78, "MRR@10": 0.47, "labour R@10": 0.56},
}


def main() -> list[Figure]:
    asked = list(read_lines(corpus_file().parent / "questions.dev.jsonl"))
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder:
        figures = _side("tantivy", make_engine("embedded", root=Path(folder)), asked)
    if lacking := groups.provide(["elasticsearch"], LOGS / "elasticsearch.log"):
        print(f"只量了 tantivy：{lacking['elasticsearch']}", file=sys.stderr)
        return figures
    with PrivateServers([]) as servers:
        return figures + _side("Elasticsearch", ElasticEngine(url=servers.elasticsearch().url, prefix="bench-"), asked)


def _side(name: str, engine: Engine, asked: Asked) -> list[Figure]:
    corpus = Corpus(engine, "quality")
    figures = [Figure(f"{name}: articles", corpus.build(read_lines(corpus_file())), "")]
    figures += _figures(name, "words", corpus, asked)
    try:
        corpus.embed(kept_meaning(), _say)
        if isinstance(engine, ElasticEngine):
            corpus.meaning = served_meaning(corpus.meaning, engine)
        figures += _figures(name, "words and meaning", corpus, asked)
    except (Problem, Meaningless) as error:
        print(f"只量了字词：{error}", file=sys.stderr)
    engine.close()
    return figures


def kept_meaning() -> Meaning:
    """The default model with the vectors that were made for these articles. Raises Problem, Meaningless."""
    LOGS.mkdir(parents=True, exist_ok=True)
    chosen = Model(model.obtain(LOGS / "bench.log"))
    return Meaning(chosen, VectorStore(cache() / "vectors" / chosen.fingerprint))


def served_meaning(kept: Meaning | None, engine: ElasticEngine) -> Meaning:
    """The same vectors on the server."""
    assert kept
    assert isinstance(kept.store, VectorStore)
    served = ServedVectors(engine, kept.model.fingerprint)
    for segment in kept.store._look().segments:
        for start in range(0, len(segment.rows), TOGETHER):
            part = slice(start, start + TOGETHER)
            served.add(segment.rows[part], segment.vectors[part])
    return Meaning(kept.model, served)


def _figures(name: str, how: str, corpus: Corpus, asked: Asked) -> list[Figure]:
    table, answers, took = shipped_table(), {}, []
    for row in asked:
        begun = time.perf_counter()
        answers[row["id"]] = corpus.answer(row["question"], table=table, today=TODAY, limit=DEPTH)
        took.append((time.perf_counter() - begun) * 1000)
    got = scores(asked, answers)
    values = {"R@10": got.recall_10, "R@100": got.recall_100, "MRR@10": got.mrr_10, "labour R@10": got.labour_10}
    figures = [
        Figure(f"{name}: {how}, {what}", value, "", least=LEAST[how].get(what)) for what, value in values.items()
    ]
    return [*figures, Figure(f"{name}: {how}, one question, p95", statistics.quantiles(took, n=20)[18], "ms")]


def _say(made: int) -> None:
    print(f"\r{made} 条有向量", end="", file=sys.stderr, flush=True)
