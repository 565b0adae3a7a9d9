"""manage.py load_synonyms"""

from __future__ import annotations

from django.core.management.base import BaseCommand

from search.services.synonyms import load_synonyms


class Command(BaseCommand):
    help = "载入搜索词（口语 → 法律用语）；编辑改过的不动。"

    def handle(self, *args: object, **options: object) -> None:
        loaded = load_synonyms()
        self.stdout.write(f"搜索词：新增 {loaded.added}，更新 {loaded.renewed}，保留编辑的 {loaded.kept}")
