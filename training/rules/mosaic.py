"""Everyone on a site in one picture: a line for each crew, a tile for each worker, a bar for each level.

A bar is full when done, low when still open, broken when overdue, a dash when not asked: the shape says it without the
colour. Lengths are in units of the picture, about a pixel on a wide screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .matrix import Row
from .requirements import State

WIDTH, LABEL = 1060, 132
BAR, STEP, GAP = 4, 5, 4
TALL, LOW, LINE = 11, 4, 15
NOT_ASKED = "none"


@dataclass(frozen=True)
class Tile:
    """One worker's place."""

    row: Row
    x: int
    y: int
    width: int


@dataclass
class Line:
    """A crew, or a further line of a large one (`name` empty then). `paths`: state → what to draw."""

    name: str
    y: int
    tiles: list[Tile] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mosaic:
    lines: list[Line]
    width: int
    height: int


def lay(rows: Iterable[Row], levels: Sequence[str]) -> Mosaic:
    """Rows of one crew stand together, in the order in which crews first come."""
    wide = max(1, len(levels)) * STEP + GAP
    most = max(1, (WIDTH - LABEL) // wide)
    crews: dict[str, list[Row]] = {}
    for row in rows:
        crews.setdefault(row.worker.crew, []).append(row)
    lines: list[Line] = []
    for crew, people in crews.items():
        for start in range(0, len(people), most):
            y = len(lines) * LINE
            tiles = [Tile(row, LABEL + at * wide, y, wide - GAP) for at, row in enumerate(people[start : start + most])]
            lines.append(Line("" if start else crew or "没分班组", y, tiles, _paths(tiles, levels)))
    return Mosaic(lines, WIDTH, max(1, len(lines)) * LINE)


def _paths(tiles: Iterable[Tile], levels: Sequence[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for tile in tiles:
        for at, level in enumerate(levels):
            item = tile.row.cells.get(level)
            state = item.state.value if item else NOT_ASKED
            found.setdefault(state, []).extend(_bar(tile.x + at * STEP, tile.y, state))
    return {state: "".join(parts) for state, parts in found.items()}


def _bar(x: int, y: int, state: str) -> Iterator[str]:
    """`top` and `height` of the pieces of a bar."""
    if state == State.DONE:
        yield _box(x, y + 1, TALL)
    elif state == State.OVERDUE:
        yield _box(x, y + 1, 5)
        yield _box(x, y + 7, 5)
    elif state == State.OPEN:
        yield _box(x, y + 1 + TALL - LOW, LOW)
    else:
        yield _box(x, y + TALL, 1)


def _box(x: int, y: int, height: int) -> str:
    return f"M{x} {y}h{BAR}v{height}h-{BAR}z"
