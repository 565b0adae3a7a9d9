"""`manage score_citations FOLDER`: how the check judges citations that somebody labelled by hand.

set.json of the folder: `text`, `on` (its date), `expected` (rows with `start`, `raw` and `verdict`: right, none,
repealed, changed or misquoted) and `not_citations` (rows with `start` and `raw`: nothing may be found there). The
library is that of the database at hand; nothing is stored.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from knowledge.rules.checking import Finding, Report, Verdict
from knowledge.services.checking import check_text
from portal import clock

LABELS = {
    "right": Verdict.RIGHT,
    "none": Verdict.MISSING,
    "repealed": Verdict.REPEALED,
    "changed": Verdict.CHANGED,
    "misquoted": Verdict.MISQUOTED,
}


class Command(BaseCommand):
    help = "按人工标注的一份文字给引用核验打分：目录里要有 set.json"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            labelled = json.loads((folder / "set.json").read_text(encoding="utf8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"读不了 {folder / 'set.json'}：{error}") from None
        on = datetime.date.fromisoformat(labelled["on"]) if labelled.get("on") else None
        report = check_text(text=labelled["text"], on=on, today=clock.today())
        self.stdout.write(table(labelled, report))


def found_at(report: Report, row: dict[str, Any]) -> Finding | None:
    """The finding over the words of a label; of several, the one whose article ends with them."""
    start, end = row["start"], row["start"] + len(row["raw"])
    over = [one for one in report.findings if one.start < end and start < one.end]
    return min(over, key=lambda one: abs(one.end - end), default=None)


def misjudged(labelled: dict[str, Any], report: Report) -> list[tuple[dict[str, Any], Finding | None]]:
    """Labels that the check does not agree with, each with what it says."""
    pairs = [(row, found_at(report, row)) for row in labelled["expected"]]
    return [(row, one) for row, one in pairs if one is None or one.verdict is not LABELS[row["verdict"]]]


def strangers(labelled: dict[str, Any], report: Report) -> list[Finding]:
    """What was found where no citation stands."""
    rows = [found_at(report, row) for row in labelled.get("not_citations", ()) if "start" in row]
    return [one for one in rows if one is not None]


def table(labelled: dict[str, Any], report: Report) -> str:
    """A line for each class, then every label misjudged."""
    wanted = Counter(row["verdict"] for row in labelled["expected"])
    wrong = misjudged(labelled, report)
    lost = Counter(row["verdict"] for row, _ in wrong)
    lines = [f"{name:<10} {wanted[name] - lost[name]:>3} / {wanted[name]}" for name in LABELS if wanted[name]]
    total = sum(wanted.values())
    lines.append(f"{'合计':<8} {total - len(wrong):>3} / {total}；对的判错 {lost['right']}")
    for row, one in wrong:
        said = f"{one.verdict.value}（{one.reason or '、'.join(one.notes)}）" if one else "没有找到"
        lines.append(f"  {row['raw']}：标 {row['verdict']}，判 {said}")
    lines += [f"  {one.raw}：不是引用，判 {one.verdict.value}" for one in strangers(labelled, report)]
    return "\n".join(lines)
