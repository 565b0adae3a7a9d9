"""The three tracks of an injury's claims, the papers each asks for; the data is `cases/content/claims.toml`.

What the fund, the employer and a commercial insurer owe are three things with three clocks (N5). The insurer is told
on the day of the accident (N15, 保险法第21条), the file follows after the recognition.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from .noting import Rule, rules_of

_FILE = Path(__file__).parent.parent / "content" / "claims.toml"

RECOGNITION = "recognition"
FUND, EMPLOYER, COMMERCIAL = "FUND", "EMPLOYER", "COMMERCIAL"
NOTIFIED, AGREED, PAID, CLOSED = "notified", "agreed", "paid", "closed"


@dataclass(frozen=True)
class Paper:
    """One paper of a list. `required` ones are asked for by the law named in `basis` or by the contract; `notes` is
    what having it says happened."""

    list: str
    code: str
    name: str
    required: bool
    basis: str
    notes: tuple[Rule, ...] = ()


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf8"))


def tracks() -> dict[str, str]:
    return dict(_data()["tracks"])


def steps(track: str) -> dict[str, str]:
    """Code and name of the steps that this track knows."""
    return {row["code"]: row["name"] for row in _data()["steps"] if track in row["tracks"]}


def step_name(code: str) -> str:
    return next((str(row["name"]) for row in _data()["steps"] if row["code"] == code), code)


def step_notes(code: str) -> tuple[Rule, ...]:
    """What taking this step says happened."""
    return next((rules_of(row.get("notes", [])) for row in _data()["steps"] if row["code"] == code), ())


def whole(agreed: Decimal | None, paid: Decimal) -> str:
    """Whether what was agreed is paid: yes, no; unknown when nobody wrote down how much that is."""
    return "unknown" if not agreed else "yes" if paid >= agreed else "no"


def by_payment(agreed: Decimal | None, amounts: Sequence[Decimal]) -> list[str]:
    """Of payments in order of time, whether what was agreed is paid by each: yes, no or unknown; "" for one that takes
    money back, and for all when nothing is left of them. Only the first that reaches it says yes, and none while what
    was taken back leaves it short."""
    left, so_far, reached = sum(amounts, Decimal(0)), Decimal(0), False
    found = []
    for amount in amounts:
        if amount < 0 or not left:
            found.append("")
            continue
        so_far += amount
        verdict = whole(agreed, min(so_far, left))
        found.append("no" if verdict == "yes" and reached else verdict)
        reached = reached or verdict == "yes"
    return found


@cache
def papers(of: str) -> tuple[Paper, ...]:
    """The papers of a list: `recognition`, or a track."""
    return tuple(
        Paper(**{**row, "notes": rules_of(row.get("notes", []))}) for row in _data()["papers"] if row["list"] == of
    )


def lacking(of: str, held: Collection[str]) -> list[Paper]:
    """Required papers that are not there. The accident report is none of them: filing never waits for it (N4)."""
    return [paper for paper in papers(of) if paper.required and paper.code not in held]
