"""manage.py import_precedents <folder>"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.services.typical import files_in, import_typical
from portal import clock


class Command(BaseCommand):
    help = "把公布的典型案例（Markdown）导入成草稿；已经有的不再导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="放 .md 文件的文件夹，里面的文件夹也会看")
        parser.add_argument("--dry-run", action="store_true", help="只检查，什么都不改")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"没有这个文件夹：{folder}")
        outcome = import_typical(files=files_in(folder), by=None, now=clock.now(), dry=options["dry_run"])
        for name, words in outcome.wrong:
            self.stderr.write(f"没有导入：{name}：{words}")
        verb = "会导入" if options["dry_run"] else "已导入"
        told = f"{verb} {len(outcome.added)} 个草稿，已经有 {len(outcome.known)} 个，读不了 {len(outcome.wrong)} 个"
        self.stdout.write(f"{told}；{outcome.unkinded} 个要编辑选类型")
