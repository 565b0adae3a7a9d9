"""Drafts, withdrawn and internal things, and samples, in no alert, no list of alerts and no page of the log."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Precedent
from portal import clock
from portal.models import Message
from search import tasks
from search.engines import Document, Engine
from search.indexing import PUBLIC_INDEX
from search.models import AlertHit, SavedSearch, SearchLog
from search.plan import NEVER, PUBLIC
from search.rules.analysis import tokens
from search.services import alerts, saved
from search.services.published import forget_published, record_published

pytestmark = pytest.mark.django_db
State = Precedent.State
WORDS = "外墙作业没系安全带坠落"


def in_index(engine: Engine, row: Precedent) -> None:
    """As if the index had kept it by mistake: the database must have the last word."""
    values: dict[str, Any] = {"kind": "precedent", "access": PUBLIC, "starts": 0, "ends": NEVER, "prior": 1.0}
    document = Document(f"precedent:{row.pk}", " ".join(tokens(WORDS)), "", values)
    engine.write(PUBLIC_INDEX, [document], ())
    record_published(documents=[document.id])


@pytest.fixture
def search(library, built, handler) -> SavedSearch:
    built()
    tasks.alert()
    return saved.save_search(person=handler, asked="q=安全带 坠落", name="坠落", every="day", now=clock.now())


def make(code: str, state: State, *, is_sample: bool = False) -> Precedent:
    return Precedent.objects.create(
        code=code, title=f"标题{code}", state=state, is_sample=is_sample, kind="INJ", summary="s", facts="f",
        published_at=timezone.now(),
    )  # fmt: skip


def tell(days: int = 2) -> None:
    alerts.match_published(today=clock.today(), now=clock.now())
    alerts.send_digests(now=clock.now() + datetime.timedelta(days=days))


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.INTERNAL, State.WITHDRAWN])
def test_what_is_not_public_is_told_to_nobody(search, engine, signed_in, handler, state):
    row = make("hidden", state)
    in_index(engine, row)
    tell()
    assert not Message.objects.filter(kind=alerts.KIND).exists()
    assert not AlertHit.objects.exists()
    AlertHit.objects.create(search=search, document=f"precedent:{row.pk}", sent_at=clock.now())
    for address in (search.get_absolute_url(), "/search/saved/"):
        assert "标题hidden" not in signed_in(handler).get(address).content.decode()


def test_a_published_one_is_told(search, engine, signed_in, handler):
    in_index(engine, make("open", State.PUBLISHED))
    tell()
    [message] = Message.objects.filter(kind=alerts.KIND)
    assert "标题open" in message.body
    assert "/precedents/open/" in signed_in(handler).get(search.get_absolute_url()).content.decode()


def test_samples_are_never_told_nor_counted_beside_real_ones(search, engine, settings):
    settings.SHOW_SAMPLE_PRECEDENTS = True
    for code in ("s1", "s2"):
        in_index(engine, make(code, State.PUBLISHED, is_sample=True))
    in_index(engine, make("real", State.PUBLISHED))
    tell()
    [message] = Message.objects.filter(kind=alerts.KIND)
    assert message.title == "您保存的搜索有 1 条新内容"
    assert "标题s" not in message.body


@pytest.mark.parametrize("becomes", [{"state": State.WITHDRAWN}, {"state": State.INTERNAL}, {"is_sample": True}])
def test_what_stops_being_public_while_it_waits_is_not_sent(search, engine, becomes):
    row = make("waiting", State.PUBLISHED)
    in_index(engine, row)
    alerts.match_published(today=clock.today(), now=clock.now())
    assert search.hits.count() == 1
    Precedent.objects.filter(pk=row.pk).update(**becomes)
    tell()
    assert not Message.objects.filter(kind=alerts.KIND).exists()
    assert not AlertHit.objects.exists()


def test_withdrawn_after_the_alert_it_leaves_the_list(search, engine, signed_in, handler):
    row = make("later", State.PUBLISHED)
    in_index(engine, row)
    tell()
    Precedent.objects.filter(pk=row.pk).update(state=State.WITHDRAWN)
    page = signed_in(handler).get(search.get_absolute_url()).content.decode()
    assert "标题later" not in page
    assert "另有 1 条后来撤下了" in page


def test_told_withdrawn_and_published_again_it_is_told_again(search, engine):
    row = make("back", State.PUBLISHED)
    in_index(engine, row)
    tell()
    Precedent.objects.filter(pk=row.pk).update(state=State.WITHDRAWN)
    forget_published(documents=[f"precedent:{row.pk}"])
    Precedent.objects.filter(pk=row.pk).update(state=State.PUBLISHED)
    in_index(engine, row)
    tell(days=4)
    first, second = Message.objects.filter(kind=alerts.KIND).order_by("pk")
    assert "标题back" not in first.body
    assert "标题back" in second.body
    in_index(engine, row)
    tell(days=6)
    assert Message.objects.filter(kind=alerts.KIND).count() == 2


def test_the_log_holds_neither_titles_nor_texts():
    kept = {field.name for field in SearchLog._meta.get_fields()}
    assert not kept & {"title", "text", "person", "user", "address", "session"}
