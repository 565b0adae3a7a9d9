"""Sixty citations of real statutes, each judged: at least 58 rightly, and no right one called wrong."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from knowledge.rules.checking import Verdict
from knowledge.services.checking import check_text
from tests.stock import stocked

DATA = Path(__file__).parent / "data" / "checked_citations.toml"
CORPUS = Path(os.environ.get("MINGBAI_CORPUS", settings.BASE_DIR.parent / "shared" / "data")) / "regulations"
WANTED = 58

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
