"""manage.py load_cases"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cases.services.case_samples import load_cases
from portal import clock


class Command(BaseCommand):
    help = "载入四件虚构的示例案件。先载入示例单位（load_sample）；已经有示例案件就不再载入。"

    def handle(self, *args: Any, **options: Any) -> None:
        made = load_cases(now=clock.now())
        self.stdout.write(f"示例案件 {made}" if made else "示例案件已经在了，或者没有示例项目，没有变化")
