"""Load the catalogue of regulations, the digests and the home page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from knowledge.services.catalogue import load_catalogue
from knowledge.services.home import ensure_home


class Command(BaseCommand):
    help = "装入法规目录、白话要点和首页（可重复执行，不覆盖编辑改过的内容）"

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_home()
        loaded = load_catalogue()
        for oddity in loaded.oddities:
            self.stderr.write(f"待处理：{oddity}")
        counts = "，".join(f"{name} {count}" for name, count in loaded.added.items() if count)
        self.stdout.write(f"目录已装入：{counts or '没有新内容'}")
