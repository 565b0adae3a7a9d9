"""What a deed says happened, so that nobody types it twice: a record of first aid is also the moment at which first aid
began. The rules stand as data beside the deeds: `notes` in records.toml, claims.toml, documents.toml and deeds.toml.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path as FilePath
from typing import Any
from zoneinfo import ZoneInfo

_FILE = FilePath(__file__).parent.parent / "content" / "deeds.toml"
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Rule:
    """`event` happened at the moment in the field `at`, or when the deed was done if that is "".

    `when` are fields and the codes of which one has to be there. It is noted once in a case for each person: later ones
    are `again` (家属 are told once and briefed from then on), or nothing; `often` notes every one.
    """

    event: str
    at: str = ""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    often: bool = False
    again: str = ""


@dataclass(frozen=True)
class Deed:
    """Something done on a page of its own that notes happenings, with its name for people."""

    code: str
    name: str
    notes: tuple[Rule, ...]


def rules_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """From the rows of a data file."""
    return tuple(
        Rule(**{**row, "when": {name: tuple(codes) for name, codes in row.get("when", {}).items()}}) for row in rows
    )


@cache
def deeds() -> dict[str, Deed]:
    """Deeds beside records, claims and documents, by their codes."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf8"))["deeds"]
    return {row["code"]: Deed(row["code"], row["name"], rules_of(row["notes"])) for row in rows}


@dataclass(frozen=True)
class Said:
    """A rule that was met, and when; `day_only`: of the moment only the day is known, it is 00:00 of that day."""

    rule: Rule
    at: datetime.datetime
    day_only: bool = False


def said(rules: Iterable[Rule], values: Mapping[str, Any], at: datetime.datetime) -> list[Said]:
    """The rules that these values meet, each with its moment. A day alone counts from its 00:00 in Shanghai; a field
    that is empty says nothing."""
    found = []
    for rule in rules:
        if not all(_holds(values.get(name), codes) for name, codes in rule.when.items()):
            continue
        given = values.get(rule.at)
        moment = _moment(given) if rule.at else at
        if moment is not None:
            found.append(Said(rule, moment, bool(rule.at) and _is_day(given)))
    return found


def _holds(value: object, codes: tuple[str, ...]) -> bool:
    given = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return any(one in codes for one in given)


def _is_day(value: object) -> bool:
    """2026-11-09, and not 2026-11-09T00:00."""
    return len(str(value)) == len("2026-11-09")


def _moment(value: object) -> datetime.datetime | None:
    if not value:
        return None
    moment = datetime.datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=_SHANGHAI)
