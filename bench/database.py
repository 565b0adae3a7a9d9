"""A database of one's own for a measurement that works through the ORM: made, migrated, gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import django

from bench import Figure
from bench.server import manage


def with_database(measure: Callable[[], list[Figure]], *commands: str) -> list[Figure]:
    """What `measure` finds on a fresh database, after these management commands."""
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder:
        os.environ["MINGBAI_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.development"
        for command in ("migrate --verbosity 0", *commands):
            manage(Path(folder), *command.split())
        django.setup()
        return measure()
