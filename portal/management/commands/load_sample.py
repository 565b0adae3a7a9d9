"""manage.py load_sample"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import clock
from portal.services import sample


class Command(BaseCommand):
    help = "载入示例单位、项目和人员（全部标明“示例”，口令是公开的）。重复运行不会多出来。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--even-here", action="store_true", help="在正式环境也载入")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.STAFF_NEED_SECOND_FACTOR and not options["even_here"]:
            raise CommandError("这是正式环境，示例账号的口令人人都知道；一定要载入请加 --even-here")
        made = sample.load_sample(today=clock.today())
        self.stdout.write("、".join(sample.named(made)) or "示例已经在了，没有变化")
