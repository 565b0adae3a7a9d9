"""`manage.py import_regulations`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import Regulation
from tests.knowledge.statutes import document, statute

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "地方").mkdir()
    (tmp_path / "地方" / "某工地用工办法(2020-01-15).md").write_bytes(statute())
    (tmp_path / "副本.md").write_bytes(statute())
    (tmp_path / "说明.txt").write_text("不读")
    return tmp_path


def run(*args: object) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("import_regulations", *map(str, args), stdout=out)
    except SystemExit as stop:
        return out.getvalue(), int(str(stop.code))
    return out.getvalue(), 0


def test_every_file_is_reported_and_counted(folder: Path) -> None:
    text, code = run(folder)
    assert code == 0
    assert "[新法规] 副本.md：5 条" in text
    assert "[没有变化] 地方/某工地用工办法(2020-01-15).md：5 条" in text
    assert (
        text.splitlines()[-1] == "共 2 个文件：新法规 1，新版本 0，补入全文 0，没有变化 1，拒绝 0；存入 5 条，异常 1 处"
    )


def test_a_refused_file_sets_the_exit_code_and_does_not_stop_the_others(folder: Path) -> None:
    (folder / "坏.md").write_bytes(b"# x\n\n\xff\xfe")
    text, code = run(folder)
    assert code == 1
    assert "[拒绝] 坏.md：第 3 行：不是 UTF-8 文本" in text
    assert Regulation.objects.count() == 1


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "大.md").open("wb") as handle:
        handle.truncate(50 << 20)
    text, code = run(tmp_path / "大.md")
    assert (code, "超过 5 MB 上限" in text) == (1, True)


def test_json_to_a_file_and_to_the_screen(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    run(folder, "--json", target)
    report = json.loads(target.read_text(encoding="utf8"))
    assert report["totals"] == {
        "files": 2, "articles": 5, "oddities": 1,
        "created": 1, "new_version": 0, "text_added": 0, "unchanged": 1, "refused": 0,
    }  # fmt: skip
    first = report["files"][0]
    assert (first["state"], first["regulation"], first["effective_on"]) == ("created", "mgdygbf", "2020-03-01")
    text, _ = run(folder, "--json", "-")
    assert json.loads(text)["totals"]["unchanged"] == 2


def test_a_dry_run_says_so_and_writes_nothing(folder: Path) -> None:
    text, _ = run(folder, "--dry-run")
    assert text.splitlines()[-1].startswith("【试运行，没有写入】共 2 个文件")
    assert not Regulation.objects.exists()


def test_word_files_and_single_files(tmp_path: Path) -> None:
    path = tmp_path / "某办法(2020-01-15).docx"
    path.write_bytes(document("某办法", "第一条 甲。", "第二条 本办法自2020年3月1日起施行。"))
    assert "[新法规]" in run(path)[0]


def test_a_path_that_does_not_exist() -> None:
    with pytest.raises(CommandError, match="没有这个文件或文件夹"):
        run("/nowhere/at/all")
