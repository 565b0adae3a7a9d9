"""manage.py remove_samples"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cases.services.samples import remove_samples


class Command(BaseCommand):
    help = "删除全部虚构示例案例，网页和搜索里同时去掉。"

    def handle(self, *args: Any, **options: Any) -> None:
        removed = remove_samples()
        self.stdout.write(f"已删除示例案例 {removed['示例案例']}" if removed else "没有示例案例")
