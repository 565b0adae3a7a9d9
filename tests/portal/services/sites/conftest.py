"""A site with a crew, and the verbs with the day of the tests filled in."""

from __future__ import annotations

import datetime

import pytest

from portal import clock
from portal.models import Crew, Organisation
from portal.rules.identity import check_character
from portal.services import sites

NOW = clock.now()
TODAY = clock.today()
DAY = datetime.timedelta(days=1)


def number(n: int = 0) -> str:
    """A document number that may be real."""
    seventeen = f"1101051990{n // 1000 % 12 + 1:02}01{n % 1000:03}"
    return seventeen + check_character(seventeen)


@pytest.fixture
def second_crew(project):
    return Crew.objects.create(project=project, organisation=project.client, name="钢筋班", trade="钢筋工")


@pytest.fixture
def other_crew(other_project):
    return Crew.objects.create(project=other_project, organisation=other_project.client, name="乙班")


@pytest.fixture
def firm(project):
    return Organisation.objects.create(name="顺达劳务", kind="subcontractor", parent=project.client)


@pytest.fixture
def add(handler, crew):
    """add(n=1, name="李四") enters a worker as the handler of the project."""

    def make(n=0, **facts):
        facts = {
            "by": handler,
            "crew": crew,
            "name": "王建国",
            "phone": "13800138000",
            "document_kind": "resident_id",
            "document_number": number(n),
            "starts_on": TODAY - 30 * DAY,
            "now": NOW,
            "today": TODAY,
        } | facts
        return sites.add_worker(**facts)

    return make
