"""The Elasticsearch engine keeps the contract on a real node, and what is its own: aliases, orphans, time, security."""

from __future__ import annotations

import os
import threading
import time
import uuid
from dataclasses import replace

import pytest

from knowledge.models import ArticleText
from launch.private_servers import PrivateServers
from portal.models import Change
from search import documents, indexing
from search.engines import EngineDown, EngineError, IndexMissing, site_engine
from search.engines.elastic import ElasticEngine, to_search
from search.plan import FACETS, choice
from tests.knowledge.factories import make_regulation, make_version

from .conftest import D
from .contract import ALIAS, FOUR, EngineContract, asked, doc, ids

pytestmark = pytest.mark.elasticsearch
SECRET = "copper-ladder-31"


def make(name: str = "MINGBAI_TEST_ELASTICSEARCH_URL") -> ElasticEngine:
    """An engine on the server of this run, with a prefix of its own."""
    return ElasticEngine(url=os.environ[name], prefix=f"t{uuid.uuid4().hex[:8]}-")


def clear(engine: ElasticEngine) -> None:
    patient = engine.client.options(request_timeout=30)
    for name in indexes(engine):
        patient.indices.delete(index=name)
    engine.close()


@pytest.fixture
def empty():
    engine = make()
    yield engine
    clear(engine)


@pytest.fixture
def filled(empty):
    build = empty.build(ALIAS)
    build.add(FOUR)
    build.finish()
    return empty


class TestElasticEngine(EngineContract):
    @pytest.fixture
    def engine(self, empty):
        return empty


def test_facets_in_which_nothing_is_chosen_are_counted_together():
    """Thirteen facets lie in six fields: each is read once, and once more for what has a choice of its own."""
    plan = replace(asked("工资", facets=FACETS), chosen={"outcome": choice("outcome", "OUT-REC")})
    groups = {name: set(group["aggs"]) for name, group in to_search(plan).to_dict()["aggs"].items()}
    assert groups == {"free": {"kind", "level", "region", "topic", "regulation", "facet"}, "outcome": {"facet"}}


def indexes(engine):
    return sorted(engine.client.indices.get(index=f"{engine.prefix}*").body)


def test_a_rebuild_leaves_one_index_and_both_aliases_on_it(filled):
    before = indexes(filled)
    build = filled.build(ALIAS)
    build.add(FOUR)
    build.finish()
    (after,) = indexes(filled)
    assert [after] != before
    aliases = filled.client.indices.get_alias(index=after).body[after]["aliases"]
    assert set(aliases) == {filled.reading(ALIAS), filled.writing(ALIAS)}


def test_a_build_that_was_killed_is_cleared_by_the_next(filled):
    orphan = filled.build(ALIAS)
    orphan.add(FOUR[:1])
    again = filled.build(ALIAS)
    again.add(FOUR)
    again.finish()
    assert indexes(filled) == [again.index]


def test_writes_go_to_the_live_index_while_another_is_built(filled):
    build = filled.build(ALIAS)
    build.add(FOUR)
    filled.write(ALIAS, [doc("new", "停工期间的工资")], [])
    assert "new" in ids(filled, asked("停工期间"))
    build.abandon()
    assert filled.count(ALIAS) == 5


def test_a_server_that_is_away_is_said_within_two_seconds():
    engine = ElasticEngine(url="http://127.0.0.1:9", prefix="nobody-")
    with pytest.raises(EngineDown):
        engine.search(ALIAS, asked("工资"))


def test_without_an_address_it_says_so(settings):
    settings.ELASTICSEARCH_URL = ""
    with pytest.raises(EngineError, match="MINGBAI_ELASTICSEARCH_URL"):
        ElasticEngine()


def test_writing_never_makes_an_index_by_accident(empty):
    with pytest.raises(IndexMissing):
        empty.write(ALIAS, FOUR[:1], [])
    assert indexes(empty) == []


def test_nothing_that_is_shown_is_kept_on_the_server(filled):
    """Hits are read from the database: the index holds words, keys and days."""
    hit = filled.client.search(index=filled.reading(ALIAS), size=1)["hits"]["hits"][0]
    assert "_source" not in hit


def test_whole_names_have_a_twin_of_their_own(filled):
    found = filled.client.search(
        index=filled.reading(ALIAS), query={"term": {"exact": FOUR[0].title}}, size=10, track_total_hits=True
    )
    assert found["hits"]["total"]["value"] == len(FOUR)


@pytest.fixture(scope="module")
def servers():
    with PrivateServers([]) as started:
        yield started


