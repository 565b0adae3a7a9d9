"""Every verified row stands in its article: the law is in the catalogue, the paragraph exists, the number is in it."""

from __future__ import annotations

import os
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from cases.rules.clocks import Definition, Unit
from cases.rules.clocks.definitions import _all
from knowledge.rules.numerals import to_chinese, to_int

CORPUS = Path(os.environ.get("MINGBAI_CORPUS", settings.BASE_DIR.parent / "shared" / "data")) / "regulations"
CATALOGUE = Path(settings.BASE_DIR) / "knowledge" / "content" / "catalogue.toml"
CITED = re.compile(
    r"《(?P<law>.+?)》(第(?P<article>[^条]+)条(?P<sub>之.)?)?(第(?P<paragraph>.+)款)?(第(?P<item>.+)项)?$"
)
NEXT = r"(?=^第[一二三四五六七八九十百千零]+条(?:之[一二三四五六七八九十])?[ 　]|^#|\Z)"
CITES = [(one, cited) for one in _all() for cited in one.articles]
READ = [(one, cited) for one, cited in CITES if one.verified]
ELSEWHERE = {"A11", "W05"}
"""每半年, 按月."""


def test_every_cited_law_is_in_the_catalogue_by_that_name():
    book = tomllib.loads(CATALOGUE.read_text(encoding="utf8"))["regulation"]
    names = {name for one in book for name in (one["title"], one.get("short", ""), *one.get("aliases", []))}
    assert {cited for _, cited in CITES if CITED.match(cited)["law"] not in names} == set()


@cache
def text_of(law: str) -> str:
    """Without the 中华人民共和国 of its title; of several versions the newest; the seven books of 民法典 as one."""
    if law == "民法典":
        files = sorted(CORPUS.glob("民法典/*.md"))
    else:
        files = sorted(path for path in CORPUS.rglob("*.md") if re.sub(r"\([\d-]+\)$", "", path.stem) == law)[-1:]
    return "\n".join(path.read_text(encoding="utf8") for path in files)


def article_of(cited: str) -> tuple[str, list[str]]:
    """The article and its paragraphs, items left out of the count."""
    named = CITED.match(cited)
    assert named
    label = f"第{named['article']}条{named['sub'] or ''}"
    found = re.search(rf"^{label}[ 　](.*?){NEXT}", text_of(named["law"]).replace("   第", "第"), re.M | re.S)
    assert found, f"{cited} is not in the text"
    lines = [line.strip(" 　\u200b") for line in found[1].split("\n")]
    return found[1], [line for line in lines if line and not re.match(r"[（(]", line)]


def numbers_of(one: Definition) -> set[str]:
    amount = one.length.amount
    spelt = {str(amount), to_chinese(amount)} | ({"两"} if amount == 2 else set())
    unit = {Unit.HOUR: "小时", Unit.DAY: "日", Unit.WORKING_DAY: "个?工作日|日", Unit.YEAR: "年"}
    return {f"{number}(?:{unit.get(one.length.unit, '个?月')})" for number in spelt}


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no collection of statutes beside the project")
def test_every_paragraph_cited_exists():
    assert len(READ) > 140
    for one, cited in READ:
        _, paragraphs = article_of(cited)
        paragraph = CITED.match(cited)["paragraph"]
        assert not paragraph or to_int(paragraph) <= len(paragraphs), (one.code, cited)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no collection of statutes beside the project")
def test_every_number_of_days_stands_in_an_article_that_is_cited():
    wrong = []
    rows = [one for one in _all() if one.verified and one.articles and one.length and one.length.amount]
    for one in rows:
        texts = []
        for cited in one.articles:
            whole, paragraphs = article_of(cited)
            paragraph = CITED.match(cited)["paragraph"]
            texts.append(paragraphs[to_int(paragraph) - 1] if paragraph and not CITED.match(cited)["item"] else whole)
        if not any(re.search(number, text) for number in numbers_of(one) for text in texts):
            wrong.append(one.code)
    assert len(rows) > 90
    assert set(wrong) == ELSEWHERE
