"""The fifteen roles."""

from __future__ import annotations

from portal.rules.roles import NAMES, Reach, Role, keeps_people, reach


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


def test_who_keeps_people() -> None:
    assert keeps_people("labour_manager")
    assert keeps_people("crew_leader")
    assert not keeps_people("worker")
    assert not keeps_people("executive")
    assert not keeps_people("someone")
