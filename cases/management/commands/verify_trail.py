"""manage.py verify_trail"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from cases.models import CaseMove
from cases.services.integrity import trail_faults


class Command(BaseCommand):
    help = "核对案件的操作记录：一条接一条，没有改过、少过。有不符的逐处写出来，退出码 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = trail_faults()
        for words in wrong:
            self.stdout.write(words)
        told = f"操作记录 {CaseMove.objects.count()} 条"
        self.stdout.write(f"{told}：{f'{len(wrong)} 处不符' if wrong else '全部相符'}")
        if wrong:
            sys.exit(1)
