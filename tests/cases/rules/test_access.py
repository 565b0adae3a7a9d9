"""Role × action × state."""

from __future__ import annotations

import itertools

import pytest

from cases.rules.access import NAMES, READERS, Action, may, why_not
from portal.rules.roles import Role

STATES = ("open", "paused", "closed", "merged")


def test_nobody_without_a_role_may_anything() -> None:
    assert not any(may([], action, state) for action, state in itertools.product(Action, STATES))
    assert not may(["worker", "nobody"], Action.SEE, "open")


def test_every_reader_may_see_in_every_state() -> None:
    assert all(may([role], Action.SEE, state) for role, state in itertools.product(READERS, STATES))


@pytest.mark.parametrize("role", ["crew_leader", "subcontractor_head", "labour_manager", "social_insurance", "finance"])
def test_legal_advice_is_read_by_command_and_advisers_alone(role: str) -> None:
    assert not may([role], Action.ADVICE, "open")


def test_a_closed_case_still_lets_a_statutory_clock_be_met_and_nothing_be_added() -> None:
    assert may([Role.LABOUR_MANAGER], Action.CLOCK, "closed")
    assert not may([Role.LABOUR_MANAGER], Action.EVIDENCE, "closed")
    assert why_not([Role.LABOUR_MANAGER], Action.EVIDENCE, "closed") == "案件已经办结，先重新办理"


def test_what_a_merged_case_holds_is_read_and_exported_and_nothing_is_added() -> None:
    assert may([Role.LABOUR_MANAGER], Action.EXPORT, "merged")
    assert may([Role.LEGAL], Action.ADVICE, "merged")
    for action in (Action.RECORD, Action.EVIDENCE, Action.CLOCK, Action.PARTY, Action.HANDLE, Action.SETTLE):
        assert not any(may([role], action, "merged") for role in Role), action


def test_every_action_has_a_name_and_somebody_who_may() -> None:
    assert set(NAMES) == set(Action)
    for action in Action:
        state = {Action.REOPEN: "paused", Action.PRECEDENT: "closed"}.get(action, "open")
        assert any(may([role], action, state) for role in Role), action


def test_two_roles_may_what_either_may() -> None:
    assert may([Role.FINANCE, Role.EXPERT], Action.ADVICE, "open")
