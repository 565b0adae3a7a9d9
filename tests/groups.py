"""Tests that need more than Python are skipped by name, never silently: pytest run by hand says why as well."""

from __future__ import annotations

import json
import os
import sys

import pytest

from launch.groups import GROUPS

SERVERS = {
    "postgres": "MINGBAI_TEST_POSTGRES_URL",
    "redis": "MINGBAI_TEST_REDIS_URL",
    "elasticsearch": "MINGBAI_TEST_ELASTICSEARCH_URL",
    "semantic": "MINGBAI_TEST_EMBEDDING_MODEL",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests ask a database, and skip what this machine cannot run. Under `./mingbai test` nothing is left to
    skip here."""
    lacks: dict[str, str] = {}
    for item in items:
        if {"db", "django_db_setup"} & {*getattr(item, "fixturenames", ())} or item.get_closest_marker("django_db"):
            item.add_marker("database")
        for group in GROUPS:
            if item.get_closest_marker(group.name):
                why = lacks.setdefault(group.name, group.lacks() or _no_server(group.name))
                if why:
                    item.add_marker(pytest.mark.skip(reason=f"{group.name} 未运行：{why}"))


def _no_server(name: str) -> str:
    """The private servers are started by `./mingbai test`, or named by hand."""
    variable = SERVERS.get(name)
    return "" if variable is None or os.environ.get(variable) else f"没有 {variable}，请用 ./mingbai test 运行"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In a run of many processes say a failure at once: if the run is cut off, it has told what it knew."""
    if report.failed and hasattr(report, "node"):
        sys.__stdout__.write(f"\n{report.nodeid} ({report.when})\n{report.longreprtext}\n")
        sys.__stdout__.flush()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the groups that were left out, just above the closing line."""
    missing = json.loads(os.environ.get("MINGBAI_TEST_MISSING") or "{}")
    if missing:
        terminalreporter.section("未运行")
        for name, why in missing.items():
            terminalreporter.line(f"未运行：{name}（{why}）")
