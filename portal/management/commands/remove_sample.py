"""manage.py remove_sample"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.services import sample
from portal.services.refusal import Refused


class Command(BaseCommand):
    help = "删除全部示例数据，账号也在内；要么全删，要么一样不删。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            removed = sample.remove_sample()
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write("已删除：" + ("、".join(sample.named(removed)) or "没有示例数据"))
