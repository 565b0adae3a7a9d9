"""Worker data on demand: only of the case's people, only what it needs, never without a reason."""

from __future__ import annotations

import datetime

import pytest

from cases.models import CaseMove, Party
from cases.services.lookup import look_up
from cases.services.records import changed_records
from cases.services.there import there
from portal.models import PersonRecord
from portal.services.refusal import Refused
from portal.services.register import keep_record
from tests.cases.casework.conftest import NOW

pytestmark = pytest.mark.django_db
D = datetime.date
TODAY = NOW.date()


@pytest.fixture
def worker(case, make_person, project, other_project):
    person = make_person("王建国", username="worker")
    for kind, title, place, first, last in (
        (PersonRecord.Kind.WAGE, "2026年8月工资", project, D(2026, 8, 1), D(2026, 8, 31)),
        (PersonRecord.Kind.WAGE, "2026年7月工资", project, D(2026, 7, 1), D(2026, 7, 31)),
        (PersonRecord.Kind.WAGE, "别处的工资", other_project, D(2026, 8, 1), D(2026, 8, 31)),
        (PersonRecord.Kind.CONTRACT, "劳动合同", project, D(2026, 3, 1), None),
        (PersonRecord.Kind.TRAINING, "进场教育", None, D(2026, 3, 1), None),
        (PersonRecord.Kind.HEALTH, "体检", project, D(2026, 3, 1), None),
    ):
        keep_record(person=person, kind=kind, title=title, project=place, starts_on=first, ends_on=last, now=NOW)
    return Party.objects.create(case=case, role=Party.Role.WORKER, name="王建国", person=person)


@pytest.fixture
def look(worker, handler):
    def make(**facts):
        given = {
            "party": worker, "by": handler, "reason": "核对八月工资", "kinds": ["wage", "contract"],
            "first": D(2026, 8, 1), "last": TODAY, "now": NOW, "today": TODAY,
        }  # fmt: skip
        return look_up(**given | facts)

    return make


@pytest.mark.covers("X-02")
def test_only_the_project_the_kinds_and_the_days_asked_for_are_shown(look):
    found = look()
    assert {kind: [row.title for row in rows] for kind, rows in found.rows.items()} == {
        "contract": ["劳动合同"],
        "wage": ["2026年8月工资"],
    }
    assert [row.title for row in look(kinds=["training"]).rows["training"]] == ["进场教育"]


@pytest.mark.covers("X-02")
def test_each_look_up_is_noted_with_its_reason(case, look, handler, worker):
    found = look()
    move = CaseMove.objects.get(case=case, verb="lookup")
    assert (move.by, move.why) == (handler, "核对八月工资")
    assert move.data["record"] == found.record.pk
    assert "王建国" not in str(move.data)
    assert "record:lookup" in there(case)
    assert list(changed_records()) == []


@pytest.mark.covers("N10")
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["health"]}, "kinds"),
        ({"kinds": ["wage", "insurance"]}, "kinds"),
        ({"first": D(2020, 1, 1)}, "first"),
    ],
)
def test_nothing_is_shown_without_a_reason_or_beyond_what_is_needed(case, look, facts, field):
    with pytest.raises(Refused) as refused:
        look(**facts)
    assert refused.value.field == field
    assert not CaseMove.objects.filter(verb="lookup").exists()


def test_whoever_is_not_tied_to_the_register_is_not_looked_up(case, look, worker):
    name_alone = Party.objects.create(case=case, role=Party.Role.WORKER, name="王建国")
    with pytest.raises(Refused):
        look(party=name_alone)
    Party.objects.filter(pk=worker.pk).update(removed_at=NOW)
    worker.refresh_from_db()
    with pytest.raises(Refused):
        look()


def test_who_may_not_look_up_does_not(look, leader, outsider):
    for person in (leader, outsider):
        with pytest.raises(Refused):
            look(by=person)
