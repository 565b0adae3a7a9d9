"""Tabs, devices and sweeps at the same moment, on files of SQLite and on PostgreSQL: real threads, real locks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.launch.door import ROOT, postgres_database

EXPECTED = {
    "begin": {"codes": 1, "attempts": 1, "again": ["Refused"]},
    "save": {"saved": 7, "duplicate": 49, "events": 7},
    "number": ["refused", "refused", "refused", "saved"],
    "collect": {"results": 1, "records": 1},
}


def run(*command: str, var, url: str) -> str:
    own = {
        "MINGBAI_VAR": str(var),
        "MINGBAI_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
    }
    ended = subprocess.run([sys.executable, *command], cwd=ROOT, env=os.environ | own, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    return ended.stdout


def race(var, url) -> None:
    found = json.loads(run("-m", "tests.training.race", var=var, url=url))
    handed_in = found.pop("hand_in")
    assert found == EXPECTED
    assert handed_in["on_time"] == handed_in["counted"]
    assert (handed_in["same"], handed_in["results"], handed_in["errors"]) == (True, 1, [])


@pytest.mark.django_db
def test_on_a_file_of_sqlite(tmp_path, migrated_database):
    file = tmp_path / "race.sqlite3"
    shutil.copy(migrated_database, file)
    race(tmp_path, f"sqlite:///{file}")


@pytest.mark.postgres
def test_on_postgresql(tmp_path, tmp_path_factory):
    race(tmp_path, postgres_database(tmp_path_factory))
