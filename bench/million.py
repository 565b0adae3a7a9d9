"""A million documents that read like law: real articles, each with some clauses of its neighbours in the same law.

Words and pairs stand in them as often as in the collection, regulations have a few hundred articles at most, and cases
make up a seventh. Made once and kept in the cache, by what it was made with; every document follows from its number.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from bench.server import corpus_file
from knowledge.rules import titles
from launch.maven import cache
from search.corpus import read_lines
from search.engines import Document
from search.engines.embedded import FORM, EmbeddedEngine
from search.indexing import PUBLIC_INDEX
from search.kinds.law import NATIONAL_STATUTE
from search.plan import NEVER, PUBLIC
from search.rules import analysis
from search.rules.facets import BANDS, packed

COUNT = 1_000_000
COPIES = 17
"""So many regulations are made of each real law."""
REGIONS = ("全国",) * 6 + (
    "广东省", "浙江省", "四川省", "江苏省", "山东省", "河南省", "湖北省", "湖南省", "北京市", "上海市", "重庆市",
)  # fmt: skip
TOPICS = ("wage", "injury", "contract", "safety", "dispute", "training", "insurance", "hours")
CODES = {
    "outcome": ("OUT-REC", "OUT-NRC", "OUT-AWD", "OUT-SET", "OUT-MED", "OUT-JUD", "OUT-WIT"),
    "accident_class": tuple(f"AC-{n}" for n in range(20)),
    "trade": tuple(f"TR-{n}" for n in range(24)),
    "hazard": tuple(f"HZ-{n}" for n in range(18)),
    "disability": tuple(f"DG{n:02}" for n in range(1, 11)),
    "employment": tuple(f"EM-{n}" for n in range(8)),
    "band": tuple(code for code, _, _ in BANDS),
}
_CLAUSE = re.compile(r"[^，。；：\n]+[，。；：\n]*")


class Texts:
    """The collection, cut into clauses; a document's text by its number."""

    def __init__(self) -> None:
        self.articles: list[tuple[str, str, list[str]]] = []
        self.laws: dict[str, tuple[int, int]] = {}
        self.levels: dict[str, str] = {}
        for row in sorted(read_lines(corpus_file()), key=lambda row: str(row["law"])):
            law, place = str(row["law"]), len(self.articles)
            self.articles.append((law, str(row.get("chapter") or ""), _CLAUSE.findall(str(row["text"]))))
            self.laws[law] = (self.laws.get(law, (place, 0))[0], place)
            self.levels.setdefault(law, titles.origin(law, (), [str(row.get("folder") or "")]).level)

    def text(self, dice: random.Random) -> tuple[str, str, str]:
        """Law, chapter and text: about a third of the clauses come from other articles of the law."""
        law, chapter, clauses = dice.choice(self.articles)
        first, last = self.laws[law]
        made = []
        for clause in clauses:
            if dice.random() < 0.35:
                clause = dice.choice(self.articles[dice.randint(first, last)][2] or [clause])
            made.append(clause)
        return law, chapter, "".join(made)

    def document(self, number: int) -> tuple[Document, str]:
        """A document, and its text as it is shown."""
        dice = random.Random(number)
        law, chapter, text = self.text(dice)
        code = f"{law}#{dice.randrange(COPIES)}"
        year = min(2025, 1985 + int(dice.triangular(0, 41, 36)))
        starts = year * 10_000 + dice.randint(1, 12) * 100 + 1
        values: dict[str, str | list[str] | int | float] = {
            "kind": "article",
            "level": self.levels[law],
            "region": dice.choice(REGIONS),
            "topic": sorted(set(dice.choices(TOPICS, k=dice.randint(0, 3)))),
            "regulation": code,
            "access": PUBLIC,
            "facet": packed({"year": [str(year)]}),
            "starts": starts,
            "day": starts,
            "ends": starts + 50_000 if dice.random() < 0.2 else NEVER,
            "prior": NATIONAL_STATUTE if self.levels[law] == "law" else 1.0,
        }
        if number % 7 == 0:
            beside = {name: [dice.choice(codes)] for name, codes in CODES.items()} | {"year": [str(year)]}
            values |= {"kind": "precedent", "level": dice.choice(("GUI", "TYP", "REF", "ORD")), "prior": 1.0}
            values |= {"starts": 0, "ends": NEVER, "facet": packed(beside)}
        title = " ".join(analysis.phrase(law))
        return Document(f"{values['kind']}:{number}", analysis.tokenised(law, chapter, text), title, values), text


def folder() -> Path:
    """Where the index stands, in use or not yet; what else was kept before is removed."""
    made_with = blake2b(digest_size=6)
    for file in (Path(__file__), Path(analysis.__file__), corpus_file()):
        made_with.update(file.read_bytes())
    chosen = cache() / "million" / f"{FORM}-{made_with.hexdigest()}"
    for other in chosen.parent.glob("*"):
        if other != chosen:
            shutil.rmtree(other)
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


def fill(place: Path, count: int = COUNT) -> None:
    """Make the index under `place`/index, and the texts beside it."""
    shutil.rmtree(place)
    place.mkdir()
    texts = sqlite3.connect(place / "texts.sqlite3")
    texts.execute("CREATE TABLE shown (id TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")
    build = EmbeddedEngine(place / "index").build(PUBLIC_INDEX)
    build.add(_kept(texts, count))
    texts.commit()
    texts.close()
    build.finish(expected=count)


def _kept(texts: sqlite3.Connection, count: int) -> Iterator[Document]:
    source = Texts()
    rows: list[tuple[str, str]] = []
    for number in range(count):
        document, text = source.document(number)
        rows.append((document.id, text))
        if len(rows) == 10_000:
            texts.executemany("INSERT INTO shown VALUES (?, ?)", rows)
            rows.clear()
            print(f"\r{number + 1} 篇", end="", file=sys.stderr, flush=True)
        yield document
    texts.executemany("INSERT INTO shown VALUES (?, ?)", rows)
