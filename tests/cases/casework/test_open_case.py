"""Opening a case, and who sees it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable

import pytest

from cases.models import AppendOnly, Case, CaseMove, ChainHead
from cases.services.opening import open_case
from cases.services.trail import broken_links, note
from portal.models import Person, Project
from portal.services.refusal import Refused

from .conftest import NOW


def test_a_report_opens_a_case_at_the_first_stage_with_its_team(case: Case, handler: Person, colleague: Person) -> None:
    assert (case.stage, case.state, case.handler) == ("D1", "open", handler)
    assert case.number == f"DIS-2026-{case.pk:05d}"
    assert {(row.group, row.person) for row in case.team.all()} == {
        ("O-01", colleague),
        ("O-03", colleague),
        ("O-03", handler),
    }


def test_a_death_goes_by_the_path_of_injuries(fall: Case) -> None:
    assert (fall.stage, fall.family, fall.grade) == ("I1", "DTH", "AG4")


def test_the_same_report_twice_is_one_case(open_one: Callable[..., Case], colleague: Person, project: Project) -> None:
    key = uuid.uuid4()
    assert open_one(key=key) == open_one(key=key)
    with pytest.raises(Refused):
        open_case(by=colleague, key=key, kind="INJ", project=project, text="别的", known_at=NOW, now=NOW)
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "XXX"}, "kind"),
        ({"text": "  "}, "text"),
        ({"known_at": NOW + datetime.timedelta(hours=1)}, "known_at"),
        ({"occurred_at": NOW + datetime.timedelta(hours=1)}, "occurred_at"),
    ],
)
def test_a_wrong_report_is_refused_beside_its_field(
    open_one: Callable[..., Case], facts: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        open_one(**facts)
    assert refused.value.field == field
    assert not Case.objects.exists()


def test_nobody_reports_for_a_project_of_another_client(open_one: Callable[..., Case], other_project: Project) -> None:
    with pytest.raises(Refused):
        open_one(project=other_project)


def test_those_of_the_project_see_a_case_and_outsiders_do_not(
    case: Case, handler: Person, colleague: Person, adviser: Person, leader: Person, outsider: Person
) -> None:
    seen = [p.username for p in (handler, colleague, adviser, leader, outsider) if case in Case.objects.visible_to(p)]
    assert seen == ["handler", "colleague", "adviser"]


@pytest.mark.covers("O-03")
def test_a_crew_leader_in_the_team_sees_the_case_until_taken_out(case: Case, leader: Person) -> None:
    row = case.team.create(group="O-03", person=leader, role="crew_leader", since=NOW)
    assert case in Case.objects.visible_to(leader)
    row.until = NOW
    row.save()
    assert case not in Case.objects.visible_to(leader)


@pytest.mark.covers("O-11")
def test_what_is_written_afterwards_covers_no_row_up_that_was_cut_off_at_the_end(case: Case, handler: Person) -> None:
    last = note(case=case, verb="view", by=handler, at=NOW)
    super(type(CaseMove.objects.all()), CaseMove.objects.filter(pk=last.pk)).delete()
    for _ in range(2):
        note(case=case, verb="view", by=handler, at=NOW)
    assert list(broken_links()) == [(f"case:{case.pk}", last.seq, f"第 {last.seq} 条不在")]


@pytest.mark.covers("O-11", "V-02")
def test_the_trail_is_chained_and_a_changed_or_missing_row_is_found(case: Case, handler: Person) -> None:
    for number in range(3):
        note(case=case, verb="view", by=handler, at=NOW, number=number)
    assert list(broken_links()) == []
    rows = CaseMove._base_manager.filter(chain=f"case:{case.pk}")
    super_update = super(type(CaseMove.objects.all()), CaseMove.objects.filter(seq=2)).update
    super_update(why="改过")
    assert list(broken_links()) == [(f"case:{case.pk}", 2, "内容改过")]
    super(type(CaseMove.objects.all()), CaseMove.objects.filter(seq=2)).delete()
    assert next(iter(broken_links()))[1:] == (2, "第 2 条不在")
    super(type(CaseMove.objects.all()), CaseMove.objects.filter(seq=4)).delete()
    assert [place for _, place, _ in broken_links()] == [2, 4]
    with pytest.raises(AppendOnly):
        rows.model.objects.all().delete()
    super(type(CaseMove.objects.all()), CaseMove.objects.all()).delete()
    ChainHead.objects.all().delete()
    assert list(broken_links()) == [(f"case:{case.pk}", 1, "整条记录不在")], "the whole trail cut out, head and all"
