"""How what can happen is offered to people: in groups, what fits the stage of the case first, found by a few words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath

from .clocks import vocabulary
from .stages import Path

_FILE = FilePath(__file__).parent.parent / "content" / "events.toml"


@dataclass(frozen=True)
class Group:
    """`path` is D, I or "" for both; in `stages` the group comes first."""

    title: str
    path: str
    stages: tuple[str, ...]
    events: tuple[str, ...]


@cache
def groups() -> tuple[Group, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf8"))["groups"]
    return tuple(Group(row["title"], row["path"], tuple(row["stages"]), tuple(row["events"])) for row in rows)


def offered(path: Path, stage: str, words: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """(title, [(event, name)]) in the order in which to offer them: groups of this stage, then the others of this path,
    then those of the other. `words`: only names that hold all of them, parted by spaces."""
    names, asked = vocabulary("events"), words.split()
    found = []
    for group in sorted(groups(), key=lambda one: (stage not in one.stages, one.path not in ("", path))):
        rows = [(code, names[code]) for code in group.events if all(word in names[code] for word in asked)]
        if rows:
            found.append((f"这个阶段：{group.title}" if stage in group.stages else group.title, rows))
    return found
