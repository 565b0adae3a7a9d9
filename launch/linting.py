"""`./mingbai lint`: every check is run, and what failed is named at the end."""

from __future__ import annotations

import argparse

from . import development, places
from .console import say

IMPORTS = "import sys; from importlinter.cli import lint_imports_command as run; sys.argv[0] = 'lint-imports'; run()"

CHECKS = (
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("mypy", ("-m", "mypy", ".")),
    ("lint-imports", ("-c", IMPORTS, "--no-logo", "--cache-dir", str(places.VAR / "lint" / "imports"))),
    ("djlint", ("-m", "djlint", "templates", "--lint", "--quiet")),
)

CACHES = {"RUFF_CACHE_DIR": str(places.VAR / "lint" / "ruff"), "MYPY_CACHE_DIR": str(places.VAR / "lint" / "mypy")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", choices=[name for name, _ in CHECKS], help="只运行其中一项")


def lint(options: argparse.Namespace) -> int:
    development.prepare()
    failed = []
    for name, arguments in CHECKS:
        if options.only and name != options.only:
            continue
        say(f"== {name}")
        if development.show(*arguments, **CACHES):
            failed.append(name)
    say(f"检查没有通过：{'、'.join(failed)}" if failed else "检查全部通过")
    return 1 if failed else 0
