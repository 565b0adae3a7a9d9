"""Answered questions, updates, interpretations and lessons among the hits: while they are public, no longer."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import Client
from wagtail.actions.unpublish_page import UnpublishPageAction

from knowledge.models import Article, PolicyUpdate
from knowledge.services.publishing import sweep
from portal import clock
from portal.celery import app
from portal.models import Change, Message
from search import documents, indexing
from search.engines import site_engine
from search.kinds import KINDS, TOLD, answers, interpretations, lessons, updates
from search.models import Published, SearchLog
from search.services import alerts, saved
from search.services.terms import build_terms
from tests.cases.life import editor, publish
from training.models import LessonPage

from .told_rows import make_answer, make_interpretation, make_lesson, make_level, make_update, withdraw_answer

pytestmark = pytest.mark.django_db
D = datetime.date
WORDS = "脚手架晃动"

MAKERS: dict[str, Callable[[], Any]] = {
    "answer": lambda: make_answer("脚手架晃动还让上，怎么办？", "先下来。\n\n脚手架晃动时可以不干，工钱照给。"),
    "update": lambda: make_update("daily", "脚手架天天查", "脚手架晃动的，工伤测试条例第一条改了。"),
    "interpretation": lambda: make_interpretation("how", "脚手架怎么查", "脚手架晃动先停工，见工伤测试条例第一条。"),
    "lesson": lambda: make_lesson("scaffold", "上脚手架", "脚手架晃动先下来。"),
}
KIND = {kind.name: kind for kind in TOLD}


@pytest.fixture
def site(library, built):
    built()
    return library


@pytest.fixture
def at_once() -> Iterator[None]:
    """The worker's part is done in this process, and its errors are seen."""
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


