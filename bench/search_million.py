"""Search among a million documents through the site's own path, in a process that does nothing else.

The first run makes the index and keeps it (about a gigabyte and a half in the cache), so that it can be asked again.
What is resident counts the pages of the index that were read, for they are mapped: VmHWM is the most there ever was.
"""

from __future__ import annotations

import datetime
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
django.setup()

from bench import Figure, million  # noqa: E402
from bench.server import ROOT, corpus_file, environment  # noqa: E402
from knowledge.rules.citations import Library  # noqa: E402
from launch.problems import Problem  # noqa: E402
from search.asked import Asked  # noqa: E402
from search.asking import FEW_PRECEDENTS, PER_PAGE, WINDOW, Found, count_statuses, find, words_wanted  # noqa: E402
from search.corpus import read_lines  # noqa: E402
from search.engines import Engine, site_engine  # noqa: E402
from search.indexing import PUBLIC_INDEX  # noqa: E402
from search.plan import FACETS  # noqa: E402
from search.rules import highlight  # noqa: E402
from search.rules.synonyms import Table  # noqa: E402
from search.services.synonyms import shipped_table  # noqa: E402

TODAY = datetime.date(2026, 1, 1)
ASKED, WARMING = 300, 20
P95_MILLISECONDS = 250
MEGABYTES = 600
MINUTES = 10
MADE = "made.json"


def main() -> list[Figure]:
    if not corpus_file().exists():
        raise Problem(f"没有测量：没有法条 {corpus_file()}", code=1)
    place = million.folder()
    if not (place / MADE).exists():
        make(place)
    made = json.loads((place / MADE).read_text())
    command = [sys.executable, "-m", "bench.search_million"]
    searched = subprocess.run(
        command, cwd=ROOT, env=environment(place, "portal.settings.development"), check=True, stdout=subprocess.PIPE
    )
    return [
        Figure("documents", made["documents"], ""),
        Figure("made and written, when it was made", made["minutes"], "min", MINUTES),
        Figure("index on disk", made["megabytes"], "MB"),
        *(Figure(**figure) for figure in json.loads(searched.stdout)),
    ]


def make(place: Path) -> None:
    """Make the index, and note what it took."""
    begun = time.perf_counter()
    million.fill(place)
    took = (time.perf_counter() - begun) / 60
    size = sum(file.stat().st_size for file in (place / "index").rglob("*") if file.is_file()) / 1e6
    (place / MADE).write_text(json.dumps({"documents": million.COUNT, "minutes": took, "megabytes": size}))


class Searcher:
    """Asks as the results page does; texts come from a table by id, as the site's come from its database."""

    def __init__(self, place: Path, engine: Engine, table: Table) -> None:
        self.texts = sqlite3.connect(place / "texts.sqlite3")
        self.engine, self.table, self.library = engine, table, Library.build(())

    def find(self, asked: Asked, limit: int) -> Found:
        return find(
            asked.text,
            engine=self.engine,
            alias=PUBLIC_INDEX,
            library=self.library,
            table=self.table,
            locate=lambda cited, on: (),
            on=asked.day,
            today=asked.today,
            chosen=asked.chosen,
            limit=limit,
            facets=FACETS,
            adjust=asked.adjust(),
        )

    def whole(self, asked: Asked) -> None:
        """Synonyms, the law of the day, every facet, and the first twenty with their highlights."""
        found = self.find(asked, PER_PAGE)
        self.show(found, [hit.id for hit in found.result.hits])

    def page(self, asked: Asked) -> None:
        """All that a results page asks: counts and facets, each status, articles by regulation, first precedents."""
        found = self.find(asked, 0)
        count_statuses(found.plan, asked.today)
        articles = replace(found.plan.only("kind", "article"), facets=("regulation",), limit=WINDOW)
        hits = self.engine.search(PUBLIC_INDEX, articles).hits
        few = replace(found.plan.only("kind", "precedent"), facets=(), limit=FEW_PRECEDENTS)
        hits = self.engine.search(PUBLIC_INDEX, few).hits + hits[: PER_PAGE - FEW_PRECEDENTS]
        self.show(found, [hit.id for hit in hits])

    def show(self, found: Found, ids: list[str]) -> None:
        wanted = words_wanted(found)
        for id_ in ids:
            (text,) = self.texts.execute("SELECT text FROM shown WHERE id = ?", (id_,)).fetchone()
            highlight.snippet(text, wanted)


def search() -> list[Figure]:
    """In the process that only searches."""
    questions = [str(row["question"]) for row in read_lines(corpus_file().parent / "questions.dev.jsonl")][:ASKED]
    searcher = Searcher(Path(os.environ["MINGBAI_VAR"]), site_engine(), shipped_table())
    asked = [Asked.read({"q": question}, today=TODAY) for question in questions]
    for one in asked[:WARMING]:
        searcher.page(one)
    whole = [milliseconds(partial(searcher.whole, one)) for one in asked]
    resident = memory()
    page = [milliseconds(partial(searcher.page, one)) for one in asked[::3]]
    return [
        Figure("questions", len(asked), ""),
        Figure("top 20, highlights, thirteen facets and the day, p50", percentile(whole, 50), "ms"),
        Figure("top 20, highlights, thirteen facets and the day, p95", percentile(whole, 95), "ms", P95_MILLISECONDS),
        Figure("all searches of a results page, p50", percentile(page, 50), "ms"),
        Figure("all searches of a results page, p95", percentile(page, 95), "ms"),
        Figure("resident at most, with what of the index was read", resident["VmHWM"], "MB", MEGABYTES),
        Figure("of it the process's own (RssAnon)", resident["RssAnon"], "MB"),
        Figure("of it files (RssFile)", resident["RssFile"], "MB"),
    ]


def milliseconds(action: partial[None]) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def memory() -> dict[str, float]:
    """Megabytes of this process, by the kernel's names."""
    lines = Path("/proc/self/status").read_text().splitlines()
    pairs = [line.split(":") for line in lines if line.endswith(" kB")]
    return {name: int(value.split()[0]) / 1024 for name, value in pairs}


if __name__ == "__main__":
    print(json.dumps([asdict(figure) for figure in search()]))
