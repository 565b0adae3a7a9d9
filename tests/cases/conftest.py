"""Precedents and the people of their desk."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission

from cases.models import Precedent
from cases.services import precedents
from portal.models import Person

NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
FACTS: dict[str, Any] = {
    "code": "fall-edge",
    "title": "临边没有护栏，工人甲坠落",
    "kind": "INJ",
    "level": "TYP",
    "summary": "认定工伤，基金付三万元。",
    "facts": "工人甲在临边作业时坠落。",
    "outcome_code": "OUT-REC",
    "happened_on": datetime.date(2024, 6, 3),
}


def _allow(person: Person, *names: str) -> Person:
    rows = Permission.objects.filter(content_type__app_label="cases", codename__in=names)
    assert rows.count() == len(names)
    person.user_permissions.add(*rows)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def handler(make_person: Callable[..., Person]) -> Person:
    """Writes precedents."""
    person = make_person("吴编辑", username="handler", phone="+8613800000021")
    return _allow(person, "add_precedent", "change_precedent", "view_precedent")


@pytest.fixture
def colleague(make_person: Callable[..., Person]) -> Person:
    """Writes too, and approves what others wrote."""
    person = make_person("郑审核", username="colleague", phone="+8613800000022")
    return _allow(person, "add_precedent", "change_precedent", "view_precedent", "approve_precedent")


@pytest.fixture
def outsider(make_person: Callable[..., Person]) -> Person:
    """Signed in, nothing more."""
    return make_person("外人", username="outsider", phone="+8613800000023")


@pytest.fixture
def write(handler: Person) -> Callable[..., Precedent]:
    """A draft by the handler: write(title=…)."""

    def make(**facts: Any) -> Precedent:
        return precedents.write_precedent(facts=FACTS | facts, by=handler, now=NOW)

    return make


@pytest.fixture
def approved(write: Callable[..., Precedent], handler: Person, colleague: Person) -> Callable[..., Precedent]:
    def make(**facts: Any) -> Precedent:
        row = precedents.submit_precedent(precedent=write(**facts), by=handler, now=NOW)
        return precedents.approve_precedent(precedent=row, by=colleague, now=NOW)

    return make


@pytest.fixture
def published(approved: Callable[..., Precedent], colleague: Person) -> Callable[..., Precedent]:
    def make(**facts: Any) -> Precedent:
        return precedents.publish_precedent(precedent=approved(**facts), by=colleague, now=NOW)

    return make
