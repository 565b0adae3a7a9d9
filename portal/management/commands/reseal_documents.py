"""manage.py reseal_documents"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.services.people import reseal_documents


class Command(BaseCommand):
    help = "换密钥以后，把证件号码都改用最新的密钥加密；做完才能去掉旧密钥。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"已重新加密 {reseal_documents()} 条")
