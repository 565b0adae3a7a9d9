"""Print every citation of law in some files, as JSON."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from knowledge.rules.citations import Library, Link, Own, link
from knowledge.services.library import load_library
from portal.clock import today


class Command(BaseCommand):
    """Exit code 1 when a file could not be read; the others are printed all the same."""

    help = "找出文本里引用的每一条法规，打印 JSON：位置、原文、法规、条款项、版本，或者为什么没对上"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--on",
            type=datetime.date.fromisoformat,
            metavar="DATE",
            help="文本的日期（2024-05-01），决定用哪个版本；不给则用最新版本",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        library, now = load_library(with_places=True), today()
        out: list[dict[str, Any]] = []
        failed = False
        for path in options["files"]:
            try:
                text = path.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                failed = True
                out.append({"file": str(path), "error": _why(error)})
                continue
            links = link(text, library, options["on"], own=own_law(text, library), today=now)
            out.append({"file": str(path), "links": [as_dict(one) for one in links]})
        self.stdout.write(json.dumps(out, ensure_ascii=False, indent=1))
        if failed:
            raise SystemExit(1)


def own_law(text: str, library: Library) -> Own | None:
    """The regulation whose official text the file is: its first line is the title."""
    first = text.lstrip().partition("\n")[0].lstrip("# ").strip()
    named = library.named(first) if first else []
    return Own(named[0]) if len(named) == 1 and first.endswith(named[0].title) else None


def as_dict(one: Link) -> dict[str, Any]:
    return {
        "start": one.start,
        "end": one.end,
        "raw": one.raw,
        "title": one.title,
        "title_start": one.title_start,
        "regulation": one.code,
        "article": one.article,
        "paragraph": one.paragraph,
        "item": one.item,
        "places": [list(place) for place in one.places],
        "version": one.version_date.isoformat() if one.version_date else None,
        "state": one.state.value,
        "reason": one.reason,
        "current_article": one.current_article,
        "candidates": list(one.candidates),
        "implied": one.implied,
        "relative": one.relative,
    }


def _why(error: Exception) -> str:
    return "不是 UTF-8 文本" if isinstance(error, UnicodeDecodeError) else "读不了这个文件"
