"""`./mingbai test`: everything the tests need, then the tests, and what could not be run."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from . import development, groups, model, places
from .console import complain, say
from .private_servers import PrivateServers
from .problems import Problem
from .processes import STOP

LOG = places.LOGS / "test.log"
SERVERS = ("postgres", "redis", "elasticsearch")
TOGETHER = "2"
"""pytest processes; a single file is faster with one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true", help="只运行规则的测试，不要数据库、浏览器、服务程序")


def test(options: argparse.Namespace) -> int:
    """pytest's exit code; 1 when all passed but with CI=true a group was not run."""
    development.prepare()
    wanted = set() if options.quick else set().union(*map(groups.used, folders(options.rest)))
    missing = groups.provide(wanted, LOG) if wanted else {}
    given = _model(missing) if "semantic" in wanted - set(missing) else {}
    STOP.check()
    with PrivateServers([name for name in SERVERS if name in wanted - set(missing)]) as servers:
        code = development.show(
            "-m", "pytest", *pytest_arguments(options, missing), **environment(missing, servers), **given
        )
    if code == 0 and missing and in_ci():
        complain(f"CI=true：{'、'.join(missing)} 没有运行，算作失败。")
        return 1
    return code


def folders(rest: list[str]) -> list[Path]:
    """Where the tests that were chosen lie, all of them when none was: what their neighbours need is made ready."""
    named = [places.ROOT / part.partition("::")[0] for part in rest if part.startswith("tests")]
    return [path if path.is_dir() else path.parent for path in named] or [places.ROOT / "tests"]


def _model(missing: dict[str, str]) -> dict[str, str]:
    """The folder of the model for the group that needs one; when it cannot be had the group is not run."""
    try:
        return {model.TEST_VARIABLE: str(model.obtain(LOG))}
    except Problem as problem:
        missing["semantic"] = problem.line
        return {}


def pytest_arguments(options: argparse.Namespace, missing: dict[str, str]) -> list[str]:
    """In parallel unless someone chose files or a number of processes; without the groups that cannot run."""
    left_out = sorted({*missing, *(groups.QUICK if options.quick else ())})
    arguments = list(options.rest)
    if not any(part.startswith(("-n", "tests", "--pdb")) for part in arguments):
        arguments = ["-n", TOGETHER, "--dist", "loadfile", *arguments]
    if left_out and "-m" not in arguments:
        arguments += ["-m", " and ".join(f"not {name}" for name in left_out)]
    if missing:
        say("".join(f"未运行：{name}（{why}）\n" for name, why in missing.items()), end="")
    return arguments


def environment(missing: dict[str, str], servers: PrivateServers) -> dict[str, str]:
    """What tests/groups.py and the tests read; the tests have settings and a var folder of their own."""
    given = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.testing",
        "MINGBAI_VAR": str(places.VAR / "test"),
        "MINGBAI_TEST_MISSING": json.dumps(missing),
        model.VARIABLE: "",
        **servers.urls,
    }
    if path := groups.chromium():
        given["MINGBAI_TEST_CHROMIUM"] = path
    return given


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
