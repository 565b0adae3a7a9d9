"""Both engines when things go wrong: killed in the middle, a full disk, broken files, changes by the thousand.

Afterwards the compare finds nothing missing, nothing stale, nothing that should not be there.
"""

from __future__ import annotations

import logging
import os
import random
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import ArticleText
from portal.models import Change
from portal.services.outbox import record_changes
from search import documents, indexing, matching
from search.engines import Document, Engine, EngineDown, EngineError, site_engine
from search.engines.embedded import EmbeddedEngine
from search.kinds import articles, precedents
from tests.cases.life import publish, withdraw
from tests.knowledge.factories import make_regulation, make_version

from .conftest import D
from .contract import asked

pytestmark = pytest.mark.django_db
EVERY = ("embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch))
CLEAN = indexing.Drift()
ARTICLES = 300


@pytest.fixture
def many() -> list[int]:
    """Ids of enough articles for a rebuild to take a while."""
    for number in range(3):
        texts = {str(n): f"第{n}条说工资和工伤，梯子有{n}级。" for n in range(1, ARTICLES // 3 + 1)}
        make_version(make_regulation(f"many{number}", f"第{number}号测试法"), D(2015, 1, 1), texts)
    return list(ArticleText.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def engine(request, settings, own_index, monkeypatch) -> Iterator[Engine]:
    monkeypatch.setattr(indexing, "_kept_until", 0)
    settings.SEARCH_ENGINE = getattr(request, "param", "embedded")
    if settings.SEARCH_ENGINE == "elasticsearch":
        settings.ELASTICSEARCH_URL = os.environ["MINGBAI_TEST_ELASTICSEARCH_URL"]
        settings.ELASTICSEARCH_PREFIX = f"t{random.getrandbits(32):x}-"
    made = site_engine()
    yield made
    if settings.SEARCH_ENGINE == "elasticsearch":
        made.client.options(ignore_status=404).indices.delete(index=",".join(indexes(made)))  # type: ignore[attr-defined]


def indexes(engine) -> list[str]:
    return sorted(engine.client.indices.get(index=f"{engine.prefix}*").body)


def in_step(engine: Engine) -> bool:
    """Whether the index holds the database, no more and no less."""
    indexing.drain()
    assert not Change.objects.exists()
    assert indexing.reconcile() == CLEAN
    return set(engine.ids(indexing.PUBLIC_INDEX)) == set(documents.all_ids())


def total(engine: Engine, words: str) -> int:
    return engine.search(indexing.PUBLIC_INDEX, asked(words)).total


def reworded(pks: list[int], words: str) -> None:
    ArticleText.objects.filter(pk__in=pks).update(text=words)
    record_changes(kind="knowledge.articletext", ids=pks)


def child(work: Callable[[], None]) -> int:
    """A process of its own that shares nothing later: it may be killed, or run out of disk."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return pid


def rebuilt(engine: Engine, made: list[Document]) -> None:
    build = engine.build(indexing.PUBLIC_INDEX)
    build.add(made)
    build.finish()


def killed_at_work(work: Callable[[], None]) -> None:
    """`kill -9` after the third time that `work` was done, in the middle of the next."""
    read, written = os.pipe()

    def forever() -> None:
        while True:
            work()
            os.write(written, b".")

    pid = child(forever)
    for _ in range(3):
        assert os.read(read, 1) == b"."
    os.kill(pid, signal.SIGKILL)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL
    os.close(read)
    os.close(written)


@pytest.mark.parametrize("engine", EVERY, indirect=True)
def test_ten_thousand_changes_while_a_rebuild_runs(engine, many, monkeypatch):
    """Reworded, withdrawn, published again, deleted, added, and drained meanwhile into the live index.

    Precedents too, by their own services: the last rounds come while they are read themselves.
    """
    shown, hidden = [publish(f"before{number}", facts="旧案说升降机。") for number in range(12)], []
    indexing.rebuild()
    chance, reading, rounds = random.Random(6), documents.all_documents, iter(range(10))

    def change(number: int) -> None:
        some = list(ArticleText.objects.order_by("pk").values_list("pk", flat=True))
        ArticleText.objects.filter(pk__in=chance.sample(some, 60)).update(text=f"第{number}轮改成了吊篮。")
        ArticleText.objects.filter(pk__in=chance.sample(some, 20)).update(live=False)
        ArticleText.objects.filter(pk__in=chance.sample(some, 20)).update(live=True)
        ArticleText.objects.filter(pk__in=chance.sample(some, 3)).delete()
        make_version(make_regulation(f"new{number}", f"新来第{number}号"), D(2016, 1, 1), {"1": "新来的塔吊。"})
        hidden.append(withdraw(shown.pop(chance.randrange(len(shown)))))
        shown.append(publish(f"during{number}", facts=f"第{number}轮的新案说升降机。"))
        record_changes(kind="knowledge.articletext", ids=[*some, *chance.choices(some, k=1_000 - len(some))])
        indexing.drain()

    def read_while_others_write() -> Iterator[Document]:
        for number, document in enumerate(reading()):
            yield document
            if number % 45 == 0 or document.id.startswith(precedents.prefix):
                for round_ in rounds:
                    change(round_)
                    break

    with monkeypatch.context() as patch:
        patch.setattr(documents, "all_documents", read_while_others_write)
        indexing.rebuild()
    assert next(rounds, None) is None
    assert in_step(engine)
    there = ArticleText.objects.published().filter(text__contains="新来的塔吊").count()
    assert engine.search(indexing.PUBLIC_INDEX, asked("“新来的塔吊”")).total == there > 0
    found = engine.search(indexing.PUBLIC_INDEX, asked("“升降机”", kind="precedent", limit=50)).hits
    assert {hit.id for hit in found} == {f"precedent:{row.pk}" for row in shown}
    assert len(hidden) == 10


def test_killed_while_indexing(engine, many):
    indexing.rebuild()
    reworded(many, "改成了说安全绳的话。")
    rows = list(Change.objects.all())
    changed, removed = indexing.read(rows)
    killed_at_work(lambda: EmbeddedEngine(engine.root).write(indexing.PUBLIC_INDEX, changed, removed))
    assert indexing.mend() == ""
    assert in_step(engine)
    assert total(engine, "安全绳") == ARTICLES


def test_killed_while_rebuilding(engine, many, own_index):
    indexing.rebuild()
    made = list(documents.all_documents())
    killed_at_work(lambda: EmbeddedEngine(engine.root).build(indexing.PUBLIC_INDEX).add(made))
    assert total(engine, "梯子") == ARTICLES
    assert in_step(engine)
    indexing.rebuild()
    assert len([path for path in own_index.iterdir() if path.is_dir()]) == 1
    assert in_step(engine)


def test_killed_while_asked(engine, many):
    """A reader that dies in the middle of a search holds nothing: others go on reading, and writing."""
    indexing.rebuild()
    killed_at_work(lambda: EmbeddedEngine(engine.root).search(indexing.PUBLIC_INDEX, asked("梯子", limit=ARTICLES)))
    assert total(engine, "梯子") == ARTICLES
    reworded(many[:50], "改成了说安全绳的话。")
    assert in_step(engine)
    assert total(engine, "安全绳") == 50
    assert indexing.mend() == ""


def test_a_full_disk_is_an_engine_error_and_loses_nothing(engine, many):
    """As on a full disk, no file may grow: writing and building say so, what is there goes on being found."""
    indexing.rebuild()
    reworded(many[:50], "改成了说安全绳的话。")
    changed, removed = indexing.read(list(Change.objects.all()))
    made = list(documents.all_documents())

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
        there = EmbeddedEngine(engine.root)
        with pytest.raises(EngineError, match="写不进去"):
            there.write(indexing.PUBLIC_INDEX, changed, removed)
        with pytest.raises(EngineError):
            rebuilt(there, made)

    assert os.waitpid(child(fill), 0)[1] == 0
    assert total(engine, "梯子") == ARTICLES
    assert indexing.mend() == ""
    assert in_step(engine)
    assert total(engine, "安全绳") == 50


@pytest.mark.elasticsearch
@pytest.mark.parametrize("engine", ["elasticsearch"], indirect=True)
def test_a_full_disk_on_the_server_is_waited_for(engine, many, client, monkeypatch):
    """What a server does to an index when its disk is full: it may be read and deleted, not written."""
    monkeypatch.setattr("search.engines.elastic._RETRIES", 1)
    indexing.rebuild()
    reworded(many[:50], "改成了说安全绳的话。")
    (index,) = indexes(engine)
    engine.client.indices.put_settings(index=index, settings={"index.blocks.read_only_allow_delete": True})
    with pytest.raises(EngineDown, match="磁盘"):
        indexing.drain()
    assert Change.objects.exists()
    assert total(engine, "梯子") == ARTICLES
    engine.client.indices.put_settings(index=index, settings={"index.blocks.read_only_allow_delete": None})
    assert in_step(engine)
    assert total(engine, "安全绳") == 50


# broken files


def largest(engine, kind: str):
    return max(engine.folder(indexing.PUBLIC_INDEX).glob(f"*.{kind}"), key=lambda file: file.stat().st_size)


def spoil(engine, kind: str) -> None:
    """Other bytes in the middle of a file, in place: it is mapped, and a map of a file cut short ends the process."""
    file = largest(engine, kind)
    quarter = file.stat().st_size // 4
    with file.open("r+b") as opened:
        opened.seek(quarter)
        spoilt = bytes(byte ^ 0xA5 for byte in opened.read(quarter))
        opened.seek(quarter)
        opened.write(spoilt)
    engine.close()


@pytest.mark.parametrize("kind", ["idx", "term", "store", "fast", "pos", "fieldnorm"])
def test_a_damaged_index_is_rebuilt_by_itself_and_said_so(engine, many, client, caplog, kind):
    indexing.rebuild()
    assert indexing.mend() == ""
    spoil(engine, kind)
    site_engine.cache_clear()  # the worker was started since
    assert client.get("/search/", {"q": "梯子"}).status_code == 200
    with caplog.at_level(logging.WARNING):
        assert "坏了" in indexing.mend()
    assert "正在重建" in caplog.text
    assert "已重建" in caplog.text
    assert total(site_engine(), "梯子") == ARTICLES
    assert in_step(site_engine())
    assert indexing.mend() == ""


@pytest.mark.parametrize("lost", ["pointer", "folder", "meta", "segment"])
def test_a_lost_index_comes_back(engine, many, client, own_index, lost):
    indexing.rebuild()
    folder = engine.folder(indexing.PUBLIC_INDEX)
    lose = {
        "pointer": lambda: (own_index / "public.json").write_text("{"),
        "folder": lambda: folder.rename(own_index / "elsewhere"),
        "meta": lambda: (folder / "meta.json").write_text("{"),
        "segment": largest(engine, "store").unlink,
    }
    engine.close()
    lose[lost]()
    page = client.get("/search/", {"q": "梯子"})
    assert page.status_code == 200
    assert "搜索现在用不了" in page.content.decode()
    assert "没有找到" not in page.content.decode()
    assert indexing.mend()
    assert total(engine, "梯子") == ARTICLES


def test_a_search_that_could_not_read_asks_for_a_thorough_check(engine, many):
    """Files are checked once; one that goes bad later is checked again after it failed somebody."""
    indexing.rebuild()
    assert indexing.mend() == ""
    spoil(engine, "store")
    with pytest.raises(EngineError):
        total(engine, "梯子")
    assert "坏了" in indexing.mend()
    assert total(engine, "梯子") == ARTICLES


# what readers and operators are told


class Hasty(EmbeddedEngine):
    """The embedded engine, out of time at each search."""

    def search(self, alias, plan):
        return replace(super().search(alias, plan), partial=True)


class Leaving(EmbeddedEngine):
    """Answers once and is away then."""

    def search(self, alias, plan):
        if not plan.facets:
            raise EngineDown("gone")
        return super().search(alias, plan)


@pytest.mark.parametrize("kind", [Hasty, Leaving])
def test_half_an_answer_is_said_to_be_half(many, client, settings, kind):
    settings.SEARCH_ENGINES = {"embedded": f"{__name__}.{kind.__name__}"}
    indexing.rebuild()
    page = client.get("/search/", {"q": "梯子"}).content.decode()
    assert "这次没有找全" in page
    assert "测试法" in page


def test_a_whole_answer_is_not(engine, many, client):
    indexing.rebuild()
    assert "没有找全" not in client.get("/search/", {"q": "梯子"}).content.decode()


def test_no_alert_is_made_of_half_an_answer(many, settings):
    settings.SEARCH_ENGINES = {"embedded": f"{__name__}.Hasty"}
    indexing.rebuild()
    with pytest.raises(EngineDown):
        matching.matching("q=梯子", [articles.id_of(many[0])], today=D(2024, 1, 1))


@pytest.mark.parametrize("engine", EVERY, indirect=True)
def test_the_command_compares_and_repairs(engine, many, capsys):
    indexing.rebuild()
    call_command("reconcile_index")
    assert "一致" in capsys.readouterr().out
    ArticleText.objects.filter(pk=many[0]).update(text="悄悄换成了吊篮。")
    ArticleText.objects.filter(pk=many[1]).update(live=False)
    engine.write(indexing.PUBLIC_INDEX, [], [articles.id_of(many[2])])
    Change.objects.all().delete()
    call_command("reconcile_index")
    assert "缺 1 篇，旧 1 篇，多 1 篇" in capsys.readouterr().out
    assert in_step(engine)


def test_a_server_that_is_away_is_said_everywhere(many, client, settings):
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:9"
    page = client.get("/search/", {"q": "梯子"})
    assert page.status_code == 200
    assert "搜索现在用不了" in page.content.decode()
    with pytest.raises(CommandError, match="Elasticsearch 没有回答"):
        call_command("reconcile_index")
    waiting = Change.objects.count()
    with pytest.raises(EngineDown):
        indexing.drain()
    assert Change.objects.count() == waiting > 0
    assert "Elasticsearch" in client.get("/readyz").content.decode()
