"""`./mingbai lock`: resolve pyproject.toml into requirements/*.lock, for every supported Python and system."""

from __future__ import annotations

import argparse

from . import development, places
from .console import say
from .processes import must_run

# Resolved from the oldest Python that is supported, with hashes, and with no address of any index.
ARGUMENTS = ["--universal", "--python-version", "3.11.0", "--generate-hashes", "--quiet"]
ARGUMENTS += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--upgrade", action="store_true", help="把所有依赖升到允许范围内的最新版")


def lock(options: argparse.Namespace) -> int:
    development.prepare()
    upgrade = ["--upgrade"] if options.upgrade else []
    runtime, semantic, dev, installer = (
        str(path) for path in (places.RUNTIME_LOCK, places.SEMANTIC_LOCK, places.DEV_LOCK, places.INSTALLER_LOCK)
    )
    optional = ["--extra", "semantic"]
    for target, arguments in (
        (runtime, ["pyproject.toml"]),
        (semantic, ["pyproject.toml", *optional, "-c", runtime]),
        (dev, ["pyproject.toml", *optional, "--group", "dev", "-c", semantic]),
        (installer, ["--group", "installer"]),
    ):
        command = [str(places.PYTHON), "-m", "uv", "pip", "compile", *arguments, *ARGUMENTS, *upgrade, "-o", target]
        must_run("解析依赖", command, log=places.LOGS / "lock.log")
        say(f"已写入 {target}")
    return 0
