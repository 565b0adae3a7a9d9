"""Lists of regulations, topics and changes."""

from __future__ import annotations

import datetime

import pytest

from knowledge.models import Topic
from tests.knowledge.factories import articles_of, make_regulation, make_version
from tests.stock import stocked

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def shelf():
    stocked("shelf", make_shelf)


def make_shelf():
    wages = Topic.objects.create(code="wages", name="要工资", question="拖欠工资", order=0)
    for n in range(60):
        regulation = make_regulation(f"r{n}", f"第{n}号测试规定", level="rule" if n % 2 else "law")
        if n % 3 == 0:
            regulation.topics.add(wages)
        version = make_version(regulation, D(2000 + n % 30, 1, 1), {"1": "一句话。"})
        text = version.texts.get()
        text.digest, text.heading = "- 要点", "一句标题"
        text.save()
        text.article.topics.add(wages)
    make_version(make_regulation("gone", "废掉的规定"), D(2001, 1, 1), ended_on=D(2010, 1, 1))
    make_version(make_regulation("soon", "将来的规定"), D(2101, 1, 1), summary="以后才有。")
    make_regulation("draft", "草稿规定", live=False)


@pytest.mark.parametrize(
    "path", ["/law/", "/law/?level=rule&topic=wages", "/law/?q=测试&page=2", "/topics/", "/topics/wages/", "/changes/"]
)
def test_lists_take_at_most_twelve_queries(client, handler, shelf, django_assert_max_num_queries, path):
    client.force_login(handler)
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


def test_a_regulation_takes_at_most_seventeen(client, handler, shelf, django_assert_max_num_queries):
    client.force_login(handler)
    with django_assert_max_num_queries(17):
        assert client.get("/law/r3/").status_code == 200


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("level=rule", "第1号测试规定", "第0号测试规定"),
        ("topic=wages", "第3号测试规定", "第4号测试规定"),
        ("status=repealed", "废掉的规定", "第0号测试规定"),
        ("status=future", "将来的规定", "第0号测试规定"),
        ("q=废掉", "废掉的规定", "第0号测试规定"),
    ],
)
def test_filters_narrow_the_list(client, shelf, query, there, not_there):
    html = client.get(f"/law/?{query}").content.decode()
    assert there in html
    assert not_there not in html


def test_drafts_are_not_listed(client, shelf):
    assert "草稿规定" not in client.get("/law/?q=草稿").content.decode()


def test_nothing_found_says_so_and_leads_on(client, shelf):
    html = client.get("/law/?q=没有这个").content.decode()
    assert "没有符合的法规" in html
    assert 'href="/law/"' in html


def test_changes_name_what_is_still_to_come(client, shelf):
    html = client.get("/changes/").content.decode()
    assert "将于 2101年1月1日 施行" in html
    assert "以后才有。" in html


def test_a_topic_begins_with_the_law_that_says_most_and_leads_to_people(client, shelf):
    topic = Topic.objects.create(code="pay", name="要钱", question="欠薪")
    for code, title, told in (("few", "一条的法", "1"), ("most", "专门的条例", "123")):
        version = make_version(make_regulation(code, title), datetime.date(2020, 1, 1), dict.fromkeys(told, "发钱。"))
        version.texts.update(digest="- 发钱")
        topic.articles.add(*articles_of(version).values())
    html = client.get("/topics/pay/").content.decode()
    assert html.index("专门的条例") < html.index("一条的法")
    assert 'href="/hotline/answers/?topic=pay"' in html
    assert client.get("/hotline/answers/?topic=pay").status_code == 200


def test_an_unknown_topic_is_not_found(client, shelf):
    assert client.get("/topics/nope/").status_code == 404
