"""The public collection of 100 official texts, counted without our parser."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest
from django.conf import settings

from knowledge.models import Article, ArticleText, Regulation, RegulationVersion
from knowledge.rules.markdown_source import parse_markdown
from knowledge.rules.numerals import to_int
from knowledge.rules.official_text import SourceError
from knowledge.services.import_regulations import FileReport, State, import_files
from tests.stock import stocked

CORPUS = Path(os.environ.get("MINGBAI_CORPUS", settings.BASE_DIR.parent / "shared" / "data")) / "regulations"
HEADING = re.compile(r"^第([一二三四五六七八九十百千零]+)条(?:之([一二三四五六七八九十]+))?[ \u3000]", re.M)

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.django_db,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="no collection of statutes beside the project"),
]


def sources() -> list[tuple[str, bytes]]:
    return [(p.relative_to(CORPUS).as_posix(), p.read_bytes()) for p in sorted(CORPUS.rglob("*.md"))]


def headings(data: bytes) -> list[tuple[int, int]]:
    return [(to_int(n), to_int(s) if s else 0) for n, s in HEADING.findall(data.decode())]


def take(files: list[tuple[str, bytes]]) -> dict[str, FileReport]:
    return {report.name: report for report in import_files(sources=files)}


_REPORTS: dict[str, FileReport] = {}


@pytest.fixture
def corpus() -> dict[str, FileReport]:
    """Every file of the collection, imported, and what was said of it."""
    stocked("corpus", lambda: _REPORTS.update(take(sources())))
    return _REPORTS


def version(title: str, year: int) -> RegulationVersion:
    return RegulationVersion.objects.get(regulation__title__endswith=title, published_on__year=year)


def numbers(found: RegulationVersion) -> dict[int, int]:
    """Article identity by number."""
    return {t.number: t.article_id for t in found.texts.filter(sub=0)}


def test_every_heading_of_every_file_is_an_article_and_a_second_run_changes_nothing(
    corpus: dict[str, FileReport],
) -> None:
    files = sources()
    assert len(files) == 100
    assert [r.name for r in corpus.values() if r.state == State.REFUSED] == []
    for name, data in files:
        found = corpus[name].version
        assert found
        keys = set(found.texts.values_list("number", "sub"))
        assert set(headings(data)) <= keys, name
        assert len(headings(data)) == corpus[name].articles == len(set(headings(data))), name
    before = list(ArticleText.objects.order_by("pk").values_list("pk", "article_id", "text", "chapter_id"))
    assert {r.state for r in take(files).values()} == {State.UNCHANGED}
    assert list(ArticleText.objects.order_by("pk").values_list("pk", "article_id", "text", "chapter_id")) == before
    assert not ArticleText.objects.filter(text="").exists()
    assert not Article.objects.filter(texts=None).exists()


def test_twins_versions_and_books(corpus: dict[str, FileReport]) -> None:
    code = Regulation.objects.get(title="中华人民共和国民法典").versions.get()
    assert list(code.texts.order_by("order").values_list("number", flat=True)) == list(range(1, 1261))
    parts = code.chapters.filter(kind="part").order_by("order").values_list("title", flat=True)
    assert list(parts) == ["总则", "物权", "合同", "人格权", "婚姻家庭", "继承", "侵权责任", "附则"]
    assert Regulation.objects.get(title="中华人民共和国职业病防治法").versions.count() == 1
    injuries = Regulation.objects.get(title__contains="人身损害赔偿案件").versions.order_by("published_on")
    assert [str(v.published_on) for v in injuries] == ["2020-12-29", "2022-04-24"]
    disputes = Regulation.objects.filter(title__contains="审理劳动争议案件")
    assert disputes.count() == 5
    assert all(r.versions.count() == 1 for r in disputes)
    levels = dict(Regulation.objects.values_list("title", "level"))
    assert (levels["工资支付暂行规定"], levels["信访工作条例"], levels["河南省工伤保险条例"]) == (
        "rule",
        "party",
        "local",
    )


def test_articles_survive_renumbering(corpus: dict[str, FileReport]) -> None:
    before, after = numbers(version("民事诉讼法", 2021)), numbers(version("民事诉讼法", 2023))
    assert (before[67], before[244], before[291]) == (after[67], after[248], after[306])
    old, new = numbers(version("国突发事件应对法", 2007)), numbers(version("国突发事件应对法", 2024))
    assert old[70] == new[106]
    old, new = numbers(version("国行政复议法", 2017)), numbers(version("国行政复议法", 2023))
    assert (old[1], old[6], old[9], old[35]) == (new[1], new[11], new[20], new[81])


def test_any_order_gives_the_same_identities() -> None:
    laws = [s for s in sources() if re.search("民事诉讼法|行政复议法|未成年人保护法", s[0])]
    take(laws[::-1])
    before, after = numbers(version("民事诉讼法", 2021)), numbers(version("民事诉讼法", 2023))
    assert (before[67], before[244], before[291]) == (after[67], after[248], after[306])


def test_every_file_cut_in_the_middle_is_refused() -> None:
    for name, data in sources():
        with pytest.raises(SourceError):
            parse_markdown(name, data[: len(data) // 2])


def test_statutes_cut_anywhere_between_their_articles_are_refused() -> None:
    dice = random.Random(7)
    for name, data in sources():
        if name.startswith("司法解释"):
            continue  # courts often end without a clause on commencement
        ends = [m.start() for m in HEADING.finditer(data.decode())][1:]
        for end in dice.sample(ends, min(5, len(ends))):
            with pytest.raises(SourceError):
                parse_markdown(name, data.decode()[:end].encode())
