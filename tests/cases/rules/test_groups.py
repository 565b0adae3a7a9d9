"""Which groups a role is called into."""

import pytest

from cases.rules.groups import members
from cases.rules.stages import Path


@pytest.mark.parametrize(
    ("path", "role", "kind", "groups"),
    [
        (Path.DISPUTE, "executive", "client", ["O-01"]),
        (Path.DISPUTE, "project_manager", "client", ["O-01", "O-03"]),
        (Path.DISPUTE, "legal", "platform", ["O-02"]),
        (Path.DISPUTE, "legal", "client", []),
        (Path.INJURY, "legal", "platform", ["O-05"]),
        (Path.INJURY, "finance", "client", ["O-08"]),
        (Path.INJURY, "safety_manager", "client", ["O-04", "O-06"]),
        (Path.DISPUTE, "crew_leader", "subcontractor", []),
    ],
)
def test_the_plan_says_who_is_called(path: Path, role: str, kind: str, groups: list[str]) -> None:
    assert members(path, role, kind) == groups
