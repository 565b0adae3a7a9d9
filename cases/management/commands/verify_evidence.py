"""manage.py verify_evidence [--case NUMBER]"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.models import Case
from cases.services.evidence_check import verify
from portal.rules.file_types import size_words


class Command(BaseCommand):
    help = "核对证据：台账一条不少、没有改过，每个文件和入账时一模一样。有不符的逐处写出来，退出码 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--case", default="", help="只核对这一件，写编号")

    def handle(self, *args: Any, **options: Any) -> None:
        case = Case.objects.filter(number=options["case"]).first() if options["case"] else None
        if options["case"] and case is None:
            raise CommandError(f"没有这件案子：{options['case']}")
        found = verify(case=case)
        for fault in found.faults:
            self.stdout.write(str(fault))
        told = f"台账 {found.entries} 条，文件 {found.files} 个，共 {size_words(found.size)}"
        self.stdout.write(f"{told}：{f'{len(found.faults)} 处不符' if found.faults else '全部相符'}")
        if found.faults:
            sys.exit(1)
