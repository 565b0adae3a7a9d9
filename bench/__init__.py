"""Measurements: each module with a `main()` returns figures; `./mingbai bench [name …]` runs and keeps them."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Figure:
    """One measured number. `limit` is the most it may be, `least` the least; without either it only informs."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    least: float | None = None

    @property
    def kept(self) -> bool:
        return (self.limit is None or self.value <= self.limit) and (self.least is None or self.value >= self.least)

    def bound(self) -> str:
        if self.limit is not None:
            return f"≤ {self.limit:g}"
        return f"≥ {self.least:g}" if self.least is not None else ""


def table(figures: Sequence[Figure]) -> str:
    """Lines for a terminal, one for each figure."""
    rows = [(f.what, f"{f.value:.4g}", f.unit, f.bound(), "" if f.kept else "超出") for f in figures]
    width = max((len(row[0]) for row in rows), default=0)
    return "\n".join(
        f"{what:<{width}}  {value:>9} {unit:<8} {bound:<10} {mark}".rstrip() for what, value, unit, bound, mark in rows
    )


def keep(name: str, figures: Sequence[Figure]) -> Path:
    """Write bench/results/<name>.json; only the last run is kept, version control has the others."""
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{name}.json"
    machine = {"python": sys.version.split()[0], "system": platform.system(), "processor": platform.machine()}
    kept = {"name": name, **machine, "figures": [asdict(figure) | {"kept": figure.kept} for figure in figures]}
    target.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target
