"""Checking the citations of a hundred pages, the library already read; the first check in a process beside it."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import tempfile

import django

from bench import Figure
from bench.import_speed import texts, timed
from bench.server import ROOT

PAGE = 1000
PAGES = 100
EVERY = 160
"""Characters from one citation to the next: denser than judgments are."""
TITLES = (
    "劳动合同法",
    "劳动法",
    "工伤保险条例",
    "社会保险法",
    "安全生产法",
    "建筑法",
    "消防法",
    "民事诉讼法",
    "信访条例",
)


def main() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as folder:
        os.environ["MINGBAI_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.development"
        for command in (["migrate"], ["load_catalogue"]):
            subprocess.run(
                [sys.executable, "manage.py", *command, "--verbosity", "0"],
                cwd=ROOT, env=dict(os.environ), check=True, capture_output=True,
            )  # fmt: skip
        django.setup()
        return measure()


def measure() -> list[Figure]:
    from knowledge.services.checking import check_text
    from knowledge.services.import_regulations import import_files

    list(import_files(sources=texts()))
    text, today = a_hundred_pages(), datetime.date(2026, 6, 1)
    first, report = timed(lambda: check_text(text=text, on=datetime.date(2022, 6, 1), today=today))
    again, _ = timed(lambda: check_text(text=text, on=datetime.date(2022, 6, 1), today=today))
    return [
        Figure("characters", len(text), ""),
        Figure("citations", len(report.findings), ""),  # type: ignore[attr-defined]
        Figure("first check in the process", first, "s", limit=5),
        Figure("every further check", again, "s", limit=5),
    ]


def a_hundred_pages() -> str:
    """Plain sentences with a citation every EVERY characters, half of them with words quoted, some of these wrongly."""
    from knowledge.models import ArticleText
    from knowledge.rules import numerals

    held = {
        title: list(
            ArticleText.objects.filter(version__regulation__short_title=title).exclude(text="").order_by("pk")[:60]
        )
        for title in TITLES
    }
    pad = "当事人双方对上述事实没有争议，本院予以确认，并记录在案。"
    parts: list[str] = []
    length = n = 0
    while length < PAGE * PAGES:
        title = TITLES[n % len(TITLES)]
        rows = held[title]
        piece = f"本院认为，《{title}》{numerals.article_label(n % 110 + 1)}"
        if rows and n % 2:
            row = rows[n % len(rows)]
            words = row.text[:80].replace("应当", "必须", n % 3)
            piece = f"本院认为，《{title}》{row.label}规定：“{words}”"
        piece += "。" + pad * max(0, (EVERY - len(piece)) // len(pad)) + "\n"
        parts.append(piece)
        length, n = length + len(piece), n + 1
    return "".join(parts)
