"""Import official texts from files and folders and report on every file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from knowledge.rules.markdown_source import MAX_BYTES
from knowledge.services.import_regulations import FileReport, State, Totals, import_files
from knowledge.services.import_regulations.report import STATE_NAMES

SUFFIXES = {".md", ".docx"}


class Command(BaseCommand):
    """Exit code 1 when a file was refused; 0 otherwise, whatever the oddities."""

    help = "导入官方法规文本（公开库的 Markdown、国家法律法规数据库的 DOCX），逐个文件报告结果；可重复运行"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
        parser.add_argument("--dry-run", action="store_true", help="只报告，不写入")
        parser.add_argument("--json", metavar="FILE", help="报告另存为 JSON；- 表示打印 JSON，不打印文字")
        parser.add_argument("--replace", action="store_true", help="同一版本文字不同时，用文件替换已存的文字")

    def handle(self, *args: Any, **options: Any) -> None:
        files = list(find_files(options["paths"]))
        reports: list[FileReport] = []
        for report in import_files(sources=read_files(files), dry_run=options["dry_run"], replace=options["replace"]):
            reports.append(report)
            if options["json"] != "-":
                self.stdout.write(describe(report))
        totals = Totals.of(reports)
        self.write_json(options["json"], reports, totals)
        if options["json"] != "-":
            self.stdout.write(("【试运行，没有写入】" if options["dry_run"] else "") + totals.sentence())
        if totals.states[State.REFUSED]:
            raise SystemExit(1)

    def write_json(self, target: str | None, reports: list[FileReport], totals: Totals) -> None:
        if not target:
            return
        text = json.dumps(
            {"files": [r.as_dict() for r in reports], "totals": totals.as_dict()}, ensure_ascii=False, indent=1
        )
        if target == "-":
            self.stdout.write(text)
        else:
            Path(target).write_text(text + "\n", encoding="utf8")


def find_files(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """(name for reports, path); folders are searched for .md and .docx. Raises CommandError for a path that is not."""
    for path in paths:
        if path.is_dir():
            for found in sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()):
                yield found.relative_to(path).as_posix(), found
        elif path.is_file():
            yield "/".join(path.resolve().parts[-2:]), path
        else:
            raise CommandError(f"没有这个文件或文件夹：{path}")


def read_files(files: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, bytes]]:
    """Never more of a file than shows that it is too large."""
    for name, path in files:
        with path.open("rb") as handle:
            yield name, handle.read(MAX_BYTES + 1)


def describe(report: FileReport) -> str:
    """[新版本] 社会法/劳动法(2018-12-29).md：107 条，then oddities a line each."""
    head = f"[{STATE_NAMES[report.state]}] {report.name}"
    lines = [f"{head}：{report.message}" if report.message else f"{head}：{report.articles} 条"]
    lines += [f"    {f'第 {o.line} 行：' if o.line else ''}{o.what}" for o in report.oddities]
    return "\n".join(lines)
