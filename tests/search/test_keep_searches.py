"""The pages of saved searches: one's own alone, everything without a script."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from knowledge.models import ArticleText
from portal import clock
from search.models import AlertHit, SavedSearch
from search.services import saved as service

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(library, built):
    built()
    return library


@pytest.fixture
def mine(signed_in, handler) -> Client:
    return signed_in(handler)


@pytest.fixture
def one(handler) -> SavedSearch:
    asked = "q=拖欠工资&level=law&topic=wage&page=2"
    return service.save_search(person=handler, asked=asked, name="欠薪的", every="day", now=clock.now())


def test_from_the_results_page_to_a_saved_search(site, mine, handler):
    html = mine.get("/search/", {"q": "拖欠 工资&奖金", "level": "law", "page": "1"}).content.decode()
    found = re.search(r'href="(/search/saved/new/\?[^"]*)"', html)
    assert found
    form = mine.get(found[1].replace("&amp;", "&"))
    assert form.context["form"]["name"].value() == "拖欠 工资&奖金"
    assert "法律" in form.content.decode()
    answer = mine.post(found[1].replace("&amp;", "&"), {"name": "欠薪", "every": "week"})
    row = SavedSearch.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    assert (row.person, row.name, row.every) == (handler, "欠薪", "week")
    again = mine.get(row.results_url)
    assert again.context["asked"] == "拖欠 工资&奖金"
    assert again.wsgi_request.GET["level"] == "law"


def test_whoever_is_not_signed_in_comes_back_to_the_same_search(client):
    answer = client.get("/search/saved/new/?q=%E5%B7%A5%E8%B5%84&level=law")
    assert answer.status_code == 302
    assert "%3Fq%3D%25E5%25B7%25A5%25E8%25B5%2584%26level%3Dlaw" in answer["Location"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": "", "every": "day"}, "请写个名字"),
        ({"name": "名" * 61, "every": "day"}, "名字最多 60 个字"),
        ({"name": "好", "every": "hour"}, "请选一个"),
    ],
)
def test_a_bad_form_says_so_beside_its_field(mine, data, said):
    answer = mine.post("/search/saved/new/?q=工资", data).content.decode()
    assert f'<p class="why" id="id_{"every" if said == "请选一个" else "name"}_error">{said}' in answer
    assert not SavedSearch.objects.exists()


def test_the_same_search_is_saved_once_and_fifty_are_enough(mine, one, handler):
    answer = mine.post("/search/saved/new/?topic=wage&q=拖欠工资&level=law", {"name": "又一个", "every": "day"})
    assert "已经保存过" in answer.content.decode()
    rows = [
        SavedSearch(person=handler, name=str(n), asked=f"q={n}", next_at=clock.now()) for n in range(service.MOST - 1)
    ]
    SavedSearch.objects.bulk_create(rows)
    answer = mine.post("/search/saved/new/?q=工伤", {"name": "太多", "every": "day"})
    assert "最多保存 50 个" in answer.content.decode()
    assert SavedSearch.objects.count() == service.MOST


def test_nothing_to_save_leads_to_the_search(mine):
    assert mine.get("/search/saved/new/?level=law")["Location"] == "/search/"


def test_rename_pause_go_on_delete(mine, one):
    address = one.get_absolute_url()
    mine.post(f"{address}change/", {"name": "新名字", "every": "week"})
    mine.post(f"{address}pause/", {"on": "1"})
    one.refresh_from_db()
    assert (one.name, one.every, one.paused) == ("新名字", "week", True)
    assert "提醒停了" in mine.get(address).content.decode()
    mine.post(f"{address}pause/", {"on": "0"})
    one.refresh_from_db()
    assert not one.paused
    assert "删掉“新名字”" in mine.get(f"{address}delete/").content.decode()
    assert SavedSearch.objects.exists()
    assert mine.post(f"{address}delete/")["Location"] == "/search/saved/"
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("part", ["", "change/", "pause/", "delete/"])
def test_nobody_else_sees_or_changes_it(one, signed_in, colleague, outsider, admin_user, client, part):
    address = one.get_absolute_url() + part
    for who in (colleague, outsider, admin_user):
        theirs = signed_in(who)
        for call in (theirs.get, theirs.post):
            assert call(address).status_code in {404, 405}
        assert "欠薪的" not in theirs.get("/search/saved/").content.decode()
    assert client.get(address).status_code in {302, 405}
    one.refresh_from_db()
    assert (one.name, one.paused) == ("欠薪的", False)


def test_a_withdrawn_thing_leaves_the_list(site, mine, one):
    text = site["wages"].texts.get(number=1)
    AlertHit.objects.create(search=one, document=f"articletext:{text.pk}", sent_at=clock.now())
    AlertHit.objects.create(search=one, document="precedent:987654", sent_at=clock.now())
    html = mine.get(one.get_absolute_url()).content.decode()
    assert "/law/gongzi/1/" in html
    assert "另有 1 条后来撤下了" in html
    ArticleText.objects.filter(pk=text.pk).update(live=False)
    html = mine.get(one.get_absolute_url()).content.decode()
    assert "/law/gongzi/1/" not in html
    assert "另有 2 条后来撤下了" in html


def test_the_pages_take_few_queries(site, mine, one, handler, django_assert_max_num_queries):
    for n in range(20):
        service.save_search(
            person=handler, asked=f"q={n}&topic=wage&regulation=gongzi", name=str(n), every="day", now=clock.now()
        )
    for text in ArticleText.objects.all():
        AlertHit.objects.create(search=one, document=f"articletext:{text.pk}", sent_at=clock.now())
    for address in ("/search/saved/", one.get_absolute_url()):
        with django_assert_max_num_queries(12):
            html = mine.get(address).content.decode()
        assert "欠薪的" in html
    assert "只看：法律、工资" in html
    assert "/search/saved/" in mine.get("/me/").content.decode()
