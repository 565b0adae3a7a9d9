"""Which groups are run, what is missing and why, and what that means in continuous integration."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

import pytest

from launch import groups, testing
from launch.private_servers import PrivateServers, find_postgres
from tests.launch.door import knock, surroundings, table


def options(*rest: str, quick: bool = False) -> argparse.Namespace:
    return argparse.Namespace(rest=list(rest), quick=quick)


def test_only_groups_that_a_test_carries_are_wanted(tmp_path):
    (tmp_path / "test_a.py").write_text("@pytest.mark.browser\ndef test_a(): ...")
    (tmp_path / "other.py").write_text("@pytest.mark.redis")
    assert groups.used(tmp_path) == {"browser"}


def test_servers_are_started_for_the_neighbours_of_what_was_chosen():
    wanted = [
        testing.folders(list(rest)) for rest in (["-x"], ["tests/portal/rules"], ["tests/cases/test_desk.py::test_a"])
    ]
    root = testing.places.ROOT / "tests"
    assert wanted == [[root], [root / "portal" / "rules"], [root / "cases"]]
    assert groups.used(root / "portal" / "rules") == set()
    assert "elasticsearch" in groups.used(root / "search")


def test_everything_runs_in_parallel_by_default():
    assert testing.pytest_arguments(options(), {}) == ["-n", "2", "--dist", "loadfile"]


@pytest.mark.parametrize("rest", [("tests/launch",), ("-n", "0"), ("-n4", "-x")])
def test_chosen_files_and_numbers_are_left_alone(rest):
    assert testing.pytest_arguments(options(*rest), {}) == list(rest)


def test_missing_groups_are_left_out(capsys):
    assert testing.pytest_arguments(options("tests"), {"redis": "没有 redis-server"})[-2:] == ["-m", "not redis"]
    assert "未运行：redis（没有 redis-server）" in capsys.readouterr().out


def test_quick_leaves_the_slow_groups_out():
    expression = testing.pytest_arguments(options("tests", quick=True), {})[-1]
    for name in ("browser", "server", "postgres", "redis", "corpus"):
        assert f"not {name}" in expression


def test_without_debian_the_reason_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MINGBAI_TEST_CHROMIUM", raising=False)
    missing = groups.provide({"browser"}, tmp_path / "log")
    assert missing == {"browser": "没有 Chromium；不是 Debian 系统，请自行安装 chromium fonts-noto-cjk fontconfig"}


def test_without_root_the_reason_says_so(monkeypatch, tmp_path):
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MINGBAI_TEST_REDIS_URL", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "不是 root" in groups.provide({"redis"}, tmp_path / "log")["redis"]


def test_a_failed_install_is_named(monkeypatch, tmp_path):
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 100\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}")
    monkeypatch.delenv("MINGBAI_TEST_REDIS_URL", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "退出码 100" in groups.provide({"redis"}, tmp_path / "log")["redis"]


@pytest.mark.server
@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_group_not_run_is_a_failure_in_ci_only(tmp_path, ci, code):
    """All that is chosen passes, but the collection of statutes, which its neighbours need, is not there."""
    chosen = ["tests/knowledge/test_compare_versions.py", "-p", "no:cacheprovider"]
    lacking = {"MINGBAI_CORPUS": str(tmp_path / "none"), "CI": ci}
    ended = knock("test", *chosen, var=tmp_path / "var", **lacking)
    assert ended.returncode == code, ended.stdout + ended.stderr
    lines = ended.stdout.strip().splitlines()
    assert " passed" in lines[-1]
    assert any("未运行：corpus" in line for line in lines[-6:-1])
    assert ("CI=true" in ended.stderr) is bool(ci)


@pytest.mark.server
def test_a_failing_test_fails_the_command(tmp_path):
    (tmp_path / "test_no.py").write_text("def test_no():\n    assert False\n")
    ended = knock("test", "--quick", str(tmp_path / "test_no.py"), "-p", "no:cacheprovider", var=tmp_path / "var")
    assert ended.returncode == 1
    assert "1 failed" in ended.stdout


@pytest.mark.server
def test_a_quick_run_asks_no_database(tmp_path):
    tests = "import pytest\ndef test_rule(): pass\n@pytest.mark.django_db\ndef test_rows(): assert False\n"
    (tmp_path / "test_both.py").write_text(f"{tests}def test_more_rows(db): assert False\n")
    chosen = [str(tmp_path / "test_both.py"), "-p", "tests.groups", "-p", "no:cacheprovider"]
    ended = knock("test", "--quick", *chosen, var=tmp_path / "var")
    assert "1 passed, 2 deselected" in ended.stdout, ended.stdout
    assert ended.returncode == 0


@pytest.mark.server
def test_by_hand_a_group_without_its_server_is_skipped_with_a_reason(tmp_path):
    code = "import pytest\n@pytest.mark.redis\ndef test_it(): raise AssertionError\n"
    (tmp_path / "test_it.py").write_text(code)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "tests.groups", "-rs", str(tmp_path)]
    ended = subprocess.run(command, env=surroundings(tmp_path / "var"), capture_output=True, text=True)
    assert "redis 未运行：没有 MINGBAI_TEST_REDIS_URL" in ended.stdout
    assert "1 skipped" in ended.stdout


@pytest.mark.postgres
@pytest.mark.redis
def test_private_servers_are_not_root_and_leave_nothing(monkeypatch):
    monkeypatch.delenv("MINGBAI_TEST_POSTGRES_URL", raising=False)
    monkeypatch.delenv("MINGBAI_TEST_REDIS_URL", raising=False)
    assert find_postgres()
    with PrivateServers(["postgres", "redis"]) as servers:
        pids = [process.pid for process in servers._running]
        assert set(servers.urls) == {"MINGBAI_TEST_POSTGRES_URL", "MINGBAI_TEST_REDIS_URL"}
        if not os.geteuid():
            assert all(os.stat(f"/proc/{pid}").st_uid != 0 for pid in pids)
        folder = servers._folder
    assert not folder.exists()
    assert set(pids).isdisjoint(table())
