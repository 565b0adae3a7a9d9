"""Rows that take long to make, made once for a process: the next test that wants them gets a copy."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

Rows = dict[str, dict[int, tuple[Any, ...]]]
"""Table → row number → values."""


@dataclass
class Kept:
    """What a maker changed: the rows it found in the tables it touched, those it left there, and its files."""

    found: Rows
    left: Rows
    files: Path | None


_KEPT: dict[str, list[Kept]] = defaultdict(list)
_FOLDER = tempfile.TemporaryDirectory()


def stocked(name: str, make: Callable[[], object], files: Path | None = None) -> None:
    """The rows that `make` makes and its files in the folder `files`; where it found other rows, it runs again.

    Belongs inside the transaction of a test. Nothing but rows and these files comes back.
    """
    if connection.vendor != "sqlite":
        make()
        return
    before = _rows()
    fitting = (kept for kept in _KEPT[name] if all(before[table] == rows for table, rows in kept.found.items()))
    if kept := next(fitting, None):
        _bring_back(kept, files)
        return
    make()
    after = _rows()
    touched = [table for table in after if before[table] != after[table]]
    copy = Path(_FOLDER.name) / f"{name}-{len(_KEPT[name])}" if files else None
    if files and copy:
        shutil.copytree(files, copy)
    _KEPT[name].append(Kept({table: before[table] for table in touched}, {t: after[t] for t in touched}, copy))


def _rows() -> Rows:
    """Of every table but those of the full-text index, which follows its table by triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%%\\_fts%%' ESCAPE '\\'")
        tables = [name for (name,) in cursor.fetchall() if name != "sqlite_sequence"]
        here: sqlite3.Connection = connection.connection
        rows = {table: here.execute(f'SELECT rowid, {_columns(table)} FROM "{table}"') for table in tables}  # noqa: S608
        return {table: {row[0]: row[1:] for row in found} for table, found in rows.items()}


@cache
def _columns(table: str) -> str:
    """Those that are written; generated ones are not listed."""
    here: sqlite3.Connection = connection.connection
    return ", ".join(f'"{row[1]}"' for row in here.execute(f'PRAGMA table_info("{table}")'))


def _bring_back(kept: Kept, files: Path | None) -> None:
    here: sqlite3.Connection = connection.connection
    for table, left in kept.left.items():
        found = kept.found[table]
        changed = [(key,) for key, row in found.items() if left.get(key) != row]
        here.executemany(f'DELETE FROM "{table}" WHERE rowid = ?', changed)  # noqa: S608
        new = [row for key, row in left.items() if found.get(key) != row]
        if new:
            marks = ", ".join("?" * len(new[0]))
            here.executemany(f'INSERT INTO "{table}" ({_columns(table)}) VALUES ({marks})', new)  # noqa: S608
    if files and kept.files:
        shutil.copytree(kept.files, files, dirs_exist_ok=True)
