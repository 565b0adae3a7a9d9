"""Two versions side by side."""

from __future__ import annotations

import datetime

import pytest

from tests.knowledge.factories import articles_of, make_regulation, make_version

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def versions():
    regulation = make_regulation()
    old = make_version(
        regulation,
        D(2010, 1, 1),
        {"1": "架子每周查一次。", "2": "搭架子的人要有证。", "3": "这一条后来删去了，讲的是别的事。"},
    )
    kept = articles_of(old)
    new = make_version(
        regulation,
        D(2020, 1, 1),
        {"1": "架子每天查一次。", "2": "新添的话：大风天停工。", "3": "搭架子的人要有证。"},
        {"1": kept["1"], "3": kept["2"]},
    )
    return old, new


def test_changed_words_are_marked_on_both_sides(client, versions):
    html = client.get("/law/ceshi/compare/").content.decode()
    assert "<del>周</del>" in html
    assert "<ins>天</ins>" in html


def test_a_renumbered_article_is_matched(client, versions):
    html = client.get("/law/ceshi/compare/").content.decode()
    assert "第二条 → 第三条" in html
    assert "只改序号 1 条" in html


def test_added_and_removed_articles_are_counted(client, versions):
    html = client.get("/law/ceshi/compare/").content.decode()
    assert "新增 1 条" in html
    assert "删去 1 条" in html


def test_the_older_version_stands_on_the_left_whatever_the_order(client, versions):
    old, new = versions
    html = client.get(f"/law/ceshi/compare/?from={new.pk}&to={old.pk}").content.decode()
    assert "2010年版与2020年版对照" in html


def test_one_version_cannot_be_compared(client):
    make_version(make_regulation(), D(2010, 1, 1), {"1": "一句话。"})
    response = client.get("/law/ceshi/compare/")
    assert response.status_code == 404
    assert "还不能对照" in response.content.decode()


def test_a_version_of_another_regulation_is_not_found(client, versions):
    other = make_version(make_regulation("bie", "别的"), D(2010, 1, 1), {"1": "一句话。"})
    assert client.get(f"/law/ceshi/compare/?from={other.pk}").status_code == 404


def test_it_takes_at_most_seventeen_queries(client, handler, versions, django_assert_max_num_queries):
    client.force_login(handler)
    with django_assert_max_num_queries(17):
        client.get("/law/ceshi/compare/?all=1")
