"""Importing official texts, linking their citations included, beside bare inserts of the same rows in one run.

Each round is its own transaction, taken back at the end. The texts are the public collection when it stands beside the
project, else statutes made up for the purpose.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

import django

from bench import Figure
from bench.server import ROOT
from launch.groups import corpus

MADE_UP = 60
ARTICLES = 80


def main() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder:
        os.environ["MINGBAI_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.development"
        environment = os.environ | {"MINGBAI_VAR": folder}
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT, env=environment, check=True, capture_output=True,
        )  # fmt: skip
        django.setup()
        return measure(texts())


def texts() -> list[tuple[str, bytes]]:
    folder = corpus() / "regulations"
    if folder.is_dir():
        return [(str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*.md"))]
    return [(f"试行办法{n}(2020-01-01).md", made_up(n)) for n in range(MADE_UP)]


def made_up(n: int) -> bytes:
    """A statute of ARTICLES articles in our own words, each naming another."""
    head = f"# 第{n}号工地试行办法\n\n2020年1月1日 公布\n\n2020年2月1日 施行\n\n<!-- INFO END -->\n\n"
    articles = (
        f"第{i}条 工地上的第{i}件事，照本办法第{i % 9 + 1}条办，班组长要记下来。\n\n" for i in range(1, ARTICLES)
    )
    return (head + "".join(articles) + f"第{ARTICLES}条 本办法自2020年2月1日起施行。\n").encode()


def measure(files: Sequence[tuple[str, bytes]]) -> list[Figure]:
    from django.db import transaction

    from knowledge.models import ArticleText
    from knowledge.services.import_regulations import import_files

    with transaction.atomic():
        first, _ = timed(lambda: list(import_files(sources=files)))
        second, _ = timed(lambda: list(import_files(sources=files)))
        rows = list(ArticleText.objects.all())
        ArticleText.objects.all().delete()
        bare, _ = timed(lambda: ArticleText.objects.bulk_create(rows, batch_size=500))
        transaction.set_rollback(True)
    count = len(rows)
    return [
        Figure("articles imported and linked", count, ""),
        Figure("first import", count / first, "articles/s"),
        Figure("second import, nothing to do", count / second, "articles/s"),
        Figure("bare inserts of the same rows", count / bare, "articles/s"),
        Figure("first import / bare inserts", first / bare, "times"),
    ]


def timed(work: Callable[[], object]) -> tuple[float, object]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result
