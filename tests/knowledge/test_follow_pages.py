"""关注: from an article, a regulation and a topic; one's own list; ended with one tap."""

from __future__ import annotations

import pytest
from django.test import Client

from knowledge.models import Article, Follow, Topic
from knowledge.services import follows
from portal import clock
from tests.conftest import PASSWORD
from tests.knowledge.factories import make_regulation, make_version

pytestmark = pytest.mark.django_db
LIST = "/me/follows/"


@pytest.fixture
def law(db):
    regulation = make_regulation("gsbx", "工伤保险条例")
    make_version(regulation, "2011-01-01", {"1": "甲"})
    return regulation


@pytest.fixture
def followed(handler, law):
    return follows.follow(person=handler, thing=law, every="day", now=clock.now())


def page_of(client, path=LIST):
    return client.get(path).content.decode()


def test_the_pages_of_law_offer_it_to_everybody(client, law):
    article = Article.objects.get(regulation=law)
    topic = Topic.objects.create(code="injury", name="工伤")
    places = {"/law/gsbx/1/": ("article", article.pk), "/law/gsbx/": ("regulation", law.pk)}
    for page, (what, key) in (places | {"/topics/injury/": ("topic", topic.pk)}).items():
        assert f"{LIST}{what}/{key}/" in page_of(client, page)
        assert client.get(f"{LIST}{what}/{key}/").url.startswith("/accounts/login/")


def test_a_stranger_is_told_why_to_sign_in_and_comes_back_to_follow(client, handler, law):
    address = f"{LIST}regulation/{law.pk}/"
    page = client.get(address, follow=True)
    assert "登录以后就能关注" in page.content.decode()
    assert "登录以后就能关注" not in page_of(client, "/accounts/login/?next=/me/")
    by_code = page_of(client, f"/accounts/login/code/?next={address}")
    assert "登录以后就能关注" in by_code
    typed = {"login": handler.username, "password": PASSWORD, "next": page.context["next"]}
    arrived = client.post("/accounts/login/", typed, follow=True)
    assert arrived.redirect_chain[-1][0] == address
    assert '<button class="btn go wide">关注</button>' in arrived.content.decode()


def test_follow_change_and_end(signed_in, handler, law):
    client, address = signed_in(handler), f"{LIST}regulation/{law.pk}/"
    assert "工伤保险条例" in page_of(client, address)
    assert client.post(address, {"every": "week"}).url == LIST
    assert "每周一次" in page_of(client)
    assert client.post(address, {"every": "day"}).url == LIST
    assert Follow.objects.get().every == "day"
    assert client.post(address, {"end": "1"}).url == LIST
    assert "还没有关注" in page_of(client)


@pytest.mark.parametrize("every", ["", "hour", "<b>"])
def test_bad_input_is_said(signed_in, handler, law, every):
    page = signed_in(handler).post(f"{LIST}regulation/{law.pk}/", {"every": every}).content.decode()
    assert "请选一样" in page
    assert not Follow.objects.exists()


@pytest.mark.parametrize("path", ["regulation/99999/", "article/99999/", "topic/99999/", "person/1/"])
def test_what_is_not_there_cannot_be_followed(signed_in, handler, path):
    assert signed_in(handler).get(LIST + path).status_code == 404


def test_a_draft_cannot_be_followed(signed_in, handler, law):
    type(law).objects.update(live=False)
    assert signed_in(handler).get(f"{LIST}regulation/{law.pk}/").status_code == 404


def test_the_list_is_ones_own(signed_in, colleague, make_person, followed):
    for person in (colleague, make_person("管理", is_superuser=True)):
        assert "工伤保险条例" not in page_of(signed_in(person))


def test_a_long_list_costs_few_queries(signed_in, handler, django_assert_max_num_queries):
    for number in range(12):
        regulation = make_regulation(f"law-{number}", f"第{number}法")
        make_version(regulation, "2011-01-01", {"1": "甲"})
        for thing in (regulation, Article.objects.get(regulation=regulation)):
            follows.follow(person=handler, thing=thing, every="day", now=clock.now())
    client = signed_in(handler)
    with django_assert_max_num_queries(9):
        assert "第11法" in page_of(client)


def test_looking_at_the_end_of_a_letter_does_nothing(client, handler, followed):
    assert "停止提醒" in page_of(client, follows.stop_link(handler))
    assert Follow.objects.filter(paused=False).exists()


def test_one_tap_stops_the_letters_without_signing_in(handler, followed):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(follows.stop_link(handler), {"List-Unsubscribe": "One-Click"})
    assert "停好了" in answer.content.decode()
    assert Follow.objects.get().paused


def test_an_address_that_was_not_made_here_stops_nothing(client, handler, followed):
    token = follows.stop_link(handler).split("/")[-2]
    for wrong in (token[:-1], f"x{token}", "1"):
        assert client.post(f"{LIST}stop/{wrong}/").status_code == 404
    assert not Follow.objects.get().paused


def test_stopped_and_started_again(signed_in, handler, followed):
    client = signed_in(handler)
    client.post(f"{LIST}pause/", {"on": "1"})
    assert "提醒停了" in page_of(client)
    client.post(f"{LIST}pause/")
    assert not Follow.objects.get().paused
