"""manage.py load_precedents"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.services.samples import BadContent, load_precedents
from portal import clock


class Command(BaseCommand):
    help = "载入虚构示例案例（可重复执行，不覆盖人改过的内容）"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = load_precedents(now=clock.now())
        except BadContent as wrong:
            raise CommandError(f"示例案例有错，一个也没有载入：\n{wrong}") from wrong
        for oddity in told.oddities:
            self.stderr.write(f"待处理：{oddity}")
        if told.kept:
            self.stdout.write(f"人改过，没有覆盖：{'、'.join(told.kept)}")
        self.stdout.write(f"示例案例：新增 {told.added}，更新 {told.renewed}")
