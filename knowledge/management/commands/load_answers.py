"""Load the sample answered questions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from knowledge.services.answered_samples import load_answered
from portal import clock


class Command(BaseCommand):
    help = "装入示例问答（可重复执行，不覆盖编辑改过的内容）"

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_answered(now=clock.now())
        for oddity in loaded.oddities:
            self.stderr.write(f"待处理：{oddity}")
        self.stdout.write(f"示例问答：新增 {loaded.added}，更新 {loaded.renewed}，编辑改过的 {len(loaded.kept)}")
