"""Sixty citations of real statutes, each judged: at least 58 rightly, and no right one called wrong."""

from __future__ import annotations

import datetime
import os
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from knowledge.rules.checking import Verdict
from knowledge.services.checking import check_text
from tests.knowledge.drawn_citations import Draw, Drawn
from tests.stock import stocked

DATA = Path(__file__).parent / "data" / "checked_citations.toml"
CORPUS = Path(os.environ.get("MINGBAI_CORPUS", settings.BASE_DIR.parent / "shared" / "data")) / "regulations"
WANTED = 58
TODAY = datetime.date(2026, 11, 28)

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.django_db,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="no collection of statutes beside the project"),
]


@pytest.fixture
def statutes() -> None:
    """The catalogue and the public collection, as a site has them."""
    stocked("checked", _import)


def _import() -> None:
    call_command("load_catalogue", verbosity=0)
    call_command("import_regulations", str(CORPUS), verbosity=0)


def test_sixty_citations_are_judged(statutes):
    book = tomllib.loads(DATA.read_text(encoding="utf8"))
    passages = book["passage"]
    report = check_text(text="\n".join(one["text"] for one in passages), on=book["on"], today=book["today"])
    wrong, at = [], 0
    for one in passages:
        end = at + len(one["text"])
        found = [finding for finding in report.findings if at <= finding.start < end]
        said = found[0].verdict if found else None
        if said != one["verdict"]:
            wrong.append((one["verdict"], said, found[0].reason if found else "", one["text"]))
        at = end + 1
    print(f"{60 - len(wrong)} of 60 judged rightly", *wrong, sep="\n")
    assert len(passages) == 60
    assert [row for row in wrong if row[0] == Verdict.RIGHT] == []
    assert 60 - len(wrong) >= WANTED, wrong


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sixty_citations_drawn_at_random_are_judged(statutes, seed):
    wrong = judge_drawn(seed)
    assert [row for row in wrong if row[0] == Verdict.RIGHT] == []
    assert 60 - len(wrong) >= WANTED, wrong


def judge_drawn(seed: int) -> list[tuple[Verdict, str, str]]:
    """(label, verdict and reason, passage) of what is judged otherwise than it was drawn. One text for each day."""
    wrong = []
    rows = Draw(seed, TODAY).passages()
    for day in sorted({one.on for one in rows}):
        wrong += _judged_on(day, [one for one in rows if one.on == day])
    return wrong


def _judged_on(day: datetime.date, rows: list[Drawn]) -> list[tuple[Verdict, str, str]]:
    report = check_text(text="\n".join(one.text for one in rows), on=day, today=TODAY)
    wrong, at = [], 0
    for one in rows:
        end = at + len(one.text)
        found = [finding for finding in report.findings if at <= finding.start < end][-one.count :]
        said = [finding for finding in found if finding.verdict == one.verdict]
        others = [finding for finding in found if finding not in said]
        reasons = "；".join(f"{finding.verdict} {finding.reason}" for finding in others)
        wrong += [(one.verdict, reasons or "没有找到", one.text)] * (one.count - len(said))
        at = end + 1
    return wrong
