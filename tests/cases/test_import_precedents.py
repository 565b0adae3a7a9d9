"""Import of published typical cases: by command and in the admin, with a dry run."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from cases.models import Precedent
from cases.services import precedents
from cases.services.typical import files_in, import_typical
from launch.groups import corpus
from portal.services.refusal import Refused
from tests.cases.conftest import NOW
from tests.cases.rules.test_typical import CASE

pytestmark = pytest.mark.django_db


@pytest.fixture
def published_cases() -> Path:
    return corpus() / "precedents"


@pytest.mark.corpus
def test_all_published_cases_become_drafts_once(published_cases):
    files = files_in(published_cases)
    outcome = import_typical(files=files, by=None, now=NOW)
    assert (len(outcome.added), outcome.known, outcome.wrong) == (42, [], [])
    rows = Precedent.objects.all()
    assert all(row.state == "draft" and row.level == "TYP" and row.source and row.facts for row in rows)
    labour = [row for row in rows if "劳动人事" in row.source]
    assert len(labour) == 10
    assert all(row.kind and row.outcome and row.reasoning and row.outcome_code for row in labour)
    again = import_typical(files=files, by=None, now=NOW)
    assert (again.added, len(again.known)) == ([], 42)


@pytest.mark.corpus
def test_real_names_in_them_hold_them_back(published_cases):
    import_typical(files=files_in(published_cases), by=None, now=NOW)
    for name in ("吴小秦", "孙银山", "张莉"):
        row = Precedent.objects.get(facts__startswith=name)
        assert name in precedents.unmasked_words(row)


def test_a_dry_run_changes_nothing(tmp_path, capsys):
    (tmp_path / "一.md").write_text(CASE, encoding="utf8")
    (tmp_path / "坏.md").write_text("没有标题", encoding="utf8")
    call_command("import_precedents", tmp_path, "--dry-run")
    assert not Precedent.objects.exists()
    call_command("import_precedents", tmp_path)
    assert "已导入 1 个草稿，已经有 0 个，读不了 1 个" in capsys.readouterr().out
    assert [move.verb for move in Precedent.objects.get().moves.all()] == ["write"]


def test_a_draft_without_a_kind_is_not_submitted(handler):
    text = CASE.replace("加班", "网购")
    import_typical(files=[("a.md", text.encode())], by=handler, now=NOW)
    with pytest.raises(Refused, match="没有写全"):
        precedents.submit_precedent(precedent=Precedent.objects.get(), by=handler, now=NOW)


def test_an_upload_is_looked_at_and_then_confirmed(signed_in, handler):
    client, url = signed_in(handler), reverse("precedents_desk:import")
    assert "请选文件" in client.post(url).content.decode()
    sent = [
        SimpleUploadedFile("一.md", CASE.encode("gb18030")),
        SimpleUploadedFile("坏.md", b"\xff\xfe\x00"),
    ]
    answer = client.post(url, {"sources": sent})
    assert "会新增 1 个草稿" in answer.content.decode()
    assert [name for name, _ in answer.context["outcome"].wrong] == ["坏.md"]
    assert not Precedent.objects.exists()
    (name, text), *_ = answer.context["texts"]
    done = client.post(url, {"confirm": "1", "name": name, "text": text.replace("\n", "\r\n")})
    assert "导入完成" in done.content.decode()
    one = Precedent.objects.get()
    assert (one.state, one.written_by, one.title) == ("draft", handler, "放弃加班费的协议无效")


def test_an_upload_needs_the_permission(signed_in, outsider):
    assert signed_in(outsider).get(reverse("precedents_desk:import")).status_code in (302, 403)
