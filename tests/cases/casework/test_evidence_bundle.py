"""The bundle of a case: whole, checked by sha256sum and by plain Python; and the checks that run every night."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import shutil
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from cases.models import Case, CaseMove, ChainHead, IntegrityCheck
from cases.services import evidence, integrity
from cases.services.evidence_bundle import _COLUMNS, _cells, start_bundle, sweep_bundles, write_bundle
from cases.services.trail import broken_links, note
from portal import clock
from portal.models import Attachment, Job, Message
from portal.services.attachments import original
from portal.services.jobs import run_job
from portal.services.refusal import Refused
from tests.cases.casework.conftest import NOW
from tests.portal.files import PDF, picture, recording

DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(case, handler):
    """Three items, one without a file, one handed over."""
    taken = picture(located=True)
    for content, name, kind, what in (
        (taken, "现场.jpg", "photo", "=HYPERLINK(1)"),
        (PDF, "合同.pdf", "document", "劳动合同 #*_[x]$"),
        (b"", "", "object", "断了的安全绳"),
    ):
        file = {"file": ContentFile(content, name=name), "name": name} if content else {}
        given = {"case": case, "by": handler, "key": uuid.uuid4(), "kind": kind, "what": what, "now": NOW}
        item = evidence.add_evidence(**given | file)
    evidence.hand_over(item=item, by=handler, to="区住建局", why="调查组要求", now=NOW)
    return case


@pytest.fixture
def bundle(filled, handler, tmp_path) -> Path:
    """The job's result, unpacked."""
    job = start_bundle(case=filled, by=handler, now=NOW)
    assert start_bundle(case=filled, by=handler, now=NOW) == job
    assert run_job(job.pk) == Job.State.DONE
    job.refresh_from_db()
    assert job.result is not None
    with original(job.result) as stream, zipfile.ZipFile(stream) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    return tmp_path


