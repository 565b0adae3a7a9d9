"""The kinds of records a case holds, as data in `cases/content/records.toml`, and what they say about a case."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath

from .blanks import Field, fields_of
from .noting import Rule, rules_of
from .stages import Path

_FILE = FilePath(__file__).parent.parent / "content" / "records.toml"

LOOKUP = "lookup"
"""Written by a look-up of worker data alone, never by hand."""
ADVICE = "advice"
OWN_WORD = "own_word"
"""What the person concerned said on the page of their own: written there alone."""
_BY_ITSELF = {LOOKUP: "调取资料", OWN_WORD: "当事人自己说的"}
LABELS = {"text": "说了什么", "consent": "同意"}
"""Of the fields of an own word."""


@dataclass(frozen=True)
class Kind:
    """One kind of record. `path` is D, I or "" for both; a privileged one is read by those who may read advice.

    `main` is the field that stands for the whole in a list; `shared` are those that the person concerned reads on the
    page of their own, none for what is kept among us; `notes` is what writing it down says happened.
    """

    code: str
    name: str
    title: str
    path: str
    privileged: bool
    main: str
    fields: tuple[Field, ...]
    shared: tuple[str, ...] = ()
    notes: tuple[Rule, ...] = ()


@cache
def kinds() -> dict[str, Kind]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf8"))["records"]
    return {
        row["code"]: Kind(
            row["code"],
            row["name"],
            row["title"],
            row["path"],
            row.get("privileged", False),
            row["main"],
            fields_of(row["fields"]),
            tuple(row.get("shared", ())),
            rules_of(row.get("notes", [])),
        )
        for row in rows
    }


def name_of(code: str) -> str:
    return _BY_ITSELF.get(code) or (kinds()[code].name if code in kinds() else code)


def kinds_for(path: Path) -> list[Kind]:
    """What may be recorded in a case that goes this way, in the order of the data file."""
    return [kind for kind in kinds().values() if kind.path in ("", path)]


def shared() -> dict[str, tuple[str, ...]]:
    """Kinds that the person concerned reads, with the fields they read."""
    return {kind.code: kind.shared for kind in kinds().values() if kind.shared and not kind.privileged}


def privileged() -> frozenset[str]:
    return frozenset(kind.code for kind in kinds().values() if kind.privileged)


def days_without(
    told_on: Collection[datetime.date], *, first: datetime.date, last: datetime.date
) -> list[datetime.date]:
    """Days from `first` to `last`, both counted, on which nobody spoke with the family (the plan, I-13 and I-15)."""
    span = (last - first).days + 1
    return [
        day for day in (first + datetime.timedelta(days=step) for step in range(max(span, 0))) if day not in told_on
    ]


def spans(days: Iterable[datetime.date]) -> list[tuple[datetime.date, datetime.date]]:
    """Days that follow each other as (first, last), in order."""
    found: list[tuple[datetime.date, datetime.date]] = []
    for day in sorted(set(days)):
        if found and day - found[-1][1] == datetime.timedelta(days=1):
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found


def codes_there(kinds_written: Iterable[str]) -> set[str]:
    """`record:<kind>` of each kind that has been written, as the stages ask for them."""
    return {f"record:{code}" for code in kinds_written}
