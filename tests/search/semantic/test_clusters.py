"""Beyond the exact size: nearly the same is found, by reading a quarter."""

from __future__ import annotations

import pytest

from search.semantic import clusters
from search.semantic.store import Row, VectorStore

pytestmark = pytest.mark.semantic


def lumps(count: int, seed: int):
    """Unit vectors around a hundred directions, as texts lie around subjects."""
    import numpy

    chance = numpy.random.default_rng(seed)
    made = chance.standard_normal((100, 64))[chance.integers(0, 100, count)] + chance.standard_normal((count, 64)) * 0.7
    return (made / numpy.linalg.norm(made, axis=1, keepdims=True)).astype(numpy.float32)


def test_nearly_the_same_is_found(tmp_path, monkeypatch):
    vectors = lumps(6000, 1)
    rows = [Row(f"d{number}", "1") for number in range(6000)]
    exact, approximate = VectorStore(tmp_path / "exact"), VectorStore(tmp_path / "approximate")
    exact.add(rows, vectors)
    monkeypatch.setattr(clusters, "EXACT", 5000)
    approximate.add(rows, vectors)
    shares = []
    for question in lumps(50, 2):
        wanted = exact.nearest(question, 20)
        found = dict(approximate.nearest(question, 20))
        shares.append(sum(id_ in found for id_, _ in wanted) / 20)
        assert all(found[id_] == pytest.approx(score, abs=1e-5) for id_, score in wanted if id_ in found)
    assert sum(shares) / len(shares) > 0.9


def test_what_was_clustered_can_be_read_changed_and_merged_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr(clusters, "EXACT", 500)
    vectors = lumps(800, 3)
    store = VectorStore(tmp_path)
    store.add([Row(f"d{number}", "1") for number in range(800)], vectors)
    other = VectorStore(tmp_path)
    assert [other.nearest(vectors[place], 1)[0][0] for place in range(0, 800, 50)] == [
        f"d{n}" for n in range(0, 800, 50)
    ]
    other.add([Row("d7", "2")], vectors[9:10])
    other.remove(["d9"])
    other.merge()
    assert store.nearest(vectors[9], 1)[0][0] == "d7"
    assert len(store.held()) == 799
    left = {path.name.partition(".")[0] for path in tmp_path.glob("*.npy")}
    assert left == {f"{store.numbers()[0]:08d}"}


def test_a_few_rows_alike_can_be_arranged():
    import numpy

    order, centres, begins = clusters.arrange(numpy.ones((5, 3), numpy.float32) / 3**0.5)
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert len(begins) == len(centres) + 1
    assert begins[-1] == 5
