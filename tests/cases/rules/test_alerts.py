"""How far up a clock is told."""

from __future__ import annotations

import pytest

from cases.rules.alerts import COMMAND, OTHERS, PASSING, groups
from cases.rules.clocks import definitions, vocabulary
from cases.rules.stages import Path


@pytest.mark.parametrize(
    ("path", "who", "expected"),
    [
        (Path.INJURY, "claims_group", ("O-08",)),
        (Path.INJURY, "general_contractor", ("O-05", "O-06")),
        (Path.DISPUTE, "project_manager", ("O-03",)),
        (Path.DISPUTE, "employer", ("O-02", "O-03")),
    ],
)
def test_each_clock_has_the_groups_of_the_plan(path: Path, who: str, expected: tuple[str, ...]) -> None:
    assert groups(path, who) == expected
    assert COMMAND[path] not in groups(path, who)


def test_every_code_is_of_the_vocabulary() -> None:
    assert set(vocabulary("who")) >= OTHERS
    assert set(vocabulary("events")) >= PASSING
    assert {one.who[0] for one in definitions().values()} - OTHERS
