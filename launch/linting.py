"""`./mingbai lint`: every check is run, and what failed is named at the end."""

from __future__ import annotations

import argparse

from . import development
from .console import say

CHECKS = (
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("mypy", ("-m", "mypy", ".")),
    ("lint-imports", ("-m", "importlinter.cli", "lint")),
    ("djlint", ("-m", "djlint", "templates", "--lint", "--quiet")),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", choices=[name for name, _ in CHECKS], help="只运行其中一项")


def lint(options: argparse.Namespace) -> int:
    development.prepare()
    failed = []
    for name, arguments in CHECKS:
        if options.only and name != options.only:
            continue
        say(f"== {name}")
        if development.show(*arguments):
            failed.append(name)
    say(f"检查没有通过：{'、'.join(failed)}" if failed else "检查全部通过")
    return 1 if failed else 0
