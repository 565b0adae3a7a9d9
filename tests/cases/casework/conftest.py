"""Cases and the people around them: handler (labour manager), colleague (project manager), outsider."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from cases.models import Case, Party
from cases.services.opening import open_case
from cases.services.own_pages import Made, make_own_page
from cases.services.people import add_party
from portal import clock
from portal.models import Membership, Organisation, Person, Project
from portal.rules.roles import Role
from tests.conftest import colleague, handler, outsider
from tests.stock import stocked

__all__ = ["colleague", "handler", "outsider"]

NOW = datetime.datetime(2026, 10, 12, 8, 40, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
"""Monday, 12 October 2026, 08:40 in Shanghai."""


@pytest.fixture
def adviser(make_person: Callable[..., Person], post: Callable[..., Membership], platform: Organisation) -> Person:
    """Legal adviser of the platform."""
    person = make_person("法律顾问", username="adviser", phone="+8613800000004")
    post(person, Role.LEGAL, organisation=platform)
    return person


@pytest.fixture
def leader(make_person: Callable[..., Person], post: Callable[..., Membership], project: Project, crew: Any) -> Person:
    """Crew leader on the project: reports, and sees a case only when in its team."""
    person = make_person("班组长", username="leader", phone="+8613800000005")
    post(person, Role.CREW_LEADER, project=project, crew=crew)
    return person


@pytest.fixture
def open_one(handler: Person, colleague: Person, project: Project) -> Callable[..., Case]:
    """A case reported by the handler: open_one(kind="DTH", now=…, **facts)."""

    def make(**facts: Any) -> Case:
        now = facts.pop("now", NOW)
        given: dict[str, Any] = {
            "by": handler,
            "key": uuid.uuid4(),
            "kind": "DIS-WAG",
            "project": project,
            "text": "工资没有发",
        }
        return open_case(**given | {"project": project, "known_at": now, "now": now} | facts)

    return make


@pytest.fixture
def case(open_one: Callable[..., Case]) -> Case:
    """A dispute over wages, just reported."""
    return open_one()


@pytest.fixture
def fall(open_one: Callable[..., Case]) -> Case:
    """A deadly fall, ten minutes ago."""
    return open_one(kind="DTH", text="架子工从三层坠落", occurred_at=NOW - datetime.timedelta(minutes=10), deaths=1)


@pytest.fixture
def planted(handler: Person, colleague: Person, adviser: Person, project: Project, make_person: Any) -> Any:
    """A dispute and a deadly fall with everything in them, made once for a process."""
    from .behind import behind, plant

    concerned = make_person("王建国", username="concerned", phone="+8613800000007")
    stocked("cases with everything in them", lambda: plant(project, handler, colleague, adviser, concerned))
    return behind(project)


@pytest.fixture
def worker(fall: Case, handler: Person) -> Party:
    return add_party(case=fall, role="worker", name="钱来顺", by=handler, now=NOW)


@pytest.fixture
def widow(fall: Case, worker: Party, handler: Person) -> Party:
    return add_party(case=fall, role="family", name="周桂花", relation="配偶", of=worker, by=handler, now=NOW)


@pytest.fixture
def made(fall: Case, widow: Party, handler: Person) -> Made:
    return make_own_page(case=fall, party=widow, by=handler, now=clock.now())
