"""Search at full size: top 20 with highlights, three facets and a date; writing; beside SQLite FTS5 on the same tokens.

Both are asked the same questions by turns in one process, so that a busy machine slows both.
"""

from __future__ import annotations

import datetime
import os
import random
import sqlite3
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
django.setup()

from bench import Figure  # noqa: E402
from bench.server import corpus_file  # noqa: E402
from search.corpus import Corpus, read_lines  # noqa: E402
from search.engines import Document, Engine, make_engine  # noqa: E402
from search.plan import make_plan  # noqa: E402
from search.rules import analysis, highlight  # noqa: E402
from search.rules.query import parse  # noqa: E402

SIZE = 58_543
TOPICS = ("wage", "injury", "contract", "safety", "dispute")
MEASURED_FACETS = ("level", "region", "topic")
REGIONS = ("全国", "全国", "全国", "广东省", "浙江省", "四川省")
WORDS = (
    "工资", "工伤", "劳动者", "用人单位", "应当", "合同", "安全", "生产", "赔偿", "责任", "申请", "仲裁", "期限",
    "拖欠工资", "工伤怎么赔", "没签合同", "双倍工资", "加班费", "摔伤", "多久", "证据", "社保", "职业病", "认定",
)  # fmt: skip
ON = datetime.date(2024, 6, 1)
ASKED = 400
ASKED_BASELINE = 60
P95_MILLISECONDS = 50
DOCUMENTS_PER_SECOND = 3000
Row = dict[str, str]


def main() -> list[Figure]:
    rows = list(_rows())
    questions = _questions()
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder:
        engine = make_engine("embedded", root=Path(folder))
        texts, seconds = _index(engine, rows)
        baseline, baseline_seconds = _baseline(Path(folder) / "fts.sqlite3", engine, rows)
        ours, plain, theirs = _ask(engine, baseline, texts, questions)
        engine.close()
        baseline.close()
    count = len(rows)
    return [
        Figure(f"articles indexed ({'the collection' if corpus_file().exists() else 'generated'})", count, "articles"),
        Figure("read, cut and written", count / seconds, "docs/s", least=DOCUMENTS_PER_SECOND),
        Figure("SQLite FTS5, same tokens, written", count / baseline_seconds, "docs/s"),
        Figure("top 20 and highlights, p50", _percentile(plain, 50), "ms"),
        Figure("top 20 and highlights, p95", _percentile(plain, 95), "ms"),
        Figure("with three facets and a date, p50", _percentile(ours, 50), "ms"),
        Figure("with three facets and a date, p95", _percentile(ours, 95), "ms", P95_MILLISECONDS),
        Figure("SQLite FTS5 with the same, p50", _percentile(theirs, 50), "ms"),
        Figure("SQLite FTS5 with the same, p95", _percentile(theirs, 95), "ms"),
        Figure("times faster at p50", _percentile(theirs, 50) / _percentile(ours, 50), "×"),
        Figure("times faster at p95", _percentile(theirs, 95) / _percentile(ours, 95), "×"),
    ]


def _rows() -> Iterator[Row]:
    if corpus_file().exists():
        yield from read_lines(corpus_file())
        return
    chance = random.Random(7)
    for number in range(SIZE):
        law = f"第{number // 80}号规定"
        text = "，".join("".join(chance.choices(WORDS, k=chance.randint(3, 7))) for _ in range(chance.randint(2, 9)))
        article = f"第{number % 80 + 1}条"
        yield {"key": f"{law}|{article}", "law": law, "article": article, "text": text, "date": "2012-01-01"}


def _questions() -> list[str]:
    """Real ones beside the collection, else made of what people type."""
    asked = corpus_file().parent / "questions.dev.jsonl"
    if asked.exists():
        return [str(row["question"]) for row in read_lines(asked)][:ASKED]
    chance = random.Random(8)
    return [" ".join(chance.sample(WORDS, chance.randint(1, 4))) for _ in range(ASKED)]


def _index(engine: Engine, rows: Sequence[Row]) -> tuple[dict[str, str], float]:
    """Texts by document id, and the seconds from the first row to an index in use."""
    corpus = Corpus(engine, "bench")
    texts: dict[str, str] = {}

    def documents() -> Iterator[Document]:
        for row in rows:
            document = corpus._document(row)
            texts[document.id] = row["text"]
            yield replace(document, values=document.values | _values(row["law"]))

    started = time.perf_counter()
    build = engine.build("bench")
    build.add(documents())
    build.finish(expected=len(rows))
    return texts, time.perf_counter() - started


def _values(law: str) -> dict[str, str | list[str] | int | float]:
    """Topics, a region and an end for every law, so that facets and dates have work to do."""
    number = zlib.crc32(law.encode())
    ends = 20200101 if number % 7 == 0 else 99991231
    topics = [TOPICS[number % 5], TOPICS[number // 5 % 5]]
    return {"topic": sorted(set(topics)), "region": REGIONS[number % 6], "starts": 20000101, "ends": ends}


def _baseline(path: Path, engine: Engine, rows: Sequence[Row]) -> tuple[sqlite3.Connection, float]:
    """The same tokens and values in SQLite's own full-text index."""
    started = time.perf_counter()
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE found USING fts5(tokens, content='', tokenize=\"unicode61\")")
    database.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, text, level, region, law, starts, ends)")
    for number, row in enumerate(rows):
        values = _values(row["law"])
        tokens = analysis.tokenised(row["law"], str(row.get("chapter") or ""), row["text"])
        database.execute("INSERT INTO found(rowid, tokens) VALUES (?, ?)", (number, tokens))
        database.execute(
            "INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, row["text"], row.get("folder", ""), values["region"], row["law"], 20000101, values["ends"]),
        )
    database.commit()
    return database, time.perf_counter() - started


def _ask(
    engine: Engine, baseline: sqlite3.Connection, texts: dict[str, str], questions: Sequence[str]
) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of each search: ours with everything, ours without facets and date, the baseline with everything."""
    for question in questions[:20]:
        _search(engine, texts, question, True)
    ours, plain, theirs = [], [], []
    for number, question in enumerate(questions):
        ours.append(_timed(partial(_search, engine, texts, question, True)))
        plain.append(_timed(partial(_search, engine, texts, question, False)))
        if number < ASKED_BASELINE:
            theirs.append(_timed(partial(_search_baseline, baseline, question)))
    return ours, plain, theirs


def _search(engine: Engine, texts: dict[str, str], question: str, narrowed: bool) -> None:
    query = parse(question)
    plan = make_plan(query, on=ON if narrowed else None, facets=MEASURED_FACETS if narrowed else ())
    wanted = highlight.marks(query.words)
    for hit in engine.search("bench", plan).hits:
        highlight.snippet(texts[hit.id], wanted)


def _search_baseline(database: sqlite3.Connection, question: str) -> None:
    """The usual way: any of the tokens, bm25, the date joined in, one count for each facet."""
    asked = " OR ".join(f'"{token}"' for token in dict.fromkeys(analysis.tokens(question)))
    source = (
        "FROM found JOIN kept ON kept.id = found.rowid WHERE found MATCH ? AND starts <= 20240601 AND ends > 20240601"
    )
    wanted = highlight.marks(question)
    for (text,) in database.execute(f"SELECT text {source} ORDER BY bm25(found) LIMIT 20", (asked,)):
        highlight.snippet(text, wanted)
    for facet in ("level", "region", "law"):
        database.execute(f"SELECT {facet}, count(*) {source} GROUP BY 1", (asked,)).fetchall()


def _timed(action: Callable[[], None]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
