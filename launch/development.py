"""What test, lint, bench and lock share: the development environment, and a tool run in the open."""

from __future__ import annotations

import subprocess

from . import checks, packages, places
from .console import Steps
from .processes import STOP, end_group, spawn


def prepare() -> None:
    """The environment with everything of requirements/dev.lock."""
    STOP.listen()
    checks.room(places.VAR, checks.SPARE_MEGABYTES)
    places.make_folders()
    packages.prepare(Steps(total=2), dev=True)


def show(*arguments: str, **extra: str) -> int:
    """Run one of the environment's Python modules with its output on this terminal; return its exit code."""
    process = spawn([str(places.PYTHON), *arguments], output=1, environment=places.child_environment(**extra))
    try:
        while True:
            try:
                return process.wait(0.2)
            except subprocess.TimeoutExpired:
                STOP.check()
    finally:
        end_group(process, seconds=10)
