"""Vectors follow the database: made in the background, let go with what changed, and the page ranks by them."""

from __future__ import annotations

import re

import pytest

from search import indexing, semantic, vectors
from search.engines import Document
from search.kinds import articles, precedents
from search.semantic import site_meaning, vectors_folder
from tests.cases.life import publish, withdraw
from tests.knowledge.factories import make_regulation, make_version
from tests.search.conftest import D

pytestmark = [pytest.mark.semantic, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def named(settings, folder):
    settings.EMBEDDING_MODEL = str(folder)


def held() -> dict[str, str]:
    meaning = site_meaning()
    assert meaning
    return meaning.store.held()


def change(version, number: int, text: str) -> str:
    row = version.texts.get(number=number)
    row.text = text
    row.save()
    indexing.drain()
    return articles.id_of(row.pk)


def test_every_published_text_gets_one(library, built):
    built()
    assert vectors.make_missing() == len(list(articles.ids()))
    assert set(held()) == set(articles.ids())
    assert vectors.make_missing() == 0


def test_a_little_at_a_time(library, built, monkeypatch):
    built()
    monkeypatch.setattr(vectors, "READ", 2)
    made = []
    while part := vectors.make_missing(seconds=0):
        made.append(part)
    assert len(made) > 2
    assert set(held()) == set(articles.ids())


def test_a_changed_text_loses_its_vector_and_gets_another(library, built):
    built()
    vectors.make_missing()
    before = held()
    id_ = change(library["wages"], 1, "包工头不给钱的，找总包单位先行清偿。")
    assert id_ not in held()
    assert vectors.make_missing() == 1
    assert held()[id_] != before[id_]
    assert {k: v for k, v in held().items() if k != id_} == {k: v for k, v in before.items() if k != id_}


def test_an_unpublished_text_has_none(library, built):
    built()
    vectors.make_missing()
    row = library["wages"].texts.get(number=1)
    row.unpublish()
    indexing.drain()
    assert articles.id_of(row.pk) not in held()
    assert vectors.make_missing() == 0


@pytest.mark.parametrize("repair", [indexing.reconcile, indexing.rebuild])
def test_a_silent_change_is_found(library, built, repair):
    built()
    vectors.make_missing()
    row = library["wages"].texts.get(number=1)
    type(row).objects.filter(pk=row.pk).update(text="换了别的话。")
    repair()
    assert articles.id_of(row.pk) not in held()


def test_broken_vectors_are_made_anew(library, built, monkeypatch):
    built()
    vectors.make_missing()
    for path in vectors_folder().rglob("*.json"):
        path.write_text("{")
    monkeypatch.setattr(semantic, "_known", None)  # as in a process that starts
    monkeypatch.setattr(vectors, "_complete", None)
    assert semantic.trouble()
    assert vectors.make_missing() == len(list(articles.ids()))
    assert set(held()) == set(articles.ids())


def test_vectors_of_another_model_go(library, built):
    built()
    old = vectors_folder() / "0123456789abcdef"
    old.mkdir(parents=True)
    vectors.make_missing()
    assert not old.exists()


def shown(client, asked: str) -> list[str]:
    """Articles on the page, in order."""
    return re.findall(r'<a href="(/law/[a-z]+/[0-9-]+/)', client.get("/search/", {"q": asked}).content.decode())


def test_the_page_ranks_by_meaning_and_counts_by_words(built, client, settings, folder):
    """All hold the words; the one that speaks of what is asked is long and by words the last."""
    law = make_regulation("mei", "意思测试法", level="law")
    texts = {
        "1": "本表的欠薪一栏怎么填、怎么写，欠薪一栏怎么改，见填表说明。",
        "2": "建设单位应当按照约定拨付人工费用，防止欠薪。",
        "3": "用人单位拖欠劳动报酬，劳动者可以向劳动保障行政部门举报投诉；出现欠薪的，由其责令限期支付。",
    }
    make_version(law, D(2010, 1, 1), texts)
    built()
    settings.EMBEDDING_MODEL = ""
    by_words = shown(client, "欠薪怎么办")
    settings.EMBEDDING_MODEL = str(folder)
    vectors.make_missing()
    both = shown(client, "欠薪怎么办")
    assert by_words == ["/law/mei/1/", "/law/mei/2/", "/law/mei/3/"]
    assert both == ["/law/mei/3/", "/law/mei/2/", "/law/mei/1/"]


def test_questions_that_an_article_answers_are_passages(library):
    row = library["wages"].texts.get(number=1)
    row.digest, row.asks = "- 可以找监察大队", ["包工头跑路找谁要钱"]
    made: Document = articles.make(row)
    assert len(made.passages) == 3
    assert made.passages[2] == "包工头跑路找谁要钱"
    assert "监察大队" in made.passages[1]


def test_a_precedent_gets_them_with_publication_and_loses_them_with_withdrawal(library, built):
    built()
    vectors.make_missing()
    row = publish("fall", "工伤测试条例第一条", facts="架子工从脚手架坠落。")
    id_ = f"{precedents.prefix}{row.pk}"
    indexing.drain()
    assert id_ not in held()
    assert vectors.make_missing() == 1
    assert id_ in held()
    meaning = site_meaning()
    assert meaning
    assert meaning.near("从高处掉下来", 1)[0][0] == id_
    withdraw(row)
    indexing.drain()
    assert id_ not in held()
    assert id_ not in [near for near, _ in meaning.near("从高处掉下来", 9)]
    assert vectors.make_missing() == 0


def test_what_happened_and_why_it_was_so_decided_are_passages_of_their_own(library):
    row = publish(
        "fall", "工伤测试条例第一条", facts="架子工从脚手架坠落。", reasoning="过失不影响认定。", issue="有过失算不算"
    )
    made = precedents.make(row).passages
    assert all(passage.startswith(row.title) for passage in made)
    assert any("坠落" in passage and "过失" not in passage for passage in made)
    assert any("有过失算不算" in passage and "不影响认定" in passage for passage in made)
