"""Reads the command line and turns whatever goes wrong into one line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from . import bench, linting, locking, node, packages, places, prepare, start, testing
from .console import Steps, complain, say
from .problems import Interrupted, Problem, from_os_error


def main(arguments: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        return _dispatch(list(arguments))
    except Problem as problem:
        for line in problem.details:
            complain(f"    {line}")
        complain(f"明白：{problem.line}" if not problem.line.startswith("明白") else problem.line)
        return problem.code
    except (Interrupted, KeyboardInterrupt):
        complain("已停止。")
        return 130
    except OSError as error:
        refusal = from_os_error(error, places.VAR)
        complain(f"明白：{refusal.line}")
        return refusal.code


def _dispatch(arguments: list[str]) -> int:
    if arguments[:1] == ["manage"]:
        return manage(arguments[1:])
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if options.command is None:
        parser.print_help()
        return 2
    if rest and options.command != "test":
        parser.error(f"不认识的参数：{' '.join(rest)}")
    options.rest = rest
    result: int = options.run(options)
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mingbai", description="明白：建筑劳务的法规、培训与案件门户")
    commands = parser.add_subparsers(dest="command", metavar="命令")
    for name, help_text, module, run in (
        ("start", "启动网站（第一次会装好所需的一切）", start, start.start),
        ("test", "运行全部测试；其余参数交给 pytest", testing, testing.test),
        ("lint", "检查代码风格、类型、依赖方向与模板", linting, linting.lint),
        ("bench", "运行性能测量", bench, bench.bench),
        ("elasticsearch", "启动一个 Elasticsearch 节点，给开发用", node, node.node),
        ("lock", "重新生成 requirements 里的锁定文件", locking, locking.lock),
    ):
        command = commands.add_parser(name, help=help_text, description=help_text)
        module.add_arguments(command)
        command.set_defaults(run=run)
    commands.add_parser("manage", help="运行 Django 的管理命令，例如 ./mingbai manage createsuperuser")
    return parser


def manage(arguments: list[str]) -> int:
    """manage.py in the environment, which is made when it does not stand yet."""
    places.make_folders()
    if not packages.works():
        packages.prepare(Steps(total=2))
        say()
    command = prepare.manage(*arguments)
    os.chdir(places.ROOT)
    os.execve(command[0], command, places.child_environment())
    return 0
