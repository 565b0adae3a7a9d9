"""An article's page tells the law of the day asked for."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from knowledge.models import ArticleText, Citation, PartialRepeal, Prevalence
from tests.knowledge.factories import articles_of, make_regulation, make_version

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def two_versions():
    regulation = make_regulation()
    old = make_version(regulation, D(2010, 1, 1), {"1": "旧的架子规矩。", "2": "第二条旧话。"})
    kept = articles_of(old)
    new = make_version(
        regulation, D(2020, 1, 1), {"1": "新的架子规矩。", "3": "第二条旧话。"}, {"1": kept["1"], "3": kept["2"]}
    )
    return regulation, old, new


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_the_text_in_force_today(client, two_versions):
    html = page(client, "/law/ceshi/1/")
    assert "新的架子规矩。" in html
    assert "旧的架子规矩。" not in html
    assert "现行有效" in html


def test_it_shows_the_text_in_force_on_the_day_asked(client, two_versions):
    html = page(client, "/law/ceshi/1/?on=2015-05-01")
    assert "旧的架子规矩。" in html
    assert "你看的是 2015年5月1日 的条文" in html
    assert "已修改" in html


def test_the_day_a_version_starts_is_its_own(client, two_versions):
    assert "新的架子规矩。" in page(client, "/law/ceshi/1/?on=2020-01-01")
    assert "旧的架子规矩。" in page(client, "/law/ceshi/1/?on=2019-12-31")


def test_history_names_the_number_the_article_had(client, two_versions):
    html = page(client, "/law/ceshi/3/")
    assert "第2条" in html
    assert "文字与上一版相同" in html


def test_a_number_that_only_an_older_version_has_is_found_there(client, two_versions):
    response = client.get("/law/ceshi/2/")
    assert response.status_code == 404
    assert "2010年版里有" in response.content.decode()


@pytest.mark.parametrize("value", ["2015-13-40", "昨天", "20150501x", "<script>"])
def test_a_day_that_is_none_is_refused(client, two_versions, value):
    assert client.get("/law/ceshi/1/", {"on": value}).status_code == 404


def test_it_says_when_another_article_prevails(client, two_versions):
    _, _, new = two_versions
    other = make_version(make_regulation("bie", "别的法"), D(2012, 1, 1), {"9": "以这里为准的话。"})
    Prevalence.objects.create(
        article=articles_of(new)["1"], by=articles_of(other)["9"], since=D(2012, 1, 1), note="期限以别的法为准。"
    )
    html = page(client, "/law/ceshi/1/")
    assert "期限以别的法为准。" in html
    assert "别的法 第9条" in html
    assert "待核实" in html
    assert "期限以别的法为准。" not in page(client, "/law/ceshi/1/?on=2011-01-01")


def test_a_repealed_paragraph_is_struck_from_its_day_on(client):
    version = make_version(make_regulation(), D(2010, 1, 1), {"5": "头一款的话。\n后一款的话。"})
    PartialRepeal.objects.create(
        article=articles_of(version)["5"], paragraph=1, ended_on=D(2020, 1, 1), note="新规定删去了。", verified=True
    )
    now, then = page(client, "/law/ceshi/5/"), page(client, "/law/ceshi/5/?on=2019-01-01")
    assert "<del>头一款的话。</del>" in now
    assert "<del>后一款的话。</del>" not in now
    assert "<del>头一款的话。</del>" not in then


def test_a_digest_without_text_says_it_is_not_the_official_words(client):
    version = make_version(make_regulation(), D(2010, 1, 1), {"1": ""})
    version.texts.update(digest="- **先做**一件事。\n- 再做一件。", heading="怎么做")
    html = page(client, "/law/ceshi/1/")
    assert "要点，非原文" in html
    assert "<b>先做</b>一件事。" in html


def test_words_that_cite_lead_to_the_article_named(client, two_versions):
    _, _, new = two_versions
    text = "照脚手架测试条例第三条办。"
    citing = make_version(make_regulation("yin", "引用规定"), D(2021, 1, 1), {"7": text}).texts.get()
    start = text.index("第三条")
    Citation.objects.create(
        content_type=ContentType.objects.get_for_model(ArticleText),
        object_id=citing.pk,
        article=articles_of(new)["3"],
        raw="第三条",
        start=start,
        end=start + 3,
    )
    assert '<a href="/law/ceshi/3/">第三条</a>' in page(client, "/law/yin/7/")
    assert "引用规定 第7条" in page(client, "/law/ceshi/3/")


def test_text_is_never_markup(client):
    make_version(make_regulation(), D(2010, 1, 1), {"1": "<script>alert(1)</script>"})
    assert "<script>alert" not in page(client, "/law/ceshi/1/")


@pytest.mark.parametrize("hidden", ["regulation", "version", "text"])
def test_drafts_are_not_shown(client, hidden):
    version = make_version(make_regulation(), D(2010, 1, 1), {"1": "没发布的话。"})
    thing = {"regulation": version.regulation, "version": version, "text": version.texts.get()}[hidden]
    type(thing).objects.filter(pk=thing.pk).update(live=False)
    response = client.get("/law/ceshi/1/")
    assert response.status_code == 404
    assert "没发布的话。" not in response.content.decode()


def test_it_takes_at_most_seventeen_queries(client, handler, two_versions, django_assert_max_num_queries):
    _, _, new = two_versions
    for number in range(10, 40):
        text = f"第{number}件事，照第一条办。"
        row = ArticleText.objects.create(
            version=new,
            article=new.regulation.articles.create(),
            number=number,
            order=number,
            text=text,
            digest="- 一点",
        )
        Citation.objects.create(
            content_type=ContentType.objects.get_for_model(ArticleText),
            object_id=row.pk,
            article=articles_of(new)["1"],
            raw="第一条",
            start=text.index("第一条"),
            end=text.index("第一条") + 3,
        )
    client.force_login(handler)
    ContentType.objects.clear_cache()
    with django_assert_max_num_queries(17):
        assert client.get("/law/ceshi/1/").status_code == 200
    with django_assert_max_num_queries(17):
        assert client.get("/law/ceshi/20/?on=2021-05-05").status_code == 200
