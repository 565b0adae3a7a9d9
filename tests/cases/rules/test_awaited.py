"""Whose limits are only waited for, and what may be done when they pass."""

from __future__ import annotations

import tomllib

import pytest

from cases.rules import awaited
from cases.rules.alerts import OTHERS
from cases.rules.clocks import definitions, vocabulary
from tests.cases.rules.clocks.test_articles import CATALOGUE, CITED, CORPUS, article_of

ROWS = tomllib.loads(awaited._FILE.read_text(encoding="utf8"))["steps"]
CITES = [cite for row in ROWS for cite in row["article"]]


def test_they_are_neither_us_nor_the_side_of_the_worker() -> None:
    assert awaited.who() <= OTHERS
    assert awaited.who() <= set(vocabulary("who"))
    assert not awaited.who() & {"worker", "kin", "union", "claimant", "creditor", "insured", "employer", "respondent"}


def test_every_step_is_of_a_limit_that_is_waited_for_and_says_its_article() -> None:
    rows = definitions()
    assert {rows[code].who[0] for row in ROWS for code in row["codes"]} <= awaited.who()
    assert all(row["article"] for row in ROWS)


@pytest.mark.parametrize(
    ("definition", "words", "articles"),
    [
        ("J05", "先申请行政复议", {"《行政复议法》第二十三条第一款第三项"}),
        ("J20", "先申请行政复议", {"《行政复议法》第二十三条第一款第三项", "《行政诉讼法》第四十七条第一款"}),
        ("L07", "向法院起诉", {"《劳动争议调解仲裁法》第二十九条"}),
        ("J16b", "十五日内可以起诉", {"《行政诉讼法》第四十五条"}),
        ("A07", "催一次", set()),
    ],
)
def test_asking_comes_first_and_then_what_the_law_gives(definition: str, words: str, articles: set[str]) -> None:
    """Silence of an authority goes to reconsideration before it goes to court (行政复议法第二十三条第一款第三项)."""
    found = awaited.steps(definition)
    assert found[0].words.startswith("催一次")
    assert words in found[-1].words
    assert articles <= set(found[-1].articles)


def test_every_law_is_in_the_catalogue() -> None:
    book = tomllib.loads(CATALOGUE.read_text(encoding="utf8"))["regulation"]
    names = {name for one in book for name in (one["title"], one.get("short", ""), *one.get("aliases", []))}
    assert {CITED.match(cite)["law"] for cite in CITES} <= names  # type: ignore[index]


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no collection of statutes beside the project")
@pytest.mark.parametrize("cite", sorted(set(CITES)))
def test_every_article_exists_with_its_item(cite: str) -> None:
    text, _ = article_of(cite)
    named = CITED.match(cite)
    assert named
    assert not named["item"] or f"（{named['item']}）" in text
