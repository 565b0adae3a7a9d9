"""manage.py remove_strays [--delete]"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal import clock
from portal.rules.file_types import size_words
from portal.services.attachments import strays


class Command(BaseCommand):
    help = "找出没有任何记录的私密文件（保存中途出错留下的，超过一天）；加 --delete 才删除。刚恢复过备份时先别删。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="删除，不只是数一数")

    def handle(self, *args: Any, **options: Any) -> None:
        found = strays(now=clock.now())
        size = size_words(sum(path.stat().st_size for path in found))
        if options["delete"]:
            for path in found:
                path.unlink(missing_ok=True)
        self.stdout.write(f"{'已删除' if options['delete'] else '找到'} {len(found)} 个，共 {size}")
