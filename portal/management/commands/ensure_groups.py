"""manage.py ensure_groups"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.services.groups import ensure_groups


class Command(BaseCommand):
    help = "建立编辑、审核两个组，补上它们该有的权限；已有的不会拿走。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("、".join(sorted(ensure_groups(settings.GROUP_PERMISSIONS))))
