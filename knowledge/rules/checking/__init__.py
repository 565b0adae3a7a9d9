"""Checking the citations of a text: each is found by the linker, looked up, dated, and its quoted words compared.

`check` is the whole of it; what it needs to know of the law is handed in.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from ..citations import Library, Link
from .endings import Ending, Struck, Successor, ended_by, known_successors
from .findings import DEAD, ORDER, VERDICT_NAMES, Finding, Quoted, Replacement, Report, Verdict
from .judging import Judge, Texts

__all__ = [
    "DEAD", "ORDER", "VERDICT_NAMES", "Ending", "Finding", "Quoted", "Replacement", "Report", "Struck", "Successor",
    "Texts", "Verdict", "check", "ended_by",
    "known_successors",
]  # fmt: skip


def check(
    text: str, links: Sequence[Link], library: Library, texts: Texts, *, on: datetime.date, today: datetime.date,
    ended: Mapping[str, Successor] | None = None, struck: Mapping[int, Sequence[Struck]] | None = None,
) -> Report:  # fmt: skip
    """`links` are those of `text` as resolved for `on`."""
    judge = Judge(text, library, texts, on, today, ended or {}, struck or {})
    return Report.of(judge.findings(links), on, today)
