"""The documents a case can make, as data in `cases/content/documents.toml`, and the steps by which each is approved."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath

from .blanks import Field, fields_of
from .noting import Rule, rules_of
from .stages import Path

_FILE = FilePath(__file__).parent.parent / "content" / "documents.toml"


@dataclass(frozen=True)
class Step:
    """One approval. Anybody who may approve when `roles` is empty."""

    code: str
    name: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Kind:
    """`path` is D, I or "" for both; `basis` the article that asks for it; `asks` what is filled in by hand; an
    outward one goes to the other side or to an authority and bears no number of ours; `notes` what making it says
    happened."""

    code: str
    name: str
    path: str
    basis: str
    privileged: bool
    outward: bool
    only: frozenset[str]
    never: frozenset[str]
    steps: tuple[Step, ...]
    asks: tuple[Field, ...]
    notes: tuple[Rule, ...] = ()


@cache
def kinds() -> dict[str, Kind]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf8"))["documents"]
    return {
        row["code"]: Kind(
            row["code"],
            row["name"],
            row["path"],
            row.get("basis", ""),
            row.get("privileged", False),
            row.get("outward", False),
            frozenset(row.get("only", [])),
            frozenset(row.get("never", [])),
            tuple(Step(code, name, frozenset(roles)) for code, name, roles in row["steps"]),
            fields_of(row["asks"]),
            rules_of(row.get("notes", [])),
        )
        for row in rows
    }


def kinds_for(path: Path, family: str = "") -> list[Kind]:
    """What is usually made of a case of this family that goes this way, in the order of the data file."""
    return [
        kind
        for kind in kinds().values()
        if kind.path in ("", path) and family not in kind.never and (not kind.only or family in kind.only)
    ]


def privileged() -> frozenset[str]:
    return frozenset(kind.code for kind in kinds().values() if kind.privileged)


def next_step(kind: str, passed: Collection[str]) -> Step | None:
    """The first step that has not been passed; None when all are, or there is none."""
    return next((step for step in kinds()[kind].steps if step.code not in passed), None)


def step_name(kind: str, step: str) -> str:
    return next((one.name for one in kinds()[kind].steps if one.code == step), step)


def codes_there(kinds_made: Iterable[str]) -> set[str]:
    """`document:<kind>` of each kind that has been made, as the stages ask for them."""
    return {f"document:{code}" for code in kinds_made}
