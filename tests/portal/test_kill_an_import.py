"""A process that imports a roster is killed for good, another one finishes: nothing is lost and nothing doubled."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.server]

PEOPLE = 600
PREPARE = f"""
from django.core.files.base import ContentFile
from portal import clock
from portal.models import Membership, Organisation, Person, Project
from portal.services import jobs, rosters
from tests.portal.services.rosters.conftest import person, xlsx

client = Organisation.objects.create(name="甲", kind="client")
project = Project.objects.create(client=client, name="甲项目")
by = Person.objects.create_user("handler", name="经办人")
Membership.objects.create(person=by, organisation=client, project=project, role="labour_manager")
rows = [person(n, crew=f"班{{n % 7}}", signed="是" if n % 2 else None) for n in range({PEOPLE})]
file = ContentFile(xlsx(*rows))
facts = {{"by": by, "now": clock.now()}}
sent = rosters.send_roster(project=project, file=file, name="花名册.xlsx", today=clock.today(), **facts)
jobs.run_job(sent.job.pk)
sent.refresh_from_db()
print("JOB", rosters.confirm_roster(roster=sent, **facts).pk)
"""
RUN = "from portal.services.jobs import run_job; print('STATE', run_job({job}))"
LATER = """
import datetime
from portal import clock
from portal.services import jobs
print("BACK", jobs.sweep(now=clock.now() + datetime.timedelta(minutes=10)))
"""
RESULT = """
SELECT p.name, c.name, m.starts_on, m.ends_on, m.trade, r.kind, r.title, r."values"
FROM portal_membership m JOIN portal_person p ON p.id = m.person_id LEFT JOIN portal_crew c ON c.id = m.crew_id
JOIN portal_personrecord r ON r.source_id = m.id ORDER BY 1, 6
"""


class Site:
    """A folder with a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "mingbai.sqlite3"
        self.environment = os.environ | {
            "MINGBAI_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        }

    def start(self, code: str) -> subprocess.Popen:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        return subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> str:
        process = self.start(code)
        said, complaint = process.communicate(timeout=300)
        assert process.returncode == 0, complaint[-3000:]
        return said

    def rows(self, query: str) -> list[tuple]:
        with sqlite3.connect(self.database, timeout=20) as opened:
            return opened.execute(query).fetchall()


def prepared_twice(folder: Path, migrated: Path) -> tuple[Site, Site, int]:
    """Two folders with the same confirmed roster, and the job that waits in both."""
    (folder / "clean").mkdir()
    shutil.copy(migrated, folder / "clean" / "mingbai.sqlite3")
    said = Site(folder / "clean").run(PREPARE)
    shutil.copytree(folder / "clean", folder / "hurt")
    return Site(folder / "clean"), Site(folder / "hurt"), int(said.split("JOB ")[1].split()[0])


def test_killed_and_started_again_it_ends_with_the_same_rows(migrated_database, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("looks into the SQLite file of a running import")
    clean, hurt, job = prepared_twice(tmp_path, migrated_database)
    assert "STATE done" in clean.run(RUN.format(job=job))
    process = hurt.start(RUN.format(job=job))
    until = time.monotonic() + 300
    try:
        while len(hurt.rows("SELECT id FROM portal_membership")) < PEOPLE // 3:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait(60)
    assert len(hurt.rows("SELECT id FROM portal_membership")) < PEOPLE
    assert f"[{job}]" in hurt.run(LATER)
    assert "STATE done" in hurt.run(RUN.format(job=job))
    assert len(hurt.rows("SELECT id FROM portal_membership")) == PEOPLE + 1
    assert hurt.rows(RESULT) == clean.rows(RESULT)
    done = "SELECT json_extract(found, '$.done') FROM portal_rosterimport"
    assert hurt.rows(done) == clean.rows(done)
