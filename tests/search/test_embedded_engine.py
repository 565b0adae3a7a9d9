"""The embedded engine keeps the contract, and what is its own: folders, forks, one writer, reload."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading

import pytest

from search.engines import EngineBusy, EngineError, IndexMissing, embedded
from search.engines.embedded import EmbeddedEngine
from search.plan import without_singles

from .contract import ALIAS, FOUR, EngineContract, asked, doc, ids


class TestEmbeddedEngine(EngineContract):
    @pytest.fixture
    def engine(self, tmp_path):
        made = EmbeddedEngine(tmp_path)
        yield made
        made.close()


@pytest.fixture
def filled(tmp_path):
    engine = EmbeddedEngine(tmp_path)
    build = engine.build(ALIAS)
    build.add(FOUR)
    build.finish()
    return engine


def folders(engine):
    return sorted(p.name for p in engine.root.iterdir() if p.is_dir())


def test_old_folders_are_cleared_when_a_build_takes_over(filled):
    before = folders(filled)
    build = filled.build(ALIAS)
    build.add(FOUR)
    build.finish()
    assert len(folders(filled)) == 1
    assert folders(filled) != before


def test_an_abandoned_build_leaves_no_folder(filled):
    before = folders(filled)
    build = filled.build(ALIAS)
    build.add(FOUR)
    build.abandon()
    assert folders(filled) == before


def test_another_engine_of_the_same_folder_sees_every_commit(filled):
    """As another process would: its reader is open before the write."""
    other = EmbeddedEngine(filled.root)
    assert other.count(ALIAS) == 4
    filled.write(ALIAS, [doc("e", "赔偿金")], [])
    assert ids(other, asked("赔偿金")) == ["e"]
    build = filled.build(ALIAS)
    build.add([doc("f", "赔偿金")])
    build.finish()
    assert ids(other, asked("赔偿金")) == ["f"]


def test_a_child_made_by_fork_sees_what_is_committed_later(filled):
    assert filled.count(ALIAS) == 4
    read, written = os.pipe()
    go_read, go_written = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(go_read, 1)
        os.write(written, str(filled.count(ALIAS)).encode())
        os._exit(0)
    filled.write(ALIAS, [doc("e", "赔偿金")], [])
    os.write(go_written, b".")
    assert os.waitpid(child, 0)[1] == 0
    assert os.read(read, 10) == b"5"


def test_a_second_writer_is_told_to_come_back(filled):
    """In another process, as in real life."""
    script = (
        "import sys, tantivy\n"
        "index = tantivy.Index.open(sys.argv[1])\n"
        "writer = index.writer(heap_size=32_000_000, num_threads=1)\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(filled.folder(ALIAS))], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    try:
        with pytest.raises(EngineBusy):
            filled.write(ALIAS, [doc("e", "赔偿金")], [])
        assert filled.count(ALIAS) == 4
    finally:
        holder.communicate(b"")
    filled.write(ALIAS, [doc("e", "赔偿金")], [])
    assert filled.count(ALIAS) == 5


def test_a_folder_that_vanished_is_a_missing_index(filled):
    filled.folder(ALIAS).rename(filled.root / "elsewhere")
    with pytest.raises(IndexMissing):
        filled.search(ALIAS, asked("工资"))


def test_a_broken_folder_is_an_engine_error(filled):
    for file in filled.folder(ALIAS).iterdir():
        if file.is_file():
            file.write_bytes(b"{")
    with pytest.raises(EngineError):
        EmbeddedEngine(filled.root).search(ALIAS, asked("工资"))


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"folder": 3}', b"\xff\xfe"])
def test_a_broken_pointer_is_an_engine_error(filled, broken):
    (filled.root / f"{ALIAS}.json").write_bytes(broken)
    with pytest.raises(EngineError):
        filled.search(ALIAS, asked("工资"))


def test_an_index_of_an_older_form_counts_as_none_until_rebuilt(filled, monkeypatch):
    monkeypatch.setattr(embedded, "FORM", embedded.FORM + 1)
    with pytest.raises(IndexMissing, match="旧格式"):
        filled.search(ALIAS, asked("工资"))
    build = filled.build(ALIAS)
    build.add(FOUR)
    build.finish()
    assert filled.count(ALIAS) == 4


def test_a_killed_build_is_cleared_by_the_next(filled):
    """What `kill -9` leaves behind: a folder nobody points at."""
    (filled.root / f"{ALIAS}-deadbeef").mkdir()
    build = filled.build(ALIAS)
    build.add(FOUR)
    build.finish()
    assert f"{ALIAS}-deadbeef" not in folders(filled)
    assert json.loads((filled.root / f"{ALIAS}.json").read_text())["folder"] in folders(filled)


def test_searching_while_indexes_are_swapped_never_fails(filled):
    """Readers meet the pointer and the folders at every moment of a swap."""
    stop = threading.Event()
    failures: list[Exception] = []
    searches = [0]

    def search():
        engine = EmbeddedEngine(filled.root)
        while not stop.is_set():
            try:
                assert engine.search(ALIAS, asked("工资", facets=("level",))).total == 3
                searches[0] += 1
            except Exception as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(12):
        build = filled.build(ALIAS)
        build.add(FOUR)
        build.finish()
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert searches[0] > 0


QUESTIONS = ("工资", "工伤 工资", "拖欠工资 浙江", "高", "“安全带” 高处", "工资 -浙江", "停工留薪期 30 日", "")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_large_index_finds_and_counts_what_a_small_one_does(filled, monkeypatch, question):
    """Its size changes by what hits are ranked, never which they are."""
    plan = asked(question, facets=("level", "topic"), chosen={"region": "全国"})
    small = filled.search(ALIAS, plan)
    monkeypatch.setattr(embedded, "LARGE", 1)
    large = filled.search(ALIAS, plan)
    assert {hit.id for hit in large.hits} == {hit.id for hit in small.hits}
    assert (large.total, large.facets) == (small.total, small.facets)


def test_a_large_index_ranks_by_pairs(filled, monkeypatch):
    """A document with the word goes before one that has its characters apart, however often."""
    build = filled.build(ALIAS)
    build.add([doc("word", "工资照发的规定"), doc("apart", "工 资 工 资 工 资 发 发 照发")])
    build.finish()
    monkeypatch.setattr(embedded, "LARGE", 1)
    hits = filled.search(ALIAS, asked("工资照发")).hits
    assert [hit.id for hit in hits] == ["word", "apart"]


@pytest.mark.parametrize(
    ("weights", "left"),
    [
        ({"工": 1.0, "工伤": 1.0, "伤": 1.0}, ["工伤"]),
        ({"工": 1.0}, ["工"]),
        ({"工": 1.0, "工伤": 0.3, "伤": 0.3, "的": 1.0, "30": 1.0}, ["工伤", "的", "30"]),
        ({}, []),
    ],
)
def test_single_characters_count_where_no_pair_holds_them(weights, left):
    assert without_singles(weights) == {token: weights[token] for token in left}
