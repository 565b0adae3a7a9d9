"""`./mingbai start` for real: it answers, comes back after kill -9, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.launch.door import (
    ROOT,
    Running,
    descendants,
    first_start,
    knock,
    once,
    postgres_database,
    started,
    table,
)

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first start left, with its home folder beside it."""
    return once(tmp_path_factory, "first", first_start)


@pytest.fixture(scope="module")
def home(first: Path) -> Path:
    """A home folder that must stay empty."""
    return first / "home"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory, first: Path) -> Path:
    return Path(shutil.copytree(first / "var", tmp_path_factory.mktemp("site") / "var"))


@pytest.fixture(scope="module")
def spare(var: Path) -> Path:
    """A copy for tests that end their own start."""
    return Path(shutil.copytree(var, var.parent / "spare"))


@pytest.fixture(scope="module")
def site(var: Path, spare: Path, home: Path):
    """One start for all that it survives."""
    with started(var, HOME=str(home)) as running:
        yield running


def web_master(site: Running) -> int:
    return min(pid for pid, line in site.processes().items() if "gunicorn" in line)


def answers_again(site: Running) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if site.get("/healthz")[0] == 200:
                return True
        except OSError:
            time.sleep(0.2)
    return False


def test_unchanged_steps_are_skipped(site):
    text = "\n".join(site.lines)
    steps = [line for line in site.lines if re.match(r"\[\d+/\d+\] ", line)]
    assert len(steps) == int(steps[0].split("/")[1].split("]")[0]), text
    asked_anew = ("虚拟环境", "安装依赖", "启动")
    assert [step for step in steps if "跳过" not in step and not any(word in step for word in asked_anew)] == [], text


def test_nothing_is_written_outside_var(site, home, var):
    assert site.get("/")[0] == 200
    assert list(home.iterdir()) == []
    assert not list(ROOT.glob("celerybeat-schedule*"))
    assert list(var.glob("celerybeat-schedule*"))


def test_a_second_start_says_that_one_runs(site, var):
    ended = knock("start", "--port", "0", var=var)
    assert ended.returncode == 2
    assert f"明白已经在运行：http://127.0.0.1:{site.port}/" in ended.stderr
    assert site.get("/healthz")[0] == 200


def test_the_web_process_comes_back(site):
    os.kill(web_master(site), signal.SIGKILL)
    site.expect("网站进程停了（信号 9）", 20)
    site.expect("网站进程已恢复", 60)
    assert site.get("/")[0] == 200


def test_one_of_its_children_comes_back(site):
    child = min(descendants(web_master(site)))
    os.kill(child, signal.SIGKILL)
    site.expect(f"网站进程的一个子进程（{child}）停了", 30)
    assert answers_again(site)


def test_the_worker_comes_back(site):
    worker = min(pid for pid, line in site.processes().items() if "celery" in line)
    os.kill(worker, signal.SIGKILL)
    site.expect("后台进程停了（信号 9）", 20)
    deadline = time.monotonic() + 30
    while not any("celery" in line for line in site.processes().values()):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_end_leaves_no_process(spare, number):
    """`first_start` tries Ctrl-C."""
    with started(spare) as site:
        family = set(site.processes())
        assert site.end(number) == 0
        assert family.isdisjoint(table())


def test_even_a_killed_start_leaves_no_process(spare):
    """kill -9 of the launcher itself: Linux tells its children to end."""
    with started(spare) as site:
        family = set(site.processes())
        os.kill(site.process.pid, signal.SIGKILL)
        site.process.wait(10)
        deadline = time.monotonic() + 60
        while family & set(table()) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert family.isdisjoint(table())


def test_asked_to_end_while_preparing(tmp_path):
    site = Running(tmp_path / "var")
    time.sleep(2)
    family = set(site.processes())
    assert site.end(signal.SIGINT) == 130
    assert family.isdisjoint(table())


@pytest.mark.postgres
@pytest.mark.redis
def test_postgresql_and_redis_serve_as_well(tmp_path, tmp_path_factory, var):
    """A site that moves to the servers of a larger one, with the beat that goes through the broker and back."""
    shutil.copytree(var, tmp_path / "var", ignore=shutil.ignore_patterns("mingbai.sqlite3*", "index"))
    servers = {
        "MINGBAI_DATABASE_URL": postgres_database(tmp_path_factory),
        "MINGBAI_BROKER_URL": os.environ["MINGBAI_TEST_REDIS_URL"],
    }
    with started(tmp_path / "var", **servers) as site:
        assert site.get("/")[0] == 200
        assert not (tmp_path / "var" / "mingbai.sqlite3").exists()
        deadline = time.monotonic() + 90
        while site.get("/readyz")[0] != 200:
            assert time.monotonic() < deadline, site.get("/readyz")
            time.sleep(1)
