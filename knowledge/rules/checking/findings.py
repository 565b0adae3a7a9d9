"""What a check of citations says: one finding for each article cited."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from ..comparison import Segment
from .wording import Comparison, Quote


class Verdict(StrEnum):
    """The one thing to know about a citation. MISSING: no such article, paragraph or item. CHANGED: its words or its
    number are other today, or were other when it was written. UNJUDGED: the library does not hold what it takes."""

    RIGHT = "right"
    MISSING = "missing"
    REPEALED = "repealed"
    MISQUOTED = "misquoted"
    CHANGED = "changed"
    UNJUDGED = "unjudged"


VERDICT_NAMES: dict[Verdict, str] = {
    Verdict.RIGHT: "对",
    Verdict.MISSING: "没有这一条",
    Verdict.REPEALED: "已废止",
    Verdict.MISQUOTED: "引文有出入",
    Verdict.CHANGED: "已修改",
    Verdict.UNJUDGED: "没法判断",
}
ORDER = (
    Verdict.MISSING, Verdict.REPEALED, Verdict.MISQUOTED, Verdict.CHANGED, Verdict.UNJUDGED, Verdict.RIGHT
)  # fmt: skip
"""The gravest first."""
DEAD = frozenset({Verdict.MISSING, Verdict.REPEALED})
"""A draft with one of these is published only with a reason on record."""


@dataclass(frozen=True)
class Replacement:
    """What to cite instead: `code` and `key` give the address (`key` is empty for a whole regulation)."""

    title: str
    label: str = ""
    code: str = ""
    key: str = ""
    since: datetime.date | None = None


@dataclass(frozen=True)
class Quoted:
    """A quotation and how it stands beside the law; `differs` when it gives other words."""

    quote: Quote
    found: Comparison
    differs: bool


@dataclass(frozen=True)
class Finding:
    """One citation, text[start:end] of what was checked. `name` is the regulation as the library calls it, `code` and
    `key` its address, `day` the first day of the version read. `old` and `new` are the article then and today, marked,
    where it has changed. `reason` says in a sentence why; `notes` what else to mind."""

    start: int
    end: int
    raw: str
    verdict: Verdict
    name: str = ""
    label: str = ""
    code: str = ""
    key: str = ""
    day: datetime.date | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    quotes: tuple[Quoted, ...] = ()
    replaced: Replacement | None = None
    old: tuple[Segment, ...] = ()
    new: tuple[Segment, ...] = ()

    @property
    def dead(self) -> bool:
        return self.verdict in DEAD

    @property
    def verdict_name(self) -> str:
        return VERDICT_NAMES[self.verdict]


@dataclass(frozen=True)
class Report:
    """Findings in the order of the text. `on` is the text's date, `today` the day of the check."""

    findings: tuple[Finding, ...]
    on: datetime.date
    today: datetime.date
    counts: dict[Verdict, int] = field(default_factory=dict)

    @classmethod
    def of(cls, findings: list[Finding], on: datetime.date, today: datetime.date) -> Report:
        found = Counter(finding.verdict for finding in findings)
        return cls(tuple(findings), on, today, {verdict: found[verdict] for verdict in ORDER})

    @property
    def dead(self) -> list[Finding]:
        """Citations of what does not exist or is law no more."""
        return [finding for finding in self.findings if finding.dead]

    @property
    def wrong(self) -> list[Finding]:
        """Everything that somebody has to look at."""
        return [finding for finding in self.findings if finding.verdict is not Verdict.RIGHT]

    @property
    def tally(self) -> list[tuple[Verdict, str, int]]:
        """(verdict, its name, how many), the gravest first, without those that did not occur."""
        return [(verdict, VERDICT_NAMES[verdict], count) for verdict, count in self.counts.items() if count]
