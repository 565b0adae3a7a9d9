"""manage.py load_training_sample"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal import clock
from training.services.sample import load_sample_training


class Command(BaseCommand):
    help = (
        "载入示例单位自己的培训规定，和示例人员学过、考过的。先载入示例单位（load_sample）和培训内容（load_training）。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_sample_training(today=clock.today())
        self.stdout.write(f"示例培训规定 {added}" if added else "示例培训规定已经在了，没有变化")
