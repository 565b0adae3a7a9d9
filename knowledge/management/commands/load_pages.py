"""Load the sample policy updates and interpretations."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from knowledge.services.page_samples import load_pages


class Command(BaseCommand):
    help = "装入示例政策更新和法律解读（可重复执行，不覆盖编辑改过的内容）"

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_pages()
        for oddity in loaded.oddities:
            self.stderr.write(f"待处理：{oddity}")
        self.stdout.write(
            f"示例政策更新和解读：新增 {loaded.added}，更新 {loaded.renewed}，编辑改过的 {len(loaded.kept)}"
        )
