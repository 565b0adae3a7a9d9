"""Compare the index with the database, by ids and contents, and repair what differs."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import indexing
from search.engines import EngineError


class Command(BaseCommand):
    help = "把搜索索引和数据库逐篇对一遍，缺的补上、旧的换掉、多的去掉；每天夜里自动做一次"

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        try:
            wrong = indexing.mend()
            found = indexing.reconcile()
        except EngineError as error:
            raise CommandError(str(error)) from error
        if wrong:
            self.stdout.write(f"索引用不了，已重建：{wrong}")
        said = f"不一致，已补好：{found}" if found else "索引和数据库一致"
        self.stdout.write(f"{said}，{time.perf_counter() - started:.1f} 秒")
