"""A labelled corpus behind the site's own search: the same analysis, plan, engine and citation reading."""

from __future__ import annotations

import datetime
import json
import lzma
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.models import Regulation
from knowledge.rules import numerals, titles
from knowledge.rules.citations import Entry, Library, Version

from .asking import Cited, find
from .engines import Document, Engine
from .kinds.law import NATIONAL_STATUTE
from .plan import NEVER, PUBLIC, day_number
from .rules.analysis import tokenised
from .rules.synonyms import Table
from .semantic import Meaning
from .semantic.making import Passages, fill

TOGETHER = 2048
"""Vectors kept at once."""
SPARE = 50
"""Asked for beyond the limit: rows of one key count once."""
_KEY = re.compile(r"第(.+?)条(?:之([^#]+))?(?:#.*)?$")


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a JSON-lines file, plain or .xz."""
    with lzma.open(path, "rt", encoding="utf8") if path.suffix == ".xz" else path.open(encoding="utf8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


@dataclass
class Corpus:
    """Articles as rows of `id, key (法名|第N条), law, article, chapter, text, date`, in an index of their own.

    `places`: (law, article number) → keys of the rows, for citations.
    """

    engine: Engine
    alias: str
    places: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    dates: dict[str, datetime.date | None] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    meaning: Meaning | None = None
    passages: list[Passages] = field(default_factory=list)
    library: Library = field(default_factory=lambda: Library.build(()))

    def build(self, rows: Iterable[dict[str, Any]]) -> int:
        """Index every row; number of documents. Rows of one key are one document each, told apart by #2, #3."""
        build = self.engine.build(self.alias)
        build.add(self._document(row) for row in rows)
        count = build.finish()
        self.library = self._library()
        return count

    def embed(self, meaning: Meaning, report: Callable[[int], None] = lambda made: None) -> None:
        """Rank by meaning as well; vectors that `meaning` has not yet are made and kept. Raises Meaningless."""
        for start in range(0, len(self.passages), TOGETHER):
            fill(meaning.store, meaning.model, self.passages[start : start + TOGETHER])
            report(min(start + TOGETHER, len(self.passages)))
        self.meaning = meaning

    def _document(self, row: dict[str, Any]) -> Document:
        law = str(row["law"])
        number = article_number(str(row["article"]))
        day = datetime.date.fromisoformat(row["date"]) if row.get("date") else None
        self.dates.setdefault(law, day)
        keys = self.places.setdefault((law, number), [])
        id_ = str(row["key"]) + (f"#{len(keys) + 1}" if keys else "")
        keys.append(id_)
        level = self.levels.setdefault(law, titles.origin(law, (), [str(row.get("folder") or "")]).level)
        prior = NATIONAL_STATUTE if level == Regulation.Level.LAW else 1.0
        passage = " ".join(part for part in (law, str(row.get("chapter") or ""), str(row["text"])) if part)
        self.passages.append(Passages(id_, (passage,), prior))
        return Document(
            id=id_,
            tokens=tokenised(law, str(row.get("chapter") or ""), str(row["text"])),
            title=tokenised(law),
            values={
                "kind": "article",
                "level": level,
                "region": "全国",
                "topic": [],
                "regulation": law,
                "access": PUBLIC,
                "starts": day_number(day, 0),
                "ends": NEVER,
                "prior": prior,
            },
        )

    def _library(self) -> Library:
        numbers: dict[str, dict[str, int]] = {}
        for id_, (law, number) in enumerate(self.places, 1):
            numbers.setdefault(law, {})[number] = id_
        return Library.build(
            Entry(
                i,
                law,
                law,
                titles.short_title(law),
                self.levels[law],
                (),
                (),
                (Version(i, self.dates[law], self.dates[law], None, numbers[law], True, {}),),
            )
            for i, law in enumerate(self.dates, 1)
        )

    def locate(self, cited: Sequence[Cited], on: datetime.date | None) -> list[str]:
        """Rows of articles of a law; the corpus holds one version of each."""
        return [id_ for one in cited for id_ in self.places.get(one, ())]

    def answer(self, question: str, *, table: Table, today: datetime.date, limit: int) -> list[str]:
        """Keys, best first: what is cited, then what is ranked."""
        found = find(
            question,
            engine=self.engine,
            alias=self.alias,
            library=self.library,
            table=table,
            locate=self.locate,
            on=None,
            today=today,
            limit=limit + SPARE,
            facets=(),
            meaning=self.meaning,
        )
        ranked = [*found.exact, *(hit.id for hit in found.result.hits)]
        return list(dict.fromkeys(id_.partition("#")[0] for id_ in ranked))[:limit]


def article_number(label: str) -> str:
    """第二百七十六条之一 as `276-1`; a label that is none stays itself."""
    found = _KEY.match(label)
    if not found:
        return label
    try:
        return numerals.article_key(numerals.to_int(found[1]), numerals.to_int(found[2]) if found[2] else 0)
    except ValueError:
        return label
