"""The Elasticsearch engine keeps the contract on a real node, and what is its own: aliases, orphans, time, security."""

from __future__ import annotations

import os
import uuid

import pytest

from launch.private_servers import PrivateServers
from search.engines import EngineDown, EngineError, IndexMissing
from search.engines.elastic import ElasticEngine

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


@pytest.fixture(scope="module")
def guarded():
    """A node that asks who one is."""
    with PrivateServers([]) as servers:
        yield servers.elasticsearch(SECRET)


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
