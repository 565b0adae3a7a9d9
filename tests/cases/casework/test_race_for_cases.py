"""Reports, looks, evidence, sweeps and uploads at the same moment, on files of SQLite and on PostgreSQL: real threads,
real locks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.launch.door import ROOT, postgres_database

EXPECTED = {
    "numbers": {"cases": 5, "numbers": 5, "twins": 1, "errors": []},
    "trail": {"case": 20, "searches": 20, "broken": [], "errors": []},
    "evidence": {"numbers": [1, 2, 3, 4, 5], "errors": [], "faults": [], "broken": []},
    "sweep": {"errors": [], "told": True, "told_twice": 0, "missed_once": True},
    "upload": {"sent": True, "whole": True, "items": 1, "others": [], "kept": 1},
    "tie": {"errors": [], "links": 2, "broken": []},
}


def race(var, url) -> None:
    own = {
        "MINGBAI_VAR": str(var),
        "MINGBAI_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
    }
    command = [sys.executable, "-m", "tests.cases.casework.race"]
    ended = subprocess.run(command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert json.loads(ended.stdout) == EXPECTED


@pytest.mark.django_db
def test_on_a_file_of_sqlite(tmp_path, migrated_database):
    file = tmp_path / "race.sqlite3"
    shutil.copy(migrated_database, file)
    race(tmp_path, f"sqlite:///{file}")


@pytest.mark.postgres
def test_on_postgresql(tmp_path, tmp_path_factory):
    race(tmp_path, postgres_database(tmp_path_factory))