def page(**asked: str) -> str:
    answer = Client().get("/search/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def total(**asked: str) -> int:
    return int(Client().get("/search/", asked).context["answer"].total)


def in_index(name: str, row: Any) -> bool:
    return KIND[name].id_of(row.pk) in set(site_engine().ids(indexing.PUBLIC_INDEX))


@pytest.mark.parametrize("name", MAKERS)
def test_it_is_found_after_one_drain_with_its_kind_its_words_and_its_articles(site, name):
    row = MAKERS[name]()
    assert total(q=WORDS, kind=name) == 0
    indexing.drain()
    for asked in ({"kind": name}, {}, {"sort": "new"}):
        html = page(q=WORDS, **asked)
        hit = html[html.index('<li class="hit">') :].split("</li>")[0]
        assert f'<span class="tag law">{KIND[name].label}</span>' in hit, asked
        assert "<mark>脚手架晃动</mark>" in hit, asked
        assert 'href="/law/gongshang/1/' in hit, asked
        assert "示例" not in hit
        url = re.search(r'<h3><a href="([^"]+)"', hit)
        assert url
        assert (row.question if name == "answer" else row.title) in Client().get(url[1]).content.decode()
    assert total(cites=str(cited().pk)) == total(regulation="gongshang", kind=name) == 1


def cited() -> Article:
    return Article.objects.get(texts__text__startswith="职工受伤的")


@pytest.mark.parametrize("name", MAKERS)
def test_codes_and_draft_words_are_no_words_of_it(site, name):
    row = MAKERS[name]()
    indexing.drain()
    if name != "answer":
        row.title = "密题"
        row.save_revision()
    assert Change.objects.count() == 0
    made = KIND[name].documents([row.pk])[0]
    assert "secret" not in made.tokens
    assert "密题" not in made.tokens


def unpublished(row: Any) -> None:
    type(row).objects.get(pk=row.pk).unpublish()


def deleted(row: Any) -> None:
    type(row).objects.get(pk=row.pk).delete()


def unpublished_with_its_list(row: Any) -> None:
    """By its parent, as an editor does it with a whole level."""
    action = UnpublishPageAction(row.get_parent(), user=editor("second"), include_descendants=True)
    action.execute(skip_permission_checks=True)


def deleted_with_its_list(row: Any) -> None:
    row.get_parent().specific.delete()


def expired(row: Any) -> None:
    now = clock.now()
    type(row).objects.filter(pk=row.pk).update(expire_at=now - datetime.timedelta(minutes=1))
    assert sweep(now=now) == 1


WAYS_OUT = (unpublished, unpublished_with_its_list, deleted, deleted_with_its_list, expired)


@pytest.mark.parametrize("way", WAYS_OUT)
@pytest.mark.parametrize("name", ["update", "interpretation", "lesson"])
def test_a_page_is_gone_at_once_on_whatever_way_it_goes(site, name, way):
    """Before the index hears of it nothing is shown or counted, after one drain it holds nothing."""
    row = MAKERS[name]()
    indexing.drain()
    assert in_index(name, row)
    way(row)
    assert in_index(name, row)
    assert total(q=WORDS) == total(q=WORDS, kind=name) == total(q=WORDS, status="all", sort="new") == 0
    indexing.drain()
    assert not in_index(name, row)
    assert not Published.objects.filter(document=KIND[name].id_of(row.pk)).exists()


def test_an_answer_is_gone_at_once(site):
    row = MAKERS["answer"]()
    indexing.drain()
    withdraw_answer(row)
    assert total(q=WORDS) == total(q=WORDS, kind="answer") == 0
    indexing.drain()
    assert not in_index("answer", row)


@pytest.mark.parametrize("upto", ["draft", "review", "withdrawn"])
def test_only_published_answers_are_documents(site, upto):
    row = make_answer("问", "脚手架晃动，先下来。", upto=upto)
    indexing.drain()
    assert answers.documents([row.pk]) == []
    assert total(q=WORDS) == 0


def test_a_page_that_is_no_more_than_a_draft_is_no_document(site):
    rows = [
        (updates, make_update("a", "甲", "脚手架晃动。", out=False)),
        (interpretations, make_interpretation("b", "乙", "脚手架晃动。", out=False)),
        (lessons, make_lesson("c", "丙", "脚手架晃动。", out=False)),
    ]
    indexing.rebuild()
    for kind, row in rows:
        assert kind.documents([row.pk]) == []
        assert kind.id_of(row.pk) not in set(documents.all_ids())
    assert total(q=WORDS) == 0


def test_a_moved_lesson_stands_at_its_new_place(site):
    row = MAKERS["lesson"]()
    indexing.drain()
    row.move(make_level("crew"), pos="last-child")
    assert list(Change.objects.values_list("kind", "object_id")) == [("training.lessonpage", row.pk)]
    indexing.drain()
    assert 'href="/learn3/crew/scaffold/"' in page(q=WORDS)
    assert Client().get("/learn3/crew/scaffold/").status_code == 200


def test_an_update_is_found_by_the_articles_it_says_changed(site):
    make_update("daily", "架子天天查", "改了。", affected=cited())
    indexing.drain()
    assert total(cites=str(cited().pk), kind="update") == total(regulation="gongshang", kind="update") == 1
    assert total(topic="injury", kind="update") == 1


def test_a_rebuild_and_the_nightly_compare_hold_all_of_it(site, engine):
    rows = {name: make() for name, make in MAKERS.items()}
    Change.objects.all().delete()
    assert indexing.reconcile().missing == len(rows)
    assert not indexing.reconcile()
    assert indexing.rebuild() == len(list(documents.all_ids())) == engine.count(indexing.PUBLIC_INDEX)
    for name, row in rows.items():
        assert in_index(name, row)
    LessonPage.objects.update(live=False)
    assert indexing.reconcile().extra == 1


def test_every_kind_has_its_tab_and_they_add_up(site):
    for make in MAKERS.values():
        make()
    publish("sway", "工伤测试条例第一条", facts="脚手架晃动，工人坠落。")
    indexing.drain()
    html = page(q="脚手架晃动 受伤")
    tabs = dict(re.findall(r'<a href="\?[^"]*"[^>]*>(\w+) <span>(\d+)</span>', html))
    assert set(tabs) == {"全部", "案例", "法条", "问答", "政策更新", "解读", "课"}
    assert sum(map(int, tabs.values())) == 2 * int(tabs["全部"])
    assert int(tabs["全部"]) == total(q="脚手架晃动 受伤")
    for name in MAKERS:
        assert total(q="脚手架晃动 受伤", kind=name) == 1


def test_a_sample_says_so_and_is_told_to_nobody(site, handler):
    saved.save_search(person=handler, asked=f"q={WORDS}", name="架子", every="day", now=clock.now())
    make_answer("脚手架晃动怎么办？", "先下来。", sample=True)
    indexing.drain()
    assert '<span class="tag warn">示例</span>' in page(q=WORDS)
    assert "【示例】脚手架晃动怎么办？" in Client().get("/search/feed/", {"q": WORDS}).content.decode()
    alerts.match_published(today=clock.today(), now=clock.now())
    alerts.send_digests(now=clock.now() + datetime.timedelta(days=2))
    assert not Message.objects.filter(kind=alerts.KIND).exists()


def test_saved_searches_are_told_and_what_goes_is_struck(site, handler):
    saved.save_search(person=handler, asked=f"q={WORDS}", name="架子", every="day", now=clock.now())
    rows = {name: make() for name, make in MAKERS.items()}
    indexing.drain()
    alerts.match_published(today=clock.today(), now=clock.now())
    alerts.send_digests(now=clock.now() + datetime.timedelta(days=2))
    [letter] = Message.objects.filter(kind=alerts.KIND)
    for words in ("脚手架晃动还让上", "脚手架天天查（政策更新", "脚手架怎么查（解读", "上脚手架（课"):
        assert words in letter.body, words
    withdraw_answer(rows["answer"])
    unpublished(rows["update"])
    indexing.drain()
    letter.refresh_from_db()
    assert "还让上" not in letter.body
    assert "天天查" not in letter.body
    assert "脚手架怎么查（解读" in letter.body


def test_feed_and_table_hold_them(site, signed_in, handler):
    for make in MAKERS.values():
        make()
    indexing.drain()
    feed = Client().get("/search/feed/", {"q": WORDS}).content.decode()
    table = signed_in(handler).get("/search/export/csv/", {"q": WORDS}).content.decode("utf-8-sig")
    rows = {row[0]: row for row in csv.reader(io.StringIO(table)) if len(row) == 11}
    titles = {"脚手架晃动还让上": "问答", "脚手架天天查": "政策更新", "脚手架怎么查": "解读", "上脚手架": "课"}
    for title, kind in titles.items():
        assert title in feed, title
        assert title in rows[kind][1]
        assert "工伤测试条例 第1条" in rows[kind][8]
        assert Client().get(rows[kind][10]).status_code == 200


def test_titles_are_suggested_until_they_are_gone(site):
    rows = {name: make() for name, make in MAKERS.items()}
    build_terms()

    def suggested() -> set[str]:
        found = Client().get("/search/suggest/", {"q": "脚手架"}).json()["suggestions"]
        return {row["url"] for row in found if not row["url"].startswith("/search/")}

    pages = {"/updates/daily/", "/interpretations/how/", "/learn3/company/scaffold/"}
    places = {rows["answer"].get_absolute_url(), *pages}
    assert suggested() == places
    assert {Client().get(url).status_code for url in places} == {200}
    withdraw_answer(rows["answer"])
    for name in ("update", "interpretation", "lesson"):
        unpublished(rows[name])
    assert suggested() == set()


def test_what_is_opened_from_the_results_is_counted(site, at_once):
    row = MAKERS["lesson"]()
    indexing.drain()
    client = Client()
    client.get("/search/", {"q": WORDS})
    for path in ("/search/saved/new/", "/learn3/company/scaffold/"):
        client.get(path, HTTP_REFERER=f"http://testserver/search/?q={quote(WORDS)}")
    assert not any(kind.opens("/search/saved/new/") for kind in KINDS)
    assert [kind.name for kind in KINDS if kind.opens("/learn3/company/scaffold/")] == ["lesson"]
    assert SearchLog.objects.get().clicked == 1
    assert row.live


def test_a_page_with_every_kind_takes_few_queries_and_little_room(
    site, signed_in, handler, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    for number in range(3):
        make_answer(f"脚手架晃动{number}？", "脚手架晃动先下来。" * 20, sample=True)
        make_update(f"u{number}", f"脚手架{number}", "脚手架晃动的改了。" * 20, affected=cited())
        make_interpretation(f"i{number}", f"脚手架{number}", "脚手架晃动，见工伤测试条例第一条。" * 20)
        make_lesson(f"l{number}", f"脚手架{number}", "脚手架晃动先下来。" * 20)
        publish(f"p{number}", "工伤测试条例第一条", facts="脚手架晃动，工人坠落。")
    indexing.drain()
    mine = signed_in(handler)
    for asked in ({}, {"sort": "new"}, *({"kind": name} for name in MAKERS)):
        with django_capture_on_commit_callbacks(execute=True):
            mine.get("/search/", {"q": "脚手架晃动 受伤"} | asked)
        with django_assert_max_num_queries(12):
            answer = mine.get("/search/", {"q": "脚手架晃动 受伤"} | asked)
        assert len(answer.content) < 60_000
        assert answer.context["answer"].told or answer.context["answer"].mixed


def test_an_article_lists_what_is_told_of_it(site, client, signed_in, handler, django_assert_max_num_queries):
    rows = {name: make() for name, make in MAKERS.items()}
    changed = make_update("other", "另一条改了", "改了。", affected=cited())
    make_update("draft", "草稿更新", "改了。", affected=cited(), out=False)
    mine = signed_in(handler)
    with django_assert_max_num_queries(17):
        html = mine.get("/law/gongshang/1/").content.decode()
    told = html[html.index('id="told"') :].split("</section>")[0]
    for url in (rows["answer"].get_absolute_url(), "/updates/daily/", "/interpretations/how/", "/updates/other/"):
        assert f'href="{url}"' in told, url
    assert "草稿更新" not in html
    withdraw_answer(rows["answer"])
    for row in (rows["update"], rows["interpretation"], changed):
        unpublished(row)
    assert 'id="told"' not in client.get("/law/gongshang/1/").content.decode()
    assert PolicyUpdate.objects.live().count() == 0


def test_what_was_out_before_it_could_be_found_is_no_news(site, handler):
    """As on the day a site is brought up to date: in the database, not yet in the index."""
    saved.save_search(person=handler, asked=f"q={WORDS}", name="架子", every="day", now=clock.now())
    for make in MAKERS.values():
        make()
    Change.objects.all().delete()
    import_module("search.migrations.0004_note_what_is_told").note_what_is_out(apps, None)
    assert indexing.reconcile().missing == len(MAKERS)
    make_answer("脚手架晃动，新问的？", "先下来。")
    indexing.drain()
    assert alerts.match_published(today=clock.today(), now=clock.now()) == 1
