"""The log of searches: nobody's name, clicks without a script, and what editors make of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.test import Client

from knowledge.models import ArticleText
from portal import clock
from portal.celery import app
from portal.models import Person
from portal.services.groups import EDITORS, ensure_groups
from search import tasks
from search.models import SearchLog, Synonym
from search.rules.synonyms import expand
from search.services import search_log
from search.services.synonyms import synonym_table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """The worker's part is done in this process, and its errors are seen."""
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


@pytest.fixture
def site(library, built):
    built()
    return library


@pytest.fixture
def editor(make_person: Callable[..., Person], signed_in: Callable[[Person], Client], settings) -> Client:
    person = make_person("编辑", username="editor", is_staff=True)
    person.groups.add(ensure_groups(settings.GROUP_PERMISSIONS)[EDITORS])
    return signed_in(person)


def logged(query: str, hits: int = 0, ms: int = 10, ago: int = 0, **more: object) -> SearchLog:
    at = clock.now() - datetime.timedelta(days=ago)
    return SearchLog.objects.create(query=query, hits=hits, milliseconds=ms, at=at, **more)


def test_a_search_is_a_row_without_personal_data(site, client):
    client.get("/search/", {"q": "停工留薪期 13812345678"})
    row = SearchLog.objects.get()
    assert row.query == "停工留薪期 〔电话〕"
    assert "13812345678" not in str(SearchLog.objects.values().get())
    assert {f.name for f in SearchLog._meta.get_fields()} == {
        "id", "query", "hits", "milliseconds", "shown", "clicked", "at",
    }  # fmt: skip


def test_the_row_says_how_many_and_what_was_shown(site, client):
    client.get("/search/", {"q": "停工留薪期"})
    client.get("/search/", {"q": "没有这种说法呀"})
    found, none = SearchLog.objects.order_by("pk")
    assert (found.hits, found.shown) == (1, ["/law/gongshang/1/"])
    assert (none.hits, none.shown) == (0, [])


def test_other_pages_and_looks_ahead_are_no_searches(site, client):
    client.get("/search/", {"q": "工资", "page": "2"})
    client.get("/search/", {"q": "工资"}, headers={"Sec-Purpose": "prefetch"})
    client.head("/search/", {"q": "工资"})
    client.get("/search/")
    assert not SearchLog.objects.exists()


def test_a_click_is_read_from_where_the_reader_comes(site, client):
    client.get("/search/", {"q": "工资"})
    row = SearchLog.objects.get()
    place = row.shown.index("/law/gongzi/2/") + 1
    came = {"Referer": "http://testserver/search/?q=%E5%B7%A5%E8%B5%84"}
    for _ in range(2):
        # The second is answered by the page cache.
        assert client.get("/law/gongzi/2/", headers=came).status_code == 200
    row.refresh_from_db()
    assert row.clicked == place


@pytest.mark.parametrize(
    "came", ["http://testserver/law/?q=工资", "http://elsewhere.example/search/?q=工资", "http://[", ""]
)
def test_who_comes_from_elsewhere_has_clicked_nothing(site, client, came):
    client.get("/search/", {"q": "工资"})
    client.get("/law/gongzi/2/", headers={"Referer": came})
    assert SearchLog.objects.get().clicked is None


def test_a_click_on_a_later_page_counts_as_beyond_the_first():
    logged("工资", 3, shown=["/law/a/1/", "/law/a/2/"])
    assert search_log.record_click(query="工资", path="/law/b/1/", now=clock.now())
    assert SearchLog.objects.get().clicked == 3
    assert not search_log.record_click(query="工资", path="/law/b/1/", now=clock.now())


def test_rows_live_a_hundred_and_eighty_days():
    logged("旧", ago=181)
    kept = logged("新", ago=179)
    tasks.forget()
    assert list(SearchLog.objects.all()) == [kept]


def test_the_desk_lists_what_found_nothing_was_not_opened_or_was_slow(editor, django_assert_max_num_queries):
    for _ in range(3):
        logged("扛活不给钱")
    logged("工资", 5)
    logged("工伤", 5, clicked=1)
    logged("慢的那个", 5, ms=900, clicked=2)
    logged("二十天前的", ago=20)
    editor.get("/admin/searches/")
    with django_assert_max_num_queries(12):
        zero = editor.get("/admin/searches/").content.decode()
    assert "扛活不给钱" in zero
    assert not [w for w in ("q=%E5%B7%A5", "二十天前的", "慢的那个") if w in zero]
    assert "二十天前的" in editor.get("/admin/searches/?days=30").content.decode()
    unopened = [row["query"] for row in editor.get("/admin/searches/?list=unopened").context["rows"]]
    slow = [row["query"] for row in editor.get("/admin/searches/?list=slow").context["rows"]]
    assert (unopened, slow) == (["工资"], ["慢的那个"])


def test_from_a_query_that_found_nothing_to_a_synonym(site, editor):
    logged("老板扛活不给钱")
    page = editor.get("/admin/searches/").content.decode()
    assert "/admin/searches/synonym/?query=" in page
    address = "/admin/searches/synonym/?query=老板扛活不给钱"
    assert editor.get(address).context["form"]["say"].value() == "老板扛活不给钱"
    word = {"say": "扛活不给钱", "means": "拖欠劳动报酬\n拖欠工资", "active": "on"}
    tried = editor.post(address, word | {"try": "1"})
    [trial] = tried.context["trials"]
    assert trial.query == "老板扛活不给钱"
    assert trial.before < trial.after
    assert not Synonym.objects.exists()
    assert editor.post(address, word | {"save": "1"}).status_code == 302
    assert [e.said for e in expand("老板扛活不给钱", synonym_table())] == ["扛活不给钱"]
    assert "/law/gongzi/1/" in Client().get("/search/", {"q": "老板扛活不给钱"}).content.decode()


def test_a_bad_synonym_is_refused_beside_its_field(site, editor):
    answer = editor.post("/admin/searches/synonym/", {"say": "要钱", "means": "要钱", "active": "on", "save": "1"})
    assert "不能解释成它自己" in answer.content.decode()
    assert not Synonym.objects.exists()


def test_others_do_not_see_the_log(client, make_person, signed_in):
    logged("工资")
    for who in (client, signed_in(make_person("工人"))):
        for address in ("/admin/searches/", "/admin/searches/synonym/"):
            answer = who.get(address)
            assert answer.status_code in {302, 403}
            assert "工资".encode() not in answer.content


def test_what_is_no_longer_public_is_not_in_the_log(site, client, editor):
    """The log holds addresses of what was public and the reader's own words, never a title or a text."""
    client.get("/search/", {"q": "拖欠工资"})
    ArticleText.objects.filter(version=site["wages"]).update(live=False)
    call_command("rebuild_index")
    client.get("/search/", {"q": "拖欠工资"})
    last = SearchLog.objects.order_by("-pk")[0]
    assert "/law/gongzi/1/" not in last.shown
    assert "责令支付" not in editor.get("/admin/searches/?list=unopened").content.decode()
