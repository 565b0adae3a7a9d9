"""Everyone on a site in one picture."""

from __future__ import annotations

import datetime

import pytest

from training.rules import mosaic
from training.rules.matrix import Row, Worker
from training.rules.requirements import Item, State

LEVELS = ["company", "project", "crew", "yearly"]
DAY = datetime.date(2026, 11, 1)


def row(number: int, crew: str = "木工班", **states: State) -> Row:
    """A worker with an item of each level named."""
    cells = {
        level: Item(level, 1, state, DAY, 0, 60, False, False, False, state is not State.DONE, None, ())
        for level, state in states.items()
    }
    return Row(Worker(number, f"工人{number}", crew, "", 1), cells)


def test_a_thousand_people_in_thirty_crews_fit_one_screen() -> None:
    made = mosaic.lay([row(n, f"班组{n % 30}", company=State.DONE) for n in range(1000)], LEVELS)
    tiles = [tile for line in made.lines for tile in line.tiles]
    assert len({(tile.x, tile.y) for tile in tiles}) == len(tiles) == 1000
    assert made.width <= 1072
    assert made.height <= 480
    assert all(tile.x + tile.width <= made.width and tile.y + mosaic.LINE <= made.height for tile in tiles)


def test_a_crew_that_is_larger_than_a_line_goes_on_without_its_name() -> None:
    made = mosaic.lay([row(n) for n in range(60)], LEVELS)
    assert [line.name for line in made.lines] == ["木工班", ""]


def test_people_of_one_crew_stand_together_and_those_of_none_are_named() -> None:
    made = mosaic.lay([row(1, "甲"), row(2, ""), row(3, "甲")], LEVELS)
    assert [(line.name, [tile.row.worker.id for tile in line.tiles]) for line in made.lines] == [
        ("甲", [1, 3]),
        ("没分班组", [2]),
    ]


@pytest.mark.parametrize(
    ("state", "pieces", "height"), [(State.DONE, 1, 11), (State.OPEN, 1, 4), (State.OVERDUE, 2, 5), (None, 1, 1)]
)
def test_the_shape_says_the_state_without_colour(state: State | None, pieces: int, height: int) -> None:
    made = mosaic.lay([row(1, company=state) if state else row(1)], ["company"])
    ((name, path),) = made.lines[0].paths.items()
    assert name == (state.value if state else mosaic.NOT_ASKED)
    assert path.count("z") == pieces
    assert f"v{height}h" in path


def test_nobody_is_an_empty_picture() -> None:
    assert mosaic.lay([], LEVELS).lines == []
