"""Numbers that change with the year and the place; the data is `cases/content/parameters.toml`.

What is not confirmed says so (`verified` false), and nothing is reckoned from it unless the caller accepts that. A
place or a day without a row has no number: it is missing, never that of another year.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent.parent.parent / "content" / "parameters.toml"
GRADES = (5, 6, 7, 8, 9, 10)
"""The grades for which a province sets the two grants (工伤保险条例第三十六条、第三十七条)."""


@dataclass(frozen=True)
class Parameter:
    """`valid_to` is the first day on which it no longer holds; region "" is the whole country."""

    kind: str
    region: str
    value: Decimal
    unit: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    source: str
    verified: bool

    def holds(self, on: datetime.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Grant:
    """Months of the two grants by grade in a province. `base`: province_wage, region_wage or own_wage.

    `disease_extra`: percent more of the medical grant for an occupational disease.
    """

    region: str
    base: str
    medical: Mapping[int, Decimal]
    job: Mapping[int, Decimal]
    article: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    source: str
    verified: bool
    disease_extra: Decimal = Decimal(0)

    def holds(self, on: datetime.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Book:
    """All rows; an editor's rows may stand beside those that ship."""

    parameters: tuple[Parameter, ...] = ()
    grants: tuple[Grant, ...] = ()

    def find(self, kind: str, *, on: datetime.date | None, region: str = "") -> Parameter | None:
        """The row that holds on that day, the nearest place first, then the newest; None when there is none."""
        if on is None:
            return None
        rows = [p for p in self.parameters if p.kind == kind and p.holds(on) and region.startswith(p.region)]
        return max(rows, key=lambda p: (len(p.region), p.valid_from), default=None)

    def grant(self, region: str, *, on: datetime.date | None) -> Grant | None:
        if on is None or not region:
            return None
        rows = [g for g in self.grants if g.holds(on) and region.startswith(g.region)]
        return max(rows, key=lambda g: (len(g.region), g.valid_from), default=None)


def read(data: Mapping[str, Any]) -> Book:
    """A book from the form of `parameters.toml`. KeyError: a row lacks something."""
    return Book(
        tuple(
            Parameter(
                row["kind"],
                row["region"],
                Decimal(row["value"]),
                row["unit"],
                row["valid_from"],
                row.get("valid_to"),
                row["source"],
                row["verified"],
            )
            for row in data.get("parameter", [])
        ),
        tuple(_grant(row) for row in data.get("grant", [])),
    )


def _grant(row: Mapping[str, Any]) -> Grant:
    months = {name: dict(zip(GRADES, map(Decimal, row[name]), strict=True)) for name in ("medical", "job")}
    return Grant(
        row["region"],
        row["base"],
        months["medical"],
        months["job"],
        row["article"],
        row["valid_from"],
        row.get("valid_to"),
        row["source"],
        row["verified"],
        Decimal(row.get("disease_extra", 0)),
    )


@cache
def shipped() -> Book:
    return read(tomllib.loads(_FILE.read_text(encoding="utf8")))
