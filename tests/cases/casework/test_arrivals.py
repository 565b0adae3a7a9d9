"""Wherever a process is killed while it takes in evidence, what it left half done is swept away in the end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid

import pytest
from django.core.files.base import ContentFile

from cases.models import Arrival, EvidenceItem
from cases.services.arrivals import LONG, begin_arrival, drop_arrival, sweep_arrivals
from cases.services.evidence import add_evidence
from portal.models import Attachment
from portal.services.attachments import forget_bytes
from portal.services.refusal import Refused
from tests.cases.casework.conftest import NOW
from tests.launch.door import ROOT
from tests.portal.files import PDF, picture

pytestmark = pytest.mark.django_db


def as_file(content: bytes) -> ContentFile:
    return ContentFile(content, name="a.jpg")


def run(tmp_path, database) -> dict[str, dict[str, int]]:
    file = tmp_path / "killed.sqlite3"
    shutil.copy(database, file)
    own = {
        "MINGBAI_VAR": str(tmp_path),
        "MINGBAI_DATABASE_URL": f"sqlite:///{file}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
    }
    command = [sys.executable, "-m", "tests.cases.casework.killed"]
    ended = subprocess.run(command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout)


def test_what_a_killed_process_left_is_swept_until_it_is_gone(tmp_path, migrated_database) -> None:
    found = run(tmp_path, migrated_database)
    whole = {"bytes": 1, "rows": 1, "coming": 0, "evidence": 1}
    assert found["whole"] == whole
    cut = [
        found[name]
        for name in (
            "the file has no row yet",
            "its row is written, not committed",
            "kept, and no evidence yet",
            "evidence, and not committed",
        )
    ]
    assert [one["ended"] for one in cut] == [9] * 4
    assert [one["bytes"] for one in cut] == [2, 3, 4, 5]
    assert [one["rows"] for one in cut] == [1, 1, 2, 3]
    assert [(one["coming"], one["evidence"]) for one in cut] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert found["too young to be swept"] == {"swept": 0, "bytes": 5, "rows": 3, "coming": 4, "evidence": 1}
    assert found["killed while sweeping"]["ended"] == 9
    assert found["killed while sweeping"]["coming"] > 0
    assert found["killed before it was told"]["ended"] == 9
    assert found["swept"] == whole | {"again": 0}


def test_a_refused_file_leaves_nothing_and_a_taken_one_no_row_of_its_coming(case, handler) -> None:
    facts = {"case": case, "by": handler, "kind": "photo", "what": "护栏", "now": NOW, "name": "a.jpg"}
    with pytest.raises(Refused):
        add_evidence(key=uuid.uuid4(), file=as_file(PDF), **facts)
    assert not Arrival.objects.exists()
    assert not Attachment.objects.exists()
    add_evidence(key=uuid.uuid4(), file=as_file(picture()), **facts)
    assert not Arrival.objects.exists()
    assert EvidenceItem.objects.get().attachment is not None


def test_what_has_become_evidence_is_never_dropped(case, handler) -> None:
    """Even if its row of coming was left behind."""
    facts = {"case": case, "by": handler, "kind": "photo", "what": "护栏", "now": NOW, "name": "a.jpg"}
    item = add_evidence(key=uuid.uuid4(), file=as_file(picture()), **facts)
    Arrival.objects.create(key=item.attachment.key, case=case, begun_at=NOW)
    assert sweep_arrivals(now=NOW + 2 * LONG) == 1
    assert item.attachment.file.file.storage.exists(item.attachment.file.file.name)
    with pytest.raises(ValueError, match="is there"):
        forget_bytes(key=item.attachment.key)


def test_dropping_what_never_came_does_no_harm(case) -> None:
    drop_arrival(arrival=begin_arrival(case=case, now=NOW))
    assert not Arrival.objects.exists()
