"""manage.py verify_trail [--end 链尾]"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cases.models import CaseMove
from cases.services.integrity import end_holds, end_now, trail_faults
from portal import clock


class Command(BaseCommand):
    help = (
        "核对案件的操作记录：一条接一条，没有改过、少过。有不符的逐处写出来，退出码 1。最后一行是链尾，可以打印留底。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--end", default="", help="以前打印的链尾：看那时候的记录是不是还一样")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = trail_faults()
        if options["end"] and not end_holds(options["end"]):
            wrong.append("和打印的链尾对不上：那时候的记录后来被重写过")
        for words in wrong:
            self.stdout.write(words)
        told = f"操作记录 {CaseMove.objects.count()} 条"
        self.stdout.write(f"{told}：{f'{len(wrong)} 处不符' if wrong else '全部相符'}")
        self.stdout.write(f"链尾 {end_now(clock.now())}")
        if wrong:
            sys.exit(1)
