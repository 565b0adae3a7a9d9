"""Drafts, internal and withdrawn things on every surface: none is shown, told, exported or counted for anybody."""

from __future__ import annotations

import os
import uuid

import pytest
from django.test import Client

from cases.models import Precedent
from knowledge.models import Article
from portal.models import Change, Message
from portal.rules.roles import Role
from search import indexing
from search.engines import site_engine
from search.models import AlertHit, Published
from search.services.terms import build_terms
from tests.cases.life import publish, withdraw

from .hidden_things import CITED, GONE, HIDDEN, TOLD_PUBLISHED, law_published, made, plant, precedent_published
from .surfaces import SHOWN_LAW, SHOWN_PRECEDENT, SHOWN_TOLD, SURFACES, Viewer, alert, counted, leaks

pytestmark = pytest.mark.django_db
GONE_AT_ONCE = (
    "precedent withdrawn", "law withdrawn", "answer withdrawn", "update unpublished", "interpretation unpublished",
    "lesson deleted",
)  # fmt: skip
OUT_BEFORE = ("gone", "taken up again")


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def on_engine(request, settings, own_index):
    """The site on this engine, with indexes of its own."""
    settings.SEARCH_ENGINE = request.param
    if request.param == "elasticsearch":
        settings.ELASTICSEARCH_URL = os.environ["MINGBAI_TEST_ELASTICSEARCH_URL"]
        settings.ELASTICSEARCH_PREFIX = f"l{uuid.uuid4().hex[:8]}-"
        site_engine.cache_clear()
    yield request.param
    if request.param == "elasticsearch":
        client = site_engine().client.options(request_timeout=30)
        for name in client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}*").body:
            client.indices.delete(index=name)


@pytest.fixture
def viewers(library, built, outsider, make_person, post, project, signed_in) -> list[Viewer]:
    """A stranger, a worker, a manager of another organisation; and a public precedent beside what is hidden."""
    built()
    worker = make_person("王师傅", username="worker", phone="+8613800000009")
    post(worker, Role.WORKER, project=project)
    publish("sibling", CITED, title="相邻的案例", facts="在临边坠落。", facets={"trade": ["TR-SCF"]})
    indexing.drain()
    return [
        Viewer("stranger", Client()),
        Viewer("worker", signed_in(worker), worker),
        Viewer("manager elsewhere", signed_in(outsider), outsider),
    ]


def documents(things) -> set[str]:
    return {thing.document for thing in things}


def in_index() -> set[str]:
    return set(site_engine().ids(indexing.PUBLIC_INDEX))


@pytest.mark.parametrize(
    ("make", "shown"),
    [
        (precedent_published, SHOWN_PRECEDENT),
        (law_published, SHOWN_LAW),
        *((make, SHOWN_TOLD[name]) for name, make in TOLD_PUBLISHED.items()),
    ],
    ids=["precedent", "law", *TOLD_PUBLISHED],
)
def test_looking_there_would_find_it(viewers, make, shown):
    """A published one is seen on these surfaces, and counted: the tests below can fail."""
    things = made([make])
    indexing.drain()
    if shown is not SHOWN_PRECEDENT:
        build_terms()
    assert shown <= SURFACES.keys()
    assert shown - {surface for surface, _, _ in leaks(viewers, things)} == set()
    assert counted(viewers[0])


@pytest.mark.parametrize("group", HIDDEN)
def test_nobody_learns_of_them(viewers, group):
    """Before the index has heard of it, with the rows still in it; and after one drain."""
    things = made(HIDDEN[group].values())
    assert len(documents(things)) == len(HIDDEN[group])
    if group in OUT_BEFORE:
        assert Change.objects.exists()
        assert counted(viewers[2]) == {}
        assert list(leaks(viewers[2:], things)) == []
        Message.objects.all().delete()
        indexing.drain()
    samples = "sample" in group
    assert samples or documents(things).isdisjoint(in_index())
    build_terms()
    assert list(leaks(viewers, things)) == []
    assert [leak for viewer in viewers for leak in counted(viewer).items()] == []
    assert samples or not Published.objects.filter(document__in=documents(things)).exists()


@pytest.mark.parametrize("group", HIDDEN)
def test_rows_the_index_kept_by_mistake_show_nothing(viewers, group):
    """The database has the last word on what is shown. The count goes with the nightly compare: nothing else knows."""
    things = made(HIDDEN[group].values())
    indexing.drain()
    for thing in things:
        plant(thing)
    assert documents(things) <= in_index()
    assert list(leaks(viewers[::2], things)) == []
    indexing.reconcile()
    assert documents(things).isdisjoint(in_index())
    assert counted(viewers[2]) == {}


def test_on_every_engine_they_are_gone_at_once(on_engine, viewers):
    """Counted by the engine itself, before and after it has let go of the rows."""
    things = made(GONE[name] for name in GONE_AT_ONCE)
    assert documents(things) <= in_index()
    for _ in range(2):
        assert counted(viewers[2]) == {}
        assert list(leaks(viewers[2:], things)) == []
        Message.objects.all().delete()
        indexing.drain()
    assert documents(things).isdisjoint(in_index())


def test_pages_kept_for_everybody_go_with_it(viewers):
    """Read by a stranger, so kept; then withdrawn: no drain is needed, nor any worker."""
    [thing] = made([precedent_published])
    indexing.drain()
    article = Article.objects.get(texts__text__startswith="职工受伤的")
    kept = ["/precedents/mi/", "/precedents/", "/precedents/sibling/", f"/law/gongshang/{article.texts.last().key}/"]
    stranger = viewers[0].client
    for path in kept:
        for _ in range(2):
            assert "密题水桶" in stranger.get(path).content.decode(), path
    tag = stranger.get(kept[0])["ETag"]
    withdraw(Precedent.objects.get(code="mi"))
    assert stranger.get(kept[0]).status_code == 404
    assert stranger.get(kept[0], HTTP_IF_NONE_MATCH=tag).status_code == 404
    for path in kept[1:]:
        assert not [secret for secret in thing.secrets if secret in stranger.get(path).content.decode()], path


def test_hiding_samples_needs_no_new_pages(viewers, settings):
    """The switch is thrown with a restart; what strangers' pages and feeds were kept before is not shown again."""
    made([precedent_published])
    Precedent.objects.filter(code="mi").update(is_sample=True)
    indexing.drain()
    paths = ("/precedents/mi/", "/precedents/", "/precedents/sibling/", "/search/feed/?kind=precedent")
    for path in paths:
        assert "密题水桶" in viewers[0].client.get(path).content.decode(), path
    settings.SHOW_SAMPLE_PRECEDENTS = False
    for path in paths:
        assert "密题水桶" not in viewers[0].client.get(path).content.decode(), path
    assert counted(viewers[2]) == {}


def test_a_letter_that_told_of_it_names_it_no_more(viewers):
    """Told yesterday, withdrawn today: the line is struck, the other lines stay."""
    manager = viewers[2]
    [thing] = made([precedent_published])
    publish("other", CITED, title="留下的案例", facts="琉璃吊篮。")
    indexing.drain()
    told = alert(manager)
    assert "密题水桶" in told
    withdraw(Precedent.objects.get(code="mi"))
    indexing.drain()
    bodies = "\n".join(Message.objects.filter(person=manager.person).values_list("body", flat=True))
    assert "密题水桶" not in bodies
    assert "后来撤下了" in bodies
    assert "留下的案例" in bodies
    assert not AlertHit.objects.filter(document=thing.document, sent_at=None).exists()
