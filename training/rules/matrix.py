"""Workers × levels: who may work, what is missing, counted by crew."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .levels import LEVELS
from .requirements import Item, State

_ORDER = {State.DONE: 0, State.OPEN: 1, State.OVERDUE: 2}


@dataclass(frozen=True)
class Worker:
    """One line of the matrix before it is computed."""

    id: int
    name: str
    crew: str
    trade: str
    project: int


@dataclass(frozen=True)
class Row:
    """One worker with the item owed of each level; a level without an item is not asked of this worker."""

    worker: Worker
    cells: Mapping[str, Item]

    @property
    def blocked(self) -> bool:
        """May not work yet."""
        return any(item.blocks for item in self.cells.values())

    @property
    def state(self) -> State:
        """The worst of the cells; nothing owed is done."""
        return max((item.state for item in self.cells.values()), key=_ORDER.__getitem__, default=State.DONE)


@dataclass
class Tally:
    """How many are done, open and overdue."""

    done: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        return self.done + self.open + self.overdue

    @property
    def percent(self) -> int:
        """Whole per cent done, rounded down: 100 means everyone."""
        return self.done * 100 // self.total if self.total else 100

    def add(self, state: State) -> None:
        setattr(self, state.value, getattr(self, state.value) + 1)


@dataclass
class Matrix:
    """The whole of a project: `levels` in their usual order, only those that anyone owes."""

    rows: list[Row]
    levels: list[str] = field(default_factory=list)
    by_level: dict[str, Tally] = field(default_factory=dict)
    by_crew: dict[str, dict[str, Tally]] = field(default_factory=dict)

    @property
    def blocked(self) -> int:
        return sum(row.blocked for row in self.rows)


def build(workers: Iterable[Worker], items: Mapping[int, Sequence[Item]]) -> Matrix:
    """Rows in the order given. Items without a place are everyone's own; items of other sites are left out."""
    rows = [Row(worker, _cells(worker, items.get(worker.id, ()))) for worker in workers]
    used = {level for row in rows for level in row.cells}
    matrix = Matrix(rows, [code for code, _ in LEVELS if code in used])
    matrix.by_level = {level: Tally() for level in matrix.levels}
    for row in rows:
        crew = matrix.by_crew.setdefault(row.worker.crew, {level: Tally() for level in matrix.levels})
        for level, item in row.cells.items():
            matrix.by_level[level].add(item.state)
            crew[level].add(item.state)
    return matrix


def _cells(worker: Worker, items: Sequence[Item]) -> dict[str, Item]:
    cells: dict[str, Item] = {}
    for item in items:
        here = item.project in (None, worker.project)
        if here and (item.level not in cells or _ORDER[item.state] > _ORDER[cells[item.level].state]):
            cells[item.level] = item
    return cells


def filtered(
    rows: Iterable[Row], *, crew: str = "", trade: str = "", level: str = "", state: str = "", name: str = ""
) -> list[Row]:
    """Rows that meet every filter; `state` may also be `blocked`. With `level`, `state` looks at that level alone."""
    return [
        row
        for row in rows
        if (not crew or row.worker.crew == crew)
        and (not trade or row.worker.trade == trade)
        and (not name or name in row.worker.name)
        and (not level or level in row.cells)
        and _in_state(row, level, state)
    ]


def _in_state(row: Row, level: str, state: str) -> bool:
    if not state:
        return True
    items = [row.cells[level]] if level else list(row.cells.values())
    if state == "blocked":
        return any(item.blocks for item in items)
    if state == "missing":
        return any(item.state is not State.DONE for item in items)
    return any(item.state == state for item in items)


def soonest(rows: Iterable[Row]) -> datetime.date | None:
    """The first day on which something is due, of what is not done."""
    days = [item.due_on for row in rows for item in row.cells.values() if item.state is not State.DONE]
    return min(days, default=None)
