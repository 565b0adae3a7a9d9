"""Everybody whom the plan calls together on one project, and the walk of a case among them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from cases.services.opening import open_case
from portal.models import Membership, Organisation, Person, Project
from portal.rules.roles import Role
from tests.cases.scenarios.walk import Crewed, Walk

Posts = Callable[..., Membership]


@pytest.fixture
def crewed(
    make_person: Callable[..., Person],
    post: Posts,
    platform: Organisation,
    client_company: Organisation,
    project: Project,
) -> Crewed:
    """Each of them holds one post; the crew leader and the head of the subcontractor are called by hand."""

    def held(name: str, role: Role, **where: Any) -> Person:
        person = make_person(name, username=f"{role}-{name}")
        post(person, role, **where)
        return person

    ours = {"project": project, "organisation": platform}
    return Crewed(
        project=project,
        labour=held("驻场劳务员", Role.LABOUR_MANAGER, **ours),
        expert=held("劳务专家", Role.EXPERT, **ours),
        adviser=held("法务顾问", Role.LEGAL, **ours),
        chief=held("分管副总", Role.EXECUTIVE, organisation=client_company),
        manager=held("项目经理", Role.PROJECT_MANAGER, project=project),
        safety=held("安全负责人", Role.SAFETY_MANAGER, project=project),
        insurance=held("社保专员", Role.SOCIAL_INSURANCE, project=project),
        finance=held("财务", Role.FINANCE, project=project),
    )


@pytest.fixture
def begin(crewed: Crewed) -> Callable[..., Walk]:
    """A case that the labour manager reports: begin("DIS-WAG", now, "text", **facts)."""

    def make(kind: str, now: Any, text: str, **facts: Any) -> Walk:
        given: dict[str, Any] = {"known_at": now, "occurred_at": None} | facts
        case = open_case(
            by=crewed.labour, key=uuid.uuid4(), kind=kind, project=crewed.project, text=text, now=now, **given
        )
        return Walk(case, crewed)

    return make
