"""Precedents in the index: there from publication on, gone with withdrawal, found by words, values and articles."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client

from cases.models import Precedent
from knowledge.models import Article
from portal import clock
from portal.models import Message
from search import indexing, kinds, tasks
from search.kinds import precedents
from search.services import alerts, saved
from tests.cases.life import publish, withdraw

pytestmark = pytest.mark.django_db
D = datetime.date
INJURY = "工伤测试条例第一条"
TAGGED = {"trade": ["TR-SCF"], "accident_class": ["AC-FAL"]}


def hits(**asked: str | int) -> list[str]:
    page = Client().get("/search/", {"kind": "precedent", **asked}).content.decode()
    return re.findall(r'<h3><a href="/precedents/([a-z0-9-]+)/', page)


def cited(library) -> Article:
    return Article.objects.get(texts__version=library["new"], texts__number=1)


def test_it_is_found_after_one_drain_and_gone_after_another(library, built, engine):
    built()
    row = publish("fall", INJURY, facts="架子工从脚手架坠落。", facets=TAGGED)
    indexing.drain()
    assert hits(q="脚手架坠落") == hits(trade="TR-SCF") == hits(regulation="gongshang") == ["fall"]
    withdraw(row)
    indexing.drain()
    assert f"precedent:{row.pk}" not in set(engine.ids(indexing.PUBLIC_INDEX))


@pytest.mark.parametrize("state", [state for state in Precedent.State if state != Precedent.State.PUBLISHED])
def test_only_published_ones_are_documents(library, built, engine, state):
    row = publish("fall", INJURY)
    Precedent.objects.filter(pk=row.pk).update(state=state)
    built()
    assert not [id_ for id_ in engine.ids(indexing.PUBLIC_INDEX) if id_.startswith("precedent:")]
    assert not kinds.precedents.documents([row.pk])


def test_hidden_samples_are_no_documents(library, settings):
    row = publish("fall", INJURY)
    Precedent.objects.filter(pk=row.pk).update(is_sample=True)
    assert kinds.precedents.documents([row.pk])
    settings.SHOW_SAMPLE_PRECEDENTS = False
    assert not kinds.precedents.documents([row.pk])


def test_a_document_holds_months_unless_days_are_shown(library):
    row = publish("fall", INJURY, decided_on=D(2025, 3, 19))
    values = precedents.make(row).values
    assert values["day"] == 20250301
    assert values["facet"] == ["outcome:OUT-REC", "year:2025"]
    Precedent.objects.filter(pk=row.pk).update(exact_dates=True)
    assert precedents.make(Precedent.objects.get()).values["day"] == 20250319


def test_a_rebuild_and_the_nightly_compare_hold_them(library, built, engine):
    row = publish("fall", INJURY)
    built()
    assert f"precedent:{row.pk}" in set(engine.ids(indexing.PUBLIC_INDEX))
    engine.write(indexing.PUBLIC_INDEX, (), [f"precedent:{row.pk}"])
    assert indexing.reconcile().missing == 1
    assert not indexing.reconcile()


def test_those_that_cite_an_article_are_found_through_its_versions(library, built):
    """Cited as 第二条 of 2004 or 第三条 of today, it is one article; 第三条 is not 第一条."""
    built()
    publish("then", "工伤测试条例第二条", happened_on=D(2009, 5, 1))
    publish("now", "工伤测试条例第三条", happened_on=D(2015, 5, 1))
    publish("other", INJURY, happened_on=D(2015, 5, 1))
    indexing.drain()
    article = Article.objects.get(texts__version=library["new"], texts__number=3)
    assert sorted(hits(cites=article.pk)) == ["now", "then"]
    page = Client().get("/search/", {"kind": "precedent", "cites": article.pk}).content.decode()
    assert "引用：工伤测试条例 第3条" in page
    assert "<summary>引用" not in page


@pytest.mark.parametrize("value", ["x", "9" * 40, "0", "²"])
def test_an_article_that_is_none_finds_nothing(library, built, value):
    built()
    assert hits(cites=value) == []


def test_a_saved_search_tells_of_a_precedent_that_is_published(library, built, handler):
    built()
    tasks.alert()
    saved.save_search(person=handler, asked="q=坠落", name="坠落", every="day", now=clock.now())
    publish("fall", INJURY, title="工人从临边坠落")
    indexing.drain()
    alerts.match_published(today=clock.today(), now=clock.now())
    alerts.send_digests(now=clock.now() + datetime.timedelta(days=2))
    [message] = Message.objects.filter(kind=alerts.KIND)
    assert "工人从临边坠落" in message.body
