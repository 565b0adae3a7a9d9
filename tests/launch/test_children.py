"""Keeping children alive and ending whole families, with small programs in place of the servers."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from launch import children
from launch.children import Child, Keeper
from launch.problems import Problem
from launch.processes import STOP, end_group, run, spawn
from tests.launch.door import table


@pytest.fixture(autouse=True)
def nobody_asked():
    STOP.requests = 0
    yield
    STOP.requests = 0


def keep_for(keeper: Keeper, seconds: float) -> None:
    timer = threading.Timer(seconds, lambda: setattr(STOP, "requests", 1))
    timer.start()
    keeper.start()
    try:
        keeper.keep()
    finally:
        STOP.requests = 0
        keeper.end()
        timer.cancel()


def program(tmp_path: Path, code: str) -> Child:
    return Child("小程序", [sys.executable, "-c", code], tmp_path / "log" / "small.log")


def test_a_dying_child_is_started_again_ever_later(tmp_path, capsys):
    child = program(tmp_path, f"open({str(tmp_path / 'count')!r}, 'a').write('x'); raise SystemExit(3)")
    keep_for(Keeper([child]), 3)
    said = capsys.readouterr().out
    assert "小程序停了（退出码 3），马上重新启动" in said
    assert said.index("，马上重新") < said.index("，1 秒后重新") < said.index("，2 秒后重新")
    assert 2 <= len((tmp_path / "count").read_text()) <= 4


def test_a_child_that_lived_long_starts_at_once(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(children, "STEADY", 0.0)
    keep_for(Keeper([program(tmp_path, "import time; time.sleep(0.2)")]), 2)
    said = capsys.readouterr().out
    assert said.count("马上重新启动") >= 2
    assert "秒后重新启动" not in said


def test_what_a_dead_child_left_is_ended_before_the_next(tmp_path):
    """Orphans would hold the port."""
    code = f"""
import subprocess, sys
orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open({str(tmp_path / "orphans")!r}, "a").write(f"{{orphan.pid}}\\n")
"""
    keep_for(Keeper([program(tmp_path, code)]), 1.5)
    orphans = {int(line) for line in (tmp_path / "orphans").read_text().split()}
    assert orphans
    assert orphans.isdisjoint(table())


def test_a_child_that_cannot_start_says_why(tmp_path):
    child = program(tmp_path, "raise SystemExit('明白不能启动：缺少环境变量 X')")
    child.answers = lambda: False
    keeper = Keeper([child])
    keeper.start()
    with pytest.raises(Problem, match=r"^明白不能启动：缺少环境变量 X$"):
        keeper.wait_until_up(child, seconds=20)
    keeper.end()


def test_the_whole_family_ends_even_when_it_does_not_listen(tmp_path):
    code = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"])
print("ready", flush=True)
time.sleep(60)
"""
    reading, writing = os.pipe()
    process = spawn([sys.executable, "-c", code], output=writing)
    os.read(reading, 5)
    time.sleep(0.3)
    family = {pid for pid, (parent, _) in table().items() if parent == process.pid} | {process.pid}
    assert len(family) == 2
    end_group(process, seconds=0.5)
    assert family.isdisjoint(table())


def test_a_step_gives_its_output_and_keeps_it(tmp_path):
    log = tmp_path / "step.log"
    code, output = run([sys.executable, "-c", "print('你好'); raise SystemExit(4)"], log=log)
    assert (code, output) == (4, "你好\n")
    assert "你好" in log.read_text(encoding="utf-8")


def test_a_large_log_is_put_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(children, "LOG_BYTES", 100)
    child = program(tmp_path, "")
    child.log.parent.mkdir()
    child.log.write_text("x" * 200)
    children.shorten(child)
    assert child.log.read_text() == ""
    assert (tmp_path / "log" / "small.log.1").read_text() == "x" * 200