def recomputed(manifest: dict) -> bool:
    """As anyone would do it who has read the sheet."""
    before = ""
    for entry in manifest["entries"]:
        facts = json.dumps(entry["facts"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        before = hashlib.sha256((before + "\n" + facts).encode("utf-8")).hexdigest()
        if before != entry["hash"]:
            return False
    return before == manifest["head"]


@pytest.mark.covers("V-02")
def test_a_bundle_is_checked_with_standard_tools_and_the_chain_with_plain_python(bundle, filled, handler):
    assert shutil.which("sha256sum")
    command = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
    checked = subprocess.run(command, cwd=bundle, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(": OK") == 6
    everything = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    sums = (bundle / "SHA256SUMS").read_text()
    assert everything == {line.split("  ")[1] for line in sums.splitlines()} | {"SHA256SUMS"}
    manifest = json.loads((bundle / "manifest.json").read_text())
    assert recomputed(manifest)
    assert [entry["facts"]["kind"] for entry in manifest["entries"]] == ["intake", "intake", "intake", "custody"]
    by_item = {item["number"]: item for item in manifest["items"]}
    assert hashlib.sha256((bundle / by_item[1]["file"]).read_bytes()).hexdigest() == by_item[1]["sha256"]
    assert b"SecretCamera" in (bundle / by_item[1]["file"]).read_bytes()

    own = subprocess.run([sys.executable, "check_chain.py"], cwd=bundle, capture_output=True, text=True)
    assert (own.returncode, "全部相符" in own.stdout, manifest["head"] in own.stdout) == (0, True, True)
    manifest["entries"][1]["facts"]["why"] = "改过"
    (bundle / "manifest.json").write_text(json.dumps(manifest))
    assert not recomputed(manifest)
    assert subprocess.run([sys.executable, "check_chain.py"], cwd=bundle, capture_output=True).returncode == 1
    assert subprocess.run(command, cwd=bundle, capture_output=True).returncode == 1

    rows = list(csv.reader(io.StringIO((bundle / "manifest.csv").read_text("utf-8-sig"))))
    assert (len(rows), rows[1][2], rows[3][7]) == (4, "'=HYPERLINK(1)", "区住建局")
    sheet = "".join(page.extract_text() for page in PdfReader(bundle / "verification.pdf").pages)
    assert filled.number in sheet
    assert "劳动合同 #*_[x]$" in sheet
    assert "sha256sum-cSHA256SUMS" in "".join(sheet.split())
    assert manifest["head"] in sheet
    move = CaseMove.objects.get(case=filled, verb="export")
    kept = Attachment.objects.get(owner_type__model="job")
    assert (move.by, move.data) == (handler, {"evidence": 3, "sha": kept.sha256})


def test_items_and_entries_are_read_in_one_transaction_that_nobody_enters_evidence_in(filled, tmp_path):
    with CaptureQueriesContext(connection) as seen:
        write_bundle(filled, tmp_path / "bundle.zip", now=NOW, alive=lambda **told: None)
    told = [one["sql"] for one in seen.captured_queries]
    begun, ended = (
        next(n for n, sql in enumerate(told) if sql.startswith(f"{word}SAVEPOINT")) for word in ("", "RELEASE ")
    )
    reads = [n for n, sql in enumerate(told) if 'FROM "cases_evidence' in sql]
    assert all(begun < one < ended for one in reads)
    assert 'FROM "cases_case"' in told[begun + 1]


@pytest.mark.parametrize("first", "=+-@＝＋－＠\t\r")
def test_no_cell_of_the_table_is_a_formula(first):
    """A sheet takes the full-width signs for the narrow ones."""
    item = dict.fromkeys(_COLUMNS, "") | {"what": f"{first}cmd"}
    assert [cell for cell in _cells(item) if cell] == [f"'{first}cmd"]


def test_a_bundle_with_a_file_that_was_touched_is_not_made(filled, handler):
    item = filled.evidence.get(number=2)
    Path(item.attachment.file.file.path).write_bytes(PDF[:-1] + b"?")
    job = start_bundle(case=filled, by=handler, now=NOW)
    assert run_job(job.pk) == Job.State.FAILED
    job.refresh_from_db()
    assert "证据 2" in job.error
    assert not Attachment.objects.filter(owner_type__model="job").exists()


def test_a_bundle_of_a_ledger_that_was_touched_is_not_made(filled, handler):
    """The file and what is said of its sum were both replaced: only the ledger still knows better."""
    item, other = filled.evidence.get(number=2), PDF[:-1] + b"?"
    Path(item.attachment.file.file.path).write_bytes(other)
    Attachment.objects.filter(pk=item.attachment_id).update(sha256=hashlib.sha256(other).hexdigest())
    job = start_bundle(case=filled, by=handler, now=NOW)
    assert run_job(job.pk) == Job.State.FAILED
    job.refresh_from_db()
    assert "台账有" in job.error


def test_who_may_not_export_starts_none_and_an_empty_case_has_none(filled, open_one, handler, outsider):
    with pytest.raises(Refused):
        start_bundle(case=filled, by=outsider, now=NOW)
    with pytest.raises(Refused):
        start_bundle(case=open_one(), by=handler, now=NOW)


def test_bundles_go_after_a_week_and_evidence_stays(bundle, filled):
    later = clock.now() + datetime.timedelta(days=8)
    assert sweep_bundles(now=clock.now()) == 0
    assert sweep_bundles(now=later) == 1
    assert filled.evidence.filter(attachment__isnull=False).count() == 2


# ---- every night ----


@pytest.fixture
def administrator(make_person):
    return make_person("管理员", username="root", is_superuser=True)


def test_a_night_without_faults_leaves_a_row_and_tells_nobody(filled, administrator):
    found = [integrity.check_trail(now=lambda: NOW), integrity.check_evidence(now=lambda: NOW)]
    assert [(check.kind, check.wrong) for check in found] == [("trail", 0), ("evidence", 0)]
    assert (found[1].rows, found[1].files) == (4, 2)
    assert not Message.objects.filter(kind="integrity").exists()


def test_a_night_with_a_fault_tells_administrators_where(filled, administrator, signed_in):
    Path(filled.evidence.get(number=2).attachment.file.file.path).unlink()
    check = integrity.check_evidence(now=lambda: NOW)
    assert (check.wrong, IntegrityCheck.objects.count()) == (1, 1)
    message = Message.objects.get(person=administrator, kind="integrity")
    assert "合同.pdf" in message.body
    assert "1 处不符" in signed_in(administrator).get(message.link).content.decode()


def rewrite(case, **changes):
    """As the one may who has the database: a row, every hash after it, and the head."""
    rows, before = CaseMove.objects.filter(case=case).order_by("seq"), ""
    for row in rows:
        values = changes if row.seq == 2 else {}
        for name, value in values.items():
            setattr(row, name, value)
        row.before = before
        before = row.hash = row.expected_hash()
        models.QuerySet(CaseMove).filter(pk=row.pk).update(before=row.before, hash=row.hash, **values)
    ChainHead.objects.filter(chain=row.chain).update(hash=before)


def test_a_trail_written_anew_with_its_head_does_not_agree_with_the_end_that_was_printed(filled, capsys, caplog):
    night = clock.now() + DAY
    check = integrity.check_trail(now=lambda: night)
    assert check.wrong == 0
    assert f"end {check.end}" in caplog.text
    note(case=filled, verb="view", by=None, at=night)
    assert integrity.end_holds(check.end)
    call_command("verify_trail", end=check.end)
    assert "全部相符" in capsys.readouterr().out
    rewrite(filled, why="别的原因")
    assert list(broken_links()) == []
    with pytest.raises(SystemExit):
        call_command("verify_trail", end=check.end)
    assert "和打印的链尾对不上" in capsys.readouterr().out
    again = integrity.check_trail(now=lambda: night + DAY)
    assert any("上一次核验的链尾" in fault for fault in again.faults)


def test_samples_may_go_without_breaking_the_end(filled, open_one):
    end = integrity.end_now(clock.now() + DAY)
    sample = open_one(text="示例")
    models.QuerySet(Case).filter(pk=sample.pk).update(is_sample=True)
    note(case=sample, verb="view", by=None, at=NOW)
    assert integrity.end_now(clock.now() + DAY).partition("-")[2] == end.partition("-")[2]


def test_the_commands_say_what_is_wrong_and_end_with_one(filled, capsys):
    call_command("verify_evidence")
    call_command("verify_evidence", case=filled.number)
    call_command("verify_trail")
    assert capsys.readouterr().out.count("全部相符") == 3
    Path(filled.evidence.get(number=1).attachment.file.file.path).write_bytes(recording())
    with pytest.raises(SystemExit) as ended:
        call_command("verify_evidence", case=filled.number)
    assert ended.value.code == 1
    assert f"{filled.number} 第 1 条 现场.jpg：文件大小变了" in capsys.readouterr().out
    super(type(CaseMove.objects.all()), CaseMove.objects.filter(case=filled, seq=2)).update(why="改过")
    with pytest.raises(SystemExit):
        call_command("verify_trail")
    assert f"{filled.number} 第 2 条：内容改过" in capsys.readouterr().out
