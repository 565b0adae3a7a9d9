"""Build the index anew beside the one in use, and the words to suggest."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines import EngineError
from search.indexing import rebuild
from search.services.synonyms import load_synonyms
from search.services.terms import build_terms


class Command(BaseCommand):
    help = "重建搜索索引（不停机）、装入同义词、重做搜索建议"

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        load_synonyms()
        try:
            count = rebuild()
        except EngineError as error:
            raise CommandError(str(error)) from error
        build_terms()
        self.stdout.write(f"索引已建好：{count} 篇，{time.perf_counter() - started:.1f} 秒")
