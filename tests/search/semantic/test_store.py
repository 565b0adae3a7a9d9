"""Vectors on disk: what was added is found, the youngest counts, a killed writer leaves nothing, readers follow."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from search.semantic import Meaningless
from search.semantic.store import MOST_SEGMENTS, Row, VectorStore

pytestmark = pytest.mark.semantic
SIZE = 8


def unit(place: int):
    import numpy

    made = numpy.zeros(SIZE, numpy.float32)
    made[place] = 1
    return made


def rows(*ids: str, made_from: str = "1", prior: float = 1.0) -> list[Row]:
    return [Row(id_, made_from, prior) for id_ in ids]


@pytest.fixture
def store(tmp_path):
    return VectorStore(tmp_path / "vectors")


def names(store: VectorStore, place: int, count: int = 10) -> list[str]:
    return [id_ for id_, _ in store.nearest(unit(place), count)]


def test_empty_finds_nothing(store):
    assert store.nearest(unit(0), 5) == []
    assert store.held() == {}


def test_the_nearest_comes_first_and_another_process_sees_it(store):
    store.add(rows("a", "b"), [unit(0), unit(1)])
    store.add(rows("c"), [unit(2)])
    for reader in (store, VectorStore(store.folder)):
        assert names(reader, 2)[0] == "c"
        assert reader.held() == {"a": "1", "b": "1", "c": "1"}


def test_an_open_reader_follows(store):
    reader = VectorStore(store.folder)
    store.add(rows("a"), [unit(0)])
    assert names(reader, 0) == ["a"]
    store.remove(["a"])
    assert names(reader, 0) == []


def test_the_youngest_of_a_document_counts(store):
    store.add(rows("a", "a", "b"), [unit(0), unit(1), unit(2)])
    store.add(rows("a", made_from="2"), [unit(3)])
    assert names(store, 3) == ["a", "b"]
    far = dict(store.nearest(unit(0), 9))
    assert far["a"] == pytest.approx(far["b"])
    assert store.held() == {"a": "2", "b": "1"}


def test_passages_of_one_document_count_once_by_the_nearest(store):
    store.add(rows("a", "a", "a", "b"), [unit(0), unit(1), unit(2), unit(1)])
    assert names(store, 2, 2) == ["a", "b"]


def test_the_prior_is_a_factor_of_what_is_nearer_than_usual(store):
    others = rows(*"bcdefgh")
    store.add(rows("law", prior=1.2) + rows("rule") + others, [unit(0) * 0.9, unit(0), *map(unit, range(1, 8))])
    assert names(store, 0)[:2] == ["law", "rule"]
    usual = (0.9 + 1) / 9
    assert [score for _, score in store.nearest(unit(0), 2)] == pytest.approx([(0.9 - usual) * 1.2, 1 - usual])


def test_what_is_removed_can_come_back(store):
    store.add(rows("a"), [unit(0)])
    store.remove(["a", "unknown"])
    assert store.held() == {}
    store.add(rows("a", made_from="3"), [unit(1)])
    assert store.held() == {"a": "3"}


def test_many_segments_become_one_and_nothing_changes(store):
    for number in range(MOST_SEGMENTS * 3):
        store.add(rows(f"d{number % 7}", made_from=str(number)), [unit(number % SIZE)])
        store.remove([f"d{(number + 3) % 7}"])
    before = store.held()
    store.merge()
    assert len(store.numbers()) == 1
    assert store.held() == before == VectorStore(store.folder).held()
    assert len(list(store.folder.glob("*.npy"))) == 1


def test_a_crash_between_merging_and_clearing_counts_nothing_twice(store, monkeypatch):
    store.add(rows("a", "b"), [unit(0), unit(1)])
    store.add([], [], ["b"])
    monkeypatch.setattr(store, "_drop", lambda number: None)
    store.merge()
    again = VectorStore(store.folder)
    assert again.held() == {"a": "1"}
    assert names(again, 0) == ["a"]


def test_begun_anew_readers_see_the_new_ones(store):
    reader = VectorStore(store.folder)
    store.add(rows("a"), [unit(0)])
    assert names(reader, 0) == ["a"]
    store.clear()
    store.add(rows("b"), [unit(1)])
    assert names(reader, 1) == ["b"]


@pytest.mark.parametrize("kind", ["json", "npy"])
def test_a_broken_file_says_so_and_clearing_helps(store, kind):
    store.add(rows("a"), [unit(0)])
    next(store.folder.glob(f"*.{kind}")).write_bytes(b"rubbish")
    fresh = VectorStore(store.folder)
    with pytest.raises(Meaningless):
        fresh.held()
    fresh.clear()
    assert fresh.held() == {}


def test_vectors_of_another_length_are_refused(store):
    store.add(rows("a"), [unit(0)])
    with pytest.raises(Meaningless):
        store.nearest(unit(0)[:4], 1)


def test_a_killed_writer_leaves_whole_segments_only(store):
    """Killed ten times while it writes: each time everything that is there can be read and is what was written."""
    code = textwrap.dedent(
        f"""
        import numpy, sys
        from pathlib import Path
        from search.semantic.store import Row, VectorStore
        store = VectorStore(Path(sys.argv[1]))
        print("ready", flush=True)
        for number in range(10**6):
            rows = [Row(f"{{number}}-{{n}}", str(number)) for n in range(300)]
            store.add(rows, numpy.full((300, {SIZE}), number + 1.0, numpy.float32))
        """
    )
    for turn in range(10):
        command = [sys.executable, "-c", code, str(store.folder)]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": os.getcwd()})
        assert writer.stdout
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(0.03 * turn)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        reader = VectorStore(store.folder)
        held = reader.held()
        assert len(held) % 300 == 0
        found = reader.nearest(unit(0), len(held))
        assert {id_ for id_, _ in found} == set(held)
        for id_, score in found:
            assert score - found[0][1] == pytest.approx(float(held[id_]) - float(held[found[0][0]]), abs=1e-2)
    assert held
