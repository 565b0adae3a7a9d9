"""Citations labelled by hand in published cases against what the linker finds: precision and recall ≥ 0.98.

A line of data/citations_gold.jsonl is one article cited:

    {"file": "劳动人事/甲.md", "start": 120, "end": 126, "raw": "第三十八条", "law": "劳动合同法",
     "article": "38", "paragraph": 0, "item": 0, "on": "2022-06-01"}

`file` is a path under precedents/ of the corpus (or its name), offsets count characters of the file as decoded from
UTF-8. `law` is any name or the code of the law, empty for what is no law (a contract: nothing may be found there).
`article` may be 17, "17", "276-1" or "二百七十六条之一"; `on` may be left out. Every citation of a labelled file is
expected to be labelled.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from knowledge.management.commands.link_citations import own_law
from knowledge.rules import numerals
from knowledge.rules.citations import Library, Link, State, link
from knowledge.rules.citations.names import canonical
from knowledge.services.library import load_library

DATA = Path(__file__).parent / "data"
CASES, INTERPRETATIONS = DATA / "citations_gold.jsonl", DATA / "citations_gold_statutes.jsonl"
CORPUS = Path(os.environ.get("MINGBAI_CORPUS", settings.BASE_DIR.parent / "shared" / "data"))
WANTED = 0.98

pytestmark = [pytest.mark.corpus, pytest.mark.django_db]


@dataclass
class Score:
    """`missed`: labelled, not found. `wrong`: found, not labelled so."""

    labelled: int = 0
    found: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / max(1, self.labelled)

    @property
    def precision(self) -> float:
        return 1 - len(self.wrong) / max(1, self.found)


@pytest.fixture(scope="module")
def library(django_db_setup: None, django_db_blocker: Any) -> Iterator[Library]:
    """Every law of the catalogue and of the public collection, as the site knows them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_catalogue", verbosity=0)
        call_command("import_regulations", str(CORPUS / "regulations"), verbosity=0)
        yield load_library()
        transaction.set_rollback(True)


@pytest.mark.parametrize(("gold", "at_least"), [(CASES, 80), (INTERPRETATIONS, 120)], ids=["cases", "interpretations"])
def test_labelled_citations_are_found(library: Library, gold: Path, at_least: int) -> None:
    """Labels made by reading, by someone who had not seen the linker. Doubtful ones and pronouns need not be found."""
    score = score_files(read_gold(gold), CORPUS / "precedents", library)
    summary = f"precision {score.precision:.3f} of {score.found}, recall {score.recall:.3f} of {score.labelled}"
    details = "\n".join([summary, *(f"missed {m}" for m in score.missed), *(f"wrong {w}" for w in score.wrong)])
    print(details)
    assert score.labelled >= at_least, summary
    assert min(score.precision, score.recall) >= WANTED, details


def read_gold(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Labelled rows by file."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in path.read_text(encoding="utf8").splitlines():
        if line.strip():
            row = json.loads(line)
            rows[row["file"]].append(row)
    return rows


def score_files(gold: dict[str, list[dict[str, Any]]], folder: Path, library: Library) -> Score:
    score = Score()
    for name, rows in sorted(gold.items()):
        path = next((p for p in (folder / name, folder.parent / name) if p.is_file()), None)
        path = path or next(folder.rglob(Path(name).name))
        text = path.read_text(encoding="utf8")
        day = next((row["on"] for row in rows if row.get("on")), None)
        links = link(text, library, datetime.date.fromisoformat(day) if day else None, own=own_law(text, library))
        score_text(score, rows, [one for one in links if one.state is not State.NOT_LAW], library, name)
    return score


def score_text(score: Score, rows: list[dict[str, Any]], links: list[Link], library: Library, name: str) -> None:
    """A link is right when a label over the same words names the same law, article, paragraph and item.

    Whole texts (法释〔2020〕26号) and pronouns (该条, 前款) count only in files where such are labelled.
    """
    law_rows = [row for row in rows if row.get("law")]
    firm = [row for row in law_rows if not row.get("doubtful") and "条" in row["raw"]]
    score.labelled += len(firm)
    for row in firm:
        if not any(agrees(row, one, library) for one in links):
            score.missed.append(f"{name}: {json.dumps(row, ensure_ascii=False)}")
    wholes = any(not row.get("article") for row in law_rows)
    pronouns = any(row.get("article") and "条" not in str(row.get("raw", "条")) for row in law_rows)
    for one in links:
        if (one.article is None and not wholes) or (one.relative and not pronouns):
            continue
        right = any(agrees(row, one, library) for row in law_rows)
        score.found += 1
        score.right += right
        if not right:
            score.wrong.append(f"{name}: {one.start} {one.raw} {one.title} {one.code} {one.article} {one.state}")


def agrees(row: dict[str, Any], one: Link, library: Library) -> bool:
    overlap = one.title_start < row["end"] and row["start"] < one.end
    if not overlap or key_of(row.get("article")) != one.article:
        return False
    wanted = (int(row.get("paragraph") or 0), int(row.get("item") or 0))
    places = {(place.paragraph, place.item) for place in one.places} or {(0, 0)}
    return wanted in places and same_law(str(row["law"]), one, library)


def same_law(law: str, one: Link, library: Library) -> bool:
    if one.code:
        return law == one.code or any(entry.code == one.code for entry in library.named(law))
    if one.candidates:
        return any(entry.code in one.candidates for entry in library.named(law))
    found, wanted = canonical(one.title), canonical(law)
    return found == wanted or found.endswith(wanted) or wanted.endswith(found)


def key_of(article: object) -> str | None:
    """17, "17", "第十七条", "二百七十六条之一" as `17`, `276-1`."""
    if article in (None, "", 0):
        return None
    match = re.fullmatch(r"第?([^条之\-]+)条?(?:[之\-](.+))?", str(article).strip())
    if match is None:
        return str(article)
    return numerals.article_key(numerals.to_int(match[1]), numerals.to_int(match[2]) if match[2] else 0)
