"""The fifteen roles."""

from __future__ import annotations

from portal.rules.roles import NAMES, Reach, Role, reach


def test_every_role_has_a_name() -> None:
    assert set(NAMES) == set(Role)
    assert len(Role) == 15
    assert len(set(NAMES.values())) == 15


def test_workers_see_themselves_only() -> None:
    assert reach("worker") is Reach.SELF
    assert reach("crew_leader") is Reach.CREW
    assert reach("project_manager") is Reach.POST


def test_an_unknown_role_sees_oneself() -> None:
    assert reach("someone") is Reach.SELF
