"""A report of checked citations for a page, a printer and a document: one place that turns findings into words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.urls import reverse

from .reading import Chip
from .rules.checking import DEAD, Finding, Replacement, Report, Verdict
from .rules.comparison import Segment

_AROUND = 40
_ENDS = "。；\n"
SIGNS: dict[Verdict, tuple[str, str]] = {
    Verdict.RIGHT: ("good", "check"),
    Verdict.MISSING: ("bad", "stop"),
    Verdict.REPEALED: ("bad", "stop"),
    Verdict.MISQUOTED: ("warn", "warn"),
    Verdict.CHANGED: ("warn", "clock"),
    Verdict.UNJUDGED: ("", "info"),
}
"""Verdict → (colour of the tag, icon)."""


@dataclass(frozen=True)
class Row:
    """A finding ready to show: where it stands (`before`, the citation itself, `after`), its chip, what to do."""

    number: int
    finding: Finding
    before: str
    after: str
    chip: Chip | None
    instead: Chip | None

    @property
    def tone(self) -> str:
        return SIGNS[self.finding.verdict][0]

    @property
    def icon(self) -> str:
        return SIGNS[self.finding.verdict][1]

    @property
    def shown_quotes(self) -> list[tuple[tuple[Segment, ...], tuple[Segment, ...]]]:
        """(as quoted, as the law has it) where they differ."""
        return [(one.found.said, one.found.official) for one in self.finding.quotes if one.differs]


@dataclass(frozen=True)
class Shown:
    """The whole report."""

    report: Report
    rows: list[Row]
    characters: int

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.finding.verdict is not Verdict.RIGHT]

    @property
    def right(self) -> list[Row]:
        return [row for row in self.rows if row.finding.verdict is Verdict.RIGHT]

    @property
    def dead(self) -> list[Row]:
        return [row for row in self.rows if row.finding.verdict in DEAD]

    @property
    def tally(self) -> list[tuple[str, str, str, int]]:
        """(name, colour, icon, how many), the gravest first."""
        return [(name, *SIGNS[verdict], count) for verdict, name, count in self.report.tally]


def read_report(report: Report, text: str) -> Shown:
    rows = [
        Row(number, one, *_around(text, one), _chip(one, report.on, report.today), _instead(one.replaced))
        for number, one in enumerate(report.findings, 1)
    ]
    return Shown(report, rows, len(text))


def _around(text: str, finding: Finding) -> tuple[str, str]:
    """The rest of the sentence on both sides, shortened."""
    before = text[max(0, finding.start - _AROUND) : finding.start]
    cut = max(before.rfind(mark) for mark in _ENDS) + 1
    lead = "" if cut or finding.start <= _AROUND else "…"
    after = text[finding.end : finding.end + _AROUND]
    ends = [place for mark in _ENDS if (place := after.find(mark)) >= 0]
    tail = after[: min(ends) + 1].rstrip("\n") if ends else after + ("…" if len(after) == _AROUND else "")
    return lead + before[cut:].lstrip(), tail


def _chip(finding: Finding, on: datetime.date, today: datetime.date) -> Chip | None:
    """None for what the library does not hold."""
    if not finding.code:
        return None
    label = f"{finding.name} {finding.label}".strip()
    url = reverse("knowledge:regulation", args=[finding.code])
    if finding.key and finding.verdict is not Verdict.MISSING and finding.day:
        url = reverse("knowledge:article", args=[finding.code, finding.key])
        url += f"?on={on.isoformat()}" if on != today else ""
    return Chip(label, url, changed=finding.verdict is Verdict.CHANGED, ended=finding.verdict is Verdict.REPEALED)


def _instead(new: Replacement | None) -> Chip | None:
    if new is None or not new.code:
        return None
    url = reverse("knowledge:regulation", args=[new.code])
    if new.key:
        url = reverse("knowledge:article", args=[new.code, new.key])
    return Chip(f"{new.title} {new.label}".strip(), url)
