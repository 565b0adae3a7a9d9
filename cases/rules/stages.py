"""The plan's two paths and what each stage needs before it may close; the data is `cases/content/stages.toml`.

Stages follow each other, any number may be gone back with a reason, and a stage whose needs are not met is left only
with a reason for each. None of this ever holds back a statutory filing: clocks know nothing of stages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path as FilePath

_FILE = FilePath(__file__).parent.parent / "content" / "stages.toml"


class Path(StrEnum):
    DISPUTE = "D"
    INJURY = "I"


@dataclass(frozen=True)
class Need:
    """Something a stage needs: its code (`record:dialogue`, `happening:reported` …) and its name for people."""

    code: str
    name: str


@dataclass(frozen=True)
class Stage:
    """`plan` are the numbers of the emergency plan that it carries; `wish` is asked for and holds nothing back."""

    code: str
    title: str
    plan: tuple[str, ...]
    need: tuple[Need, ...]
    wish: tuple[Need, ...]


@cache
def stages() -> dict[str, Stage]:
    """Code and stage, in the order of the plan."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf8"))["stages"]
    return {
        row["code"]: Stage(
            row["code"],
            row["title"],
            tuple(row["plan"]),
            tuple(Need(*one) for one in row["need"]),
            tuple(Need(*one) for one in row["wish"]),
        )
        for row in rows
    }


@cache
def _only() -> dict[str, list[str]]:
    return dict(tomllib.loads(_FILE.read_text(encoding="utf8"))["only"])


def path_of(family: str) -> Path:
    """Injuries, deaths, diseases and near misses go by I1–I6, everything else by D1–D6."""
    return Path.INJURY if family in {"INJ", "DTH", "OCC", "SAF"} else Path.DISPUTE


def along(path: Path) -> list[Stage]:
    return [stage for code, stage in stages().items() if code.startswith(path)]


def first(family: str) -> str:
    return along(path_of(family))[0].code


def following(code: str) -> str:
    """The next stage's code; "" after the last. KeyError: no such stage."""
    row = [stage.code for stage in along(Path(code[0]))]
    place = row.index(stages()[code].code)
    return row[place + 1] if place + 1 < len(row) else ""


def title_of(code: str) -> str:
    return stages()[code].title if code in stages() else code


def not_asked(*, hurt: bool, loss: bool) -> frozenset[str]:
    """Codes of needs that make no sense where nobody is hurt, or neither hurt nor anything lost: a near miss has no
    first aid, no recognition and no family to be told."""
    only = _only()
    return frozenset(() if hurt else (*only["hurt"], *(() if loss else only["loss"])))


def missing(code: str, there: Collection[str]) -> list[Need]:
    """What this stage still needs, `there` being the codes of what there is."""
    return [need for need in stages()[code].need if need.code not in there]


def wished(code: str, there: Collection[str]) -> list[Need]:
    """What would be good to have and is not there."""
    return [wish for wish in stages()[code].wish if wish.code not in there]


def objections(before: str, after: str, there: Collection[str], reasons: Mapping[str, str]) -> list[str]:
    """Why a case may not go from one stage to another, in words; empty when it may.

    Forward: each need of every stage that is left has to be there or to have its own reason in `reasons`
    ({need's code: reason}). Back: a reason under "" is enough. To another path or to itself: never.
    """
    if after not in stages() or before[:1] != after[:1] or before == after:
        return ["没有这样的阶段"]
    row = [stage.code for stage in along(Path(before[0]))]
    here, there_at = row.index(before), row.index(after)
    if there_at < here:
        return [] if reasons.get("", "").strip() else ["退回前面的阶段要写明原因"]
    left = [need for code in row[here:there_at] for need in missing(code, there)]
    return [f"还没有：{need.name}" for need in left if not reasons.get(need.code, "").strip()]
