"""manage.py sample_accounts [--json]"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.services import sample


class Command(BaseCommand):
    help = "列出还在的示例账号。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [
            {"role": a.role_name, "name": sample.MARK + a.name, "login": a.login, "password": a.password, "pin": a.pin}
            for a in sample.present_accounts()
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(f"{row['role']}\t{row['login']}\t{row['password']}\t{row['pin']}")
