"""Answer labelled questions over a corpus, through the site's own search, and write ranked results."""

from __future__ import annotations

import json
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import clock
from search.corpus import Corpus, read_lines
from search.engines import EngineError, make_engine
from search.services.synonyms import load_synonyms, synonym_table


class Command(BaseCommand):
    help = "用一份带答案的语料检验搜索：自建索引，回答每个问题，写出排好的结果"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", type=Path, required=True)
        parser.add_argument("--questions", type=Path, required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--engine", default=settings.SEARCH_ENGINE)
        parser.add_argument("--limit", type=int, default=100)

    def handle(self, *args: Any, **options: Any) -> None:
        load_synonyms()
        today = clock.today()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            try:
                engine = make_engine(options["engine"], root=Path(folder))
                corpus = Corpus(engine, "corpus")
                count = corpus.build(read_lines(options["articles"]))
                answered = 0
                with options["out"].open("w", encoding="utf8") as out:
                    for row in read_lines(options["questions"]):
                        keys = corpus.answer(
                            row["question"], table=synonym_table(), today=today, limit=options["limit"]
                        )
                        out.write(json.dumps({"id": row["id"], "results": keys}, ensure_ascii=False) + "\n")
                        answered += 1
            except (EngineError, OSError) as error:
                raise CommandError(str(error)) from error
            finally:
                if "engine" in locals():
                    engine.close()
        self.stdout.write(f"{count} 条入索引，回答 {answered} 个问题，结果在 {options['out']}")