@pytest.fixture(scope="module")
def guarded(servers):
    """A node that asks who one is."""
    return servers.elasticsearch(SECRET)


def test_with_security_on_it_works_for_who_knows_the_password(guarded):
    engine = ElasticEngine(url=guarded.url, prefix="guarded-")
    build = engine.build(ALIAS)
    build.add(FOUR)
    build.finish()
    assert set(ids(engine, asked("工资"))) == {"a", "b", "c"}
    engine.close()


def test_with_security_on_a_stranger_is_refused_and_told_so(guarded):
    engine = ElasticEngine(url=f"http://127.0.0.1:{guarded.port}", prefix="guarded-")
    with pytest.raises(EngineError, match="拒绝"):
        engine.count(ALIAS)
    engine.close()


# a server that is killed


@pytest.fixture
def killable(guarded, settings, own_index, db):
    """The site on the guarded node."""
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", guarded.url
    settings.ELASTICSEARCH_PREFIX = f"k{uuid.uuid4().hex[:8]}-"
    texts = {str(n): f"第{n}条说工资，梯子有{n}级。" for n in range(1, 101)}
    make_version(make_regulation("many", "许多测试法"), D(2015, 1, 1), texts)
    indexing.rebuild()
    return site_engine()


def answering(engine) -> None:
    """Wait until a node that was started again has opened its indexes."""
    until = time.monotonic() + 120
    while True:
        try:
            engine.search(indexing.PUBLIC_INDEX, asked("梯子"))
            return
        except EngineError:
            assert time.monotonic() < until, "the node did not come back within 120 s"
            time.sleep(0.2)


def in_step(engine) -> bool:
    indexing.drain()
    assert not Change.objects.exists()
    assert indexing.reconcile() == indexing.Drift()
    return set(engine.ids(indexing.PUBLIC_INDEX)) == set(documents.all_ids())


class Searching(threading.Thread):
    """Somebody who goes on searching; what the answers were, and anything but an honest error."""

    def __init__(self, engine) -> None:
        super().__init__()
        self.engine, self.enough = engine, threading.Event()
        self.totals: set[int] = set()
        self.told: list[EngineError] = []
        self.bad: list[BaseException] = []

    def run(self) -> None:
        while not self.enough.is_set():
            try:
                self.totals.add(self.engine.search(indexing.PUBLIC_INDEX, asked("梯子")).total)
            except EngineError as error:
                self.told.append(error)
                time.sleep(0.02)
            except BaseException as error:
                self.bad.append(error)


def test_killed_while_indexing_and_while_asked(killable, servers, guarded, client):
    """Half of a batch is in; the rows wait, the page says so, and afterwards everything is there."""
    text = ArticleText.objects.order_by("pk").first()
    text.text = "改成了说安全绳的话。"
    text.save()
    many = [doc(f"article:9{n}", "半路上的话") for n in range(5_000)]

    def until_killed():
        for number, document in enumerate(many):
            if number == 2_500:
                servers.kill_node(guarded)
            yield document

    reader = Searching(killable)
    reader.start()
    try:
        with pytest.raises(EngineDown):
            killable.write(indexing.PUBLIC_INDEX, until_killed(), [])
        with pytest.raises(EngineDown):
            indexing.drain()
        page = client.get("/search/", {"q": "梯子"})
        assert page.status_code == 200
        assert "搜索现在用不了" in page.content.decode()
        servers.run_node(guarded)
        answering(killable)
    finally:
        reader.enough.set()
        reader.join()
    assert (reader.bad, reader.totals) == ([], {100})
    assert reader.told
    assert Change.objects.exists()
    indexing.drain()
    assert indexing.reconcile().missing == 0
    assert in_step(killable)
    assert killable.search(indexing.PUBLIC_INDEX, asked("安全绳")).total == 1


def test_killed_while_rebuilding(killable, servers, guarded, monkeypatch):
    """The old index is what is asked afterwards, and the next rebuild leaves one alone."""
    reading = documents.all_documents

    def until_killed():
        for number, document in enumerate(reading()):
            if number == 50:
                servers.kill_node(guarded)
            yield document

    with monkeypatch.context() as patch:
        patch.setattr(documents, "all_documents", until_killed)
        with pytest.raises(EngineError):
            indexing.rebuild()
    servers.run_node(guarded)
    answering(killable)
    assert in_step(killable)
    assert len(indexes(killable)) == 2
    indexing.rebuild()
    assert len(indexes(killable)) == 1
    assert in_step(killable)
