"""Vectors on a real Elasticsearch: the same documents are near as in the files, and a server that is away says so."""

from __future__ import annotations

import uuid

import pytest

from search import vectors as keeping
from search.documents import ids_with_passages
from search.engines.elastic import ElasticEngine
from search.semantic import Away, Meaningless, site_meaning
from search.semantic.store import Row, VectorStore
from tests.search.test_elastic_engine import clear, make

pytestmark = [pytest.mark.semantic, pytest.mark.elasticsearch]
SIZE = 16


@pytest.fixture
def served():
    from search.semantic.served import ServedVectors

    engine = make()
    yield ServedVectors(engine, uuid.uuid4().hex[:8])
    clear(engine)


@pytest.fixture
def kept(tmp_path):
    return VectorStore(tmp_path / "vectors")


def vectors(count: int, seed: int = 1):
    import numpy

    made = numpy.random.default_rng(seed).standard_normal((count, SIZE)).astype(numpy.float32)
    return made / numpy.linalg.norm(made, axis=1, keepdims=True)


def rows(count: int) -> list[Row]:
    """Two passages each; every third document is a statute."""
    return [Row(f"d{n // 2}", "1", 1.3 if n // 2 % 3 == 0 else 1.0) for n in range(count)]


def test_both_stores_find_the_same_as_near(served, kept):
    for store in (served, kept):
        store.add(rows(400), vectors(400))
    assert served.held() == kept.held()
    for question in vectors(6, seed=2):
        here, there = served.nearest(question, 40), kept.nearest(question, 40)
        assert [id_ for id_, _ in here] == [id_ for id_, _ in there]
        assert [near for _, near in here] == pytest.approx([near for _, near in there], abs=1e-4)


def test_others_see_what_is_replaced_removed_and_cleared(served):
    from search.semantic.served import ServedVectors

    reader = ServedVectors(served.engine, served.index.rpartition("-")[2])
    assert (reader.numbers(), reader.held(), reader.nearest(vectors(1)[0], 3)) == ((), {}, [])
    served.add(rows(8), vectors(8))
    assert set(reader.held()) == {"d0", "d1", "d2", "d3"}
    served.add([Row("d1", "2")], vectors(1, seed=3))
    served.remove(["d2", "unknown"])
    assert reader.held() == {"d0": "1", "d1": "2", "d3": "1"}
    assert reader.nearest(vectors(1, seed=3)[0], 1)[0][0] == "d1"
    assert served.engine.client.count(index=served.index)["count"] == 5
    served.clear()
    assert reader.held() == {}


def test_beyond_the_exact_size_the_server_keeps_a_graph(served, monkeypatch):
    from search.semantic import served as module

    def way() -> str:
        held = served.engine.client.indices.get_mapping(index=served.index).body[served.index]
        return held["mappings"]["properties"]["vector"]["index_options"]["type"]

    served.add(rows(20), vectors(20))
    assert way() == "flat"
    monkeypatch.setattr(module, "EXACT", 20)
    served.add([Row("more", "1")], vectors(1, seed=3))
    assert way() == "hnsw"
    assert served.nearest(vectors(1, seed=3)[0], 1)[0][0] == "more"


def test_vectors_of_another_length_are_refused(served):
    served.add(rows(2), vectors(2))
    with pytest.raises(Meaningless):
        served.nearest(vectors(1)[0][:4], 1)


def test_vectors_of_other_models_are_swept(served):
    from search.semantic.served import ServedVectors

    other = ServedVectors(served.engine, "other")
    for store in (served, other):
        store.add(rows(2), vectors(2))
    served.sweep()
    assert (len(served.held()), other.held()) == (1, {})


def test_a_server_that_is_away_is_said():
    from search.semantic.served import ServedVectors

    with pytest.raises(Away):
        ServedVectors(ElasticEngine(url="http://127.0.0.1:9", prefix="t-"), "m").held()


@pytest.mark.django_db
def test_a_site_that_searches_there_keeps_its_vectors_there(library, settings, folder, served):
    settings.SEARCH_ENGINE, settings.EMBEDDING_MODEL = "elasticsearch", str(folder)
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = served.engine.url, served.engine.prefix
    assert keeping.make_missing() == len(list(ids_with_passages()))
    assert keeping.make_missing() == 0
    meaning = site_meaning()
    assert meaning
    assert set(meaning.store.held()) == set(ids_with_passages())
    indexes = served.engine.client.indices.get(index=f"{served.engine.prefix}vectors-*").body
    assert [name.rpartition("-")[2] for name in indexes] == [meaning.model.fingerprint]
    assert len(meaning.near("老板不给工资", 3)) == 3
